"""How far the journal had come, as something outside it remembers: one line of text.

Should another copy be put in the journal's place, or its newest part be lost without a trace, the witness
says so. A line that does not prove itself says nothing: better no witness than a wrong one.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from contracts.vocabulary import ServiceCode
from controller.domain import events as e
from controller.domain.lost_rules import Span, spans_with

MAX_BYTES = 256 * 1024
"""More than the line of an office with a thousand services."""
DAYS = 4
"""Days that it remembers: those written last, because a clock that was wrong may come back to an earlier one."""
MOST_DIGITS = 18


@dataclass(frozen=True)
class Witness:
    """What was true after the last commit."""

    epoch: int = 0
    seq: int = 0
    """Events in the journal."""
    head: str = ""
    """The hash of the newest one, which no other journal has; empty: an older program, which did not say."""
    losses: int = 0
    """How often the journal was not the one that the witness knew."""
    days: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    """What was given on the days that were written last; it never shrinks, whatever file lies there."""


def dump(witness: Witness) -> bytes:
    """The line, with its own checksum."""
    days = {
        day: [[span.prefix, span.series, span.low, span.high] for span in spans]
        for day, spans in witness.days.items()
    }
    said = {
        "epoch": witness.epoch,
        "seq": witness.seq,
        "head": witness.head,
        "losses": witness.losses,
        "days": days,
    }
    body = json.dumps(said, separators=(",", ":"))
    return f"{_checksum(body)} {body}\n".encode()


def load(data: bytes) -> Witness | None:
    """The witness of a line of this program or of an older one, which says only how many events there were.

    An empty one when nothing was written yet, None when the line is none of these.
    """
    line = data.partition(b"\n")[0].decode(errors="replace").strip()
    if not line:
        return Witness() if not data.strip() else None
    first, _, rest = line.partition(" ")
    try:
        if _is_count(first) and _is_count(rest):
            return Witness(int(first), int(rest))
        return _read(json.loads(rest)) if first == _checksum(rest) else None
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None


def noted(
    days: Mapping[str, tuple[Span, ...]], day: str, events: Iterable[e.AnyEvent]
) -> dict[str, tuple[Span, ...]]:
    """The days after more events of one. What kiosks gave alone they hand in again, should this journal lose it."""
    given = [
        (x.number, x.service, x.n) for x in events if isinstance(x, e.TicketIssued) and x.alone_at is None
    ]
    return with_spans(days, day, spans_with(days.get(day, ()), given))


def with_spans(
    days: Mapping[str, tuple[Span, ...]], day: str, spans: tuple[Span, ...]
) -> dict[str, tuple[Span, ...]]:
    """The days that were written last, this one the very last."""
    others = [(other, kept) for other, kept in days.items() if other != day]
    return dict([*others, (day, spans)][-DAYS:])


def _read(said: dict[str, object] | list[object]) -> Witness:
    if isinstance(said, list):  # an older program: epoch, events, and what is not told by prefix
        return Witness(_int(said[0]), _int(said[1]))
    days = said["days"]
    if not isinstance(days, dict):
        raise TypeError(days)
    return Witness(
        _int(said["epoch"]),
        _int(said["seq"]),
        str(said["head"]),
        _int(said["losses"]),
        {
            day: tuple(Span(str(p), ServiceCode(str(s)), _int(low), _int(high)) for p, s, low, high in spans)
            for day, spans in days.items()
        },
    )


def _int(said: object) -> int:
    if not isinstance(said, int):
        raise TypeError(said)
    return said


def _is_count(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word.lstrip("0")) <= MOST_DIGITS


def _checksum(body: str) -> str:
    return hashlib.blake2b(body.encode(), digest_size=8).hexdigest()
