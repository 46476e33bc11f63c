"""Events <-> the JSON that the journal keeps, and the hash that chains them."""

import hashlib
from functools import cache
from typing import Any, get_args

from pydantic import TypeAdapter

from controller.domain.events import AnyEvent

_CLASSES: dict[str, type] = {cls.__name__: cls for cls in get_args(AnyEvent)}
FIRST_HASH = "0" * 64


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(_CLASSES[kind])


def dump_event(event: AnyEvent) -> tuple[str, str]:
    """Kind and body of an event."""
    kind = type(event).__name__
    return kind, _adapter(kind).dump_json(event).decode()


def load_event(kind: str, body: str) -> AnyEvent:
    """The event again. Raises KeyError for an unknown kind, ValueError for a body that is not one."""
    event: AnyEvent = _adapter(kind).validate_json(body)
    return event


def chain(previous: str, seq: int, day: str, kind: str, body: str, request: str | None) -> str:
    """The hash of an event: changes with every letter of it, of what asked for it, and of everything before it."""
    asked = f"\n{request}" if request is not None else ""
    text = f"{previous}\n{seq}\n{day}\n{kind}\n{body}{asked}"
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
