"""How far the journal had come, as something outside it remembers: one line of text.

Should an older copy be put in the journal's place, or its newest part be lost without a trace, the witness
says so. A line that does not prove itself says nothing: better no witness than a wrong one.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from contracts.vocabulary import ServiceCode
from controller.domain import events as e

MAX_BYTES = 64 * 1024
"""More than the line of an office with a thousand services."""


@dataclass(frozen=True)
class Witness:
    """What was true after the last commit."""

    epoch: int = 0
    seq: int = 0
    """Events in the journal."""
    day: str | None = None
    """The service day of the newest one; None: an older program, which did not say."""
    given: Mapping[ServiceCode, int] = field(default_factory=dict)
    """The highest number of each series that day, given or skipped."""


def dump(witness: Witness) -> bytes:
    """The line, with its own proof."""
    body = json.dumps([witness.epoch, witness.seq, witness.day, dict(witness.given)], separators=(",", ":"))
    return f"{_proof(body)} {body}\n".encode()


def load(data: bytes) -> Witness:
    """The witness of a line of this program or of an older one (two numbers); an empty one when it is neither."""
    line = data.partition(b"\n")[0].decode(errors="replace").strip()
    first, _, rest = line.partition(" ")
    if first.isdecimal() and rest.isdecimal():
        return Witness(int(first), int(rest))
    if not line or first != _proof(rest):
        return Witness()
    epoch, seq, day, given = json.loads(rest)
    return Witness(epoch, seq, day, {ServiceCode(code): n for code, n in given.items()})


def highest(given: Mapping[ServiceCode, int], events: Iterable[e.AnyEvent]) -> dict[ServiceCode, int]:
    """The highest number of each series after more events of the same day."""
    found = dict(given)
    for event in events:
        if isinstance(event, e.TicketIssued):
            found[event.service] = max(found.get(event.service, event.n), event.n)
        elif isinstance(event, e.NumbersSkipped):
            found[event.service] = max(found.get(event.service, event.to_n), event.to_n)
    return found


def _proof(body: str) -> str:
    return hashlib.blake2b(body.encode(), digest_size=8).hexdigest()
