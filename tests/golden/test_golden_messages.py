"""The wire, byte for byte. After a wanted change: MOTCUA_GOLDEN=write make test, and read the difference."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from contracts import messages as m
from contracts.codec import decode, encode
from contracts.topics import Topics
from contracts.vocabulary import SiteId
from tests.golden.wire_examples import EXAMPLES

FOLDER = Path(__file__).parent / "messages"
TOPICS = Topics(SiteId("hoa-cuong"))


def pretty(message: m.Message) -> bytes:
    """What ``encode`` writes, laid out for people."""
    return (json.dumps(json.loads(encode(message)), indent=2, ensure_ascii=False) + "\n").encode()


@pytest.fixture(scope="module", autouse=True)
def recorded() -> None:
    if os.environ.get("MOTCUA_GOLDEN") == "write":
        FOLDER.mkdir(exist_ok=True)
        for old in FOLDER.glob("*.json"):
            old.unlink()
        for name, (_topic, message) in EXAMPLES.items():
            (FOLDER / f"{name}.json").write_bytes(pretty(message))


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_message_looks_on_the_wire_as_it_always_did(name: str):
    assert (FOLDER / f"{name}.json").read_bytes() == pretty(EXAMPLES[name][1])


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_was_recorded_is_still_understood(name: str):
    topic, message = EXAMPLES[name]
    assert decode(TOPICS, f"{TOPICS.root}/{topic}", (FOLDER / f"{name}.json").read_bytes()) == message


def test_there_is_a_golden_file_for_every_example_and_no_other():
    assert {path.stem for path in FOLDER.iterdir()} == set(EXAMPLES)


def test_every_model_of_the_language_appears_in_some_example():
    abstract = {m.Message, m.Command, m.Snapshot}
    shown = {type(part) for _topic, message in EXAMPLES.values() for part in parts_of(message)}
    assert descendants(m.Message) - abstract - shown == set()


def descendants(model: type[BaseModel]) -> set[type[BaseModel]]:
    direct = {child for child in model.__subclasses__() if child.__module__.startswith(m.__name__)}
    return direct.union(*(descendants(child) for child in direct))


def parts_of(value: Any) -> Iterator[BaseModel]:
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from parts_of(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from parts_of(item)
