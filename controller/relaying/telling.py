"""Which states the centre does not have yet. Pure."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from contracts.relay import MOST_AT_ONCE, MOST_PLACES, Place

ROOM = 800_000
"""Bytes of a message for its places, before they are packed."""


@dataclass(frozen=True)
class Piece:
    """Places of one message. ``whole``: with it the centre has everything."""

    places: tuple[Place, ...]
    whole: bool = False


@dataclass
class Telling:
    """What the centre was told in one sweep."""

    sweep: str
    _told: dict[str, bytes] = field(default_factory=dict)
    _whole: bool = False

    @property
    def count(self) -> int:
        """How many numbers the centre should hold."""
        return len(self._told)

    def pieces(self, places: Sequence[Place]) -> Iterator[Piece]:
        """What is new, of the newest numbers. ``places``: all of today, in the order in which they were given."""
        there = places[-MOST_PLACES:]
        new = [place for place in there if self._told.get(place.token) != _digest(place)]
        parts = list(_parts(new))
        if not self._whole and not parts:
            parts.append(())
        for nth, part in enumerate(parts, 1):
            yield Piece(part, whole=not self._whole and nth == len(parts))

    def said(self, piece: Piece) -> None:
        """The centre has it."""
        self._told |= {place.token: _digest(place) for place in piece.places}
        self._whole = self._whole or piece.whole

    def agrees(self, held: int) -> bool:
        """Whether the centre holds what it was told; only where everything was."""
        return not self._whole or held == len(self._told)


def _parts(places: Sequence[Place]) -> Iterator[tuple[Place, ...]]:
    part: list[Place] = []
    room = ROOM
    for place in places:
        size = len(place.model_dump_json().encode())
        room -= size
        if part and (room < 0 or len(part) == MOST_AT_ONCE):
            yield tuple(part)
            part, room = [], ROOM - size
        part.append(place)
    if part:
        yield tuple(part)


def _digest(place: Place) -> bytes:
    return hashlib.blake2b(place.model_dump_json().encode(), digest_size=16).digest()
