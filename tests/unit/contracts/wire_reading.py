"""How the tests of the codec read."""

import json
from typing import Any

import pytest

from contracts import messages as m
from contracts.codec import WireError, decode
from contracts.topics import Topics
from contracts.vocabulary import SiteId
from tests.golden.wire_examples import EXAMPLES

TOPICS = Topics(SiteId("hoa-cuong"))


def read(below: str, payload: bytes) -> m.Message:
    return decode(TOPICS, f"{TOPICS.root}/{below}", payload)


def error_of(below: str, payload: bytes) -> WireError:
    with pytest.raises(WireError) as caught:
        read(below, payload)
    return caught.value


def changed(name: str, **changes: Any) -> tuple[str, bytes]:
    """An example with fields replaced; None takes a field away."""
    below, message = EXAMPLES[name]
    fields = message.model_dump(mode="json") | changes
    return below, json.dumps({key: value for key, value in fields.items() if value is not None}).encode()
