"""Events <-> the JSON that the journal keeps, and the hash that chains them."""

import contextlib
import hashlib
import json
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple, get_args

from pydantic import TypeAdapter

from controller.domain.events import AnyEvent, NumbersSkipped

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


class Read(NamedTuple):
    """Events that were read again."""

    events: tuple[AnyEvent, ...]
    unread: int
    """How many more there are, of a newer program, whose kind or words this one does not know."""


def read_known(told: Iterable[tuple[str, str]]) -> Read:
    """The events again, of kind and body, as far as this program knows them.

    Only for what is proved to be as it was written: an update that was taken back leaves others behind. A number that
    was given in unknown words is a number that is given no more.
    """
    events: list[AnyEvent] = []
    unread = 0
    for kind, body in told:
        try:
            events.append(load_event(kind, body))
        except (KeyError, ValueError):
            unread += 1
            events += _number_in(body)
    return Read(tuple(events), unread)


def _number_in(body: str) -> tuple[AnyEvent, ...]:
    """Whatever names a place in a series has given it; what a kiosk gave alone is leased, and no series goes on behind it."""
    with contextlib.suppress(KeyError, ValueError, TypeError, AttributeError):
        given = json.loads(body)
        if given.get("alone_at") is not None:
            return ()
        span = {"from_n": given["n"], "to_n": given["n"], "loss": 0}
        return (
            load_event(
                NumbersSkipped.__name__, json.dumps({"at": given["at"], "service": given["service"]} | span)
            ),
        )
    return ()


def chain(previous: str, seq: int, day: str, kind: str, body: str, request: str | None) -> str:
    """The hash of an event: changes with every letter of it, of what asked for it, and of everything before it."""
    asked = f"\n{request}" if request is not None else ""
    text = f"{previous}\n{seq}\n{day}\n{kind}\n{body}{asked}"
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
