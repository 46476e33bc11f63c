"""Under which headings, and in which words, systems and offices write what the forms count."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from contracts.letters import unaccented

HEADINGS = Path(__file__).with_name("form_headings.toml")


def headings(table: str) -> Mapping[str, tuple[str, ...]]:
    """Our names of the columns -> the headings that they may have, the likeliest first."""
    return {name: tuple(known) for name, known in _told()[table].items()}


@cache
def words() -> Mapping[str, tuple[str, ...]]:
    """What a cell says when it means something, without marks."""
    return {name: tuple(map(unaccented, said)) for name, said in _told()["words"].items()}


@cache
def _told() -> Mapping[str, Any]:
    return tomllib.loads(HEADINGS.read_text("utf-8"))
