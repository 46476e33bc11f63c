"""Ratings that wait <-> the lines of their file. Pure.

Each line begins with a digest of itself: a damaged one is left out, and those beside it go on. In it stand the end of the
address on a slip, what was touched, and when: nothing that names anybody.
"""

import hashlib
from dataclasses import dataclass

from pydantic import ValidationError

from contracts import messages as m

DIGEST_BYTES = 8


@dataclass(frozen=True)
class Read:
    """What a file says. ``damaged``: how many of its lines say nothing any more."""

    ratings: tuple[m.RateSlip, ...] = ()
    damaged: int = 0


def lines(ratings: tuple[m.RateSlip, ...]) -> bytes:
    """The whole file."""
    bodies = [rating.model_dump_json().encode() for rating in ratings]
    return b"".join(_digest(body) + b" " + body + b"\n" for body in bodies)


def read(data: bytes) -> Read:
    """What a file says, whatever is in it; each rating once."""
    found: dict[str, m.RateSlip] = {}
    damaged = 0
    for line in data.splitlines():
        rating = _rating(line)
        if rating is None:
            damaged += 1
        else:
            found[rating.request_id] = rating
    return Read(tuple(found.values()), damaged)


def _rating(line: bytes) -> m.RateSlip | None:
    digest, _, body = line.partition(b" ")
    if digest != _digest(body):
        return None
    try:
        return m.RateSlip.model_validate_json(body)
    except ValidationError:
        return None


def _digest(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=DIGEST_BYTES).hexdigest().encode()
