"""Where in the bytes of a slip what happens: so that every kind of place is hit, and not only the long ones."""

from enum import StrEnum


class Place(StrEnum):
    """A kind of place in the stream of a slip."""

    BEFORE = "before the first byte"
    QUESTION = "inside a question before the slip"
    INITIALISE = "inside ESC @"
    HEADER = "inside the header of a band"
    DATA = "inside the dots of a band"
    CODE = "inside a code that the printer draws"
    SKIP = "inside a skip of blank rows"
    OTHER = "inside another command"
    CUT = "inside the cut"
    FENCE = "inside the fence"
    AFTER = "after the last byte"


def landmarks(stream: bytes) -> dict[Place, list[int]]:
    """The offsets of every kind of place in the bytes of one slip. ``n`` means: n bytes went, the next did not."""
    found: dict[Place, list[int]] = {Place.BEFORE: [0], Place.AFTER: [len(stream)]}
    at = 0
    while at < len(stream):
        for place, length in _command(stream, at):
            end = min(at + length, len(stream))
            found.setdefault(place, []).extend(range(at + 1, end) if length > 1 else [at])
            at = end
    return {place: offsets for place, offsets in found.items() if offsets}


def _command(stream: bytes, at: int) -> tuple[tuple[Place, int], ...]:
    match stream[at : at + 3]:
        case b"\x1dv0":
            wide, high = (int.from_bytes(stream[at + k : at + k + 2], "little") for k in (4, 6))
            return (Place.HEADER, 8), (Place.DATA, wide * high)
        case b"\x1b*\x21":
            return (Place.HEADER, 5), (Place.DATA, 3 * int.from_bytes(stream[at + 3 : at + 5], "little"))
        case b"\x1d(k":
            return ((Place.CODE, 5 + int.from_bytes(stream[at + 3 : at + 5], "little")),)
        case b"\x1d(H":
            return ((Place.FENCE, 11),)
        case rest:
            return (_short(rest),)


def _short(head: bytes) -> tuple[Place, int]:
    match head[:2]:
        case b"\x1b@":
            return Place.INITIALISE, 2
        case b"\x1bJ":
            return Place.SKIP, 3
        case b"\x1dV":
            return Place.CUT, 4 if head[2:] in (b"A", b"B") else 3
        case b"\x1dr":
            return Place.FENCE, 3
        case b"\x10\x04":
            return Place.QUESTION, 3
        case b"\x1da" | b"\x1bd" | b"\x1b3":
            return Place.OTHER, 3
        case _:
            return Place.OTHER, 1
