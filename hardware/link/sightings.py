"""What a device saw of the numbers that the desk gave: a witness, should the desk lose its memory. Pure.

Numbers that a kiosk gave alone are left out: they lie far from the others, and the kiosk itself hands them in.
Any other message that names a number of a series is a sighting: the fact that it was given, the reply to whoever took it,
the job to print it, the state of the queues.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

from contracts import messages as m
from contracts.vocabulary import ALONE, ServiceCode, TicketId, ticket_parts

ISSUED = "ticket-issued"
"""The kind of the fact that a number was given."""
DAYS = 4
"""Days that are remembered: those seen last, because a desk's clock may be wrong and come back."""

Key = tuple[str, ServiceCode, str]
"""Service day, series and letters."""


@dataclass(frozen=True)
class Sightings:
    """Numbers by series and day, those seen last at the end; and whose they were."""

    lineage: str = ""
    """The memory of the desk that was followed last."""
    seq: int = 0
    """How far it had come."""
    spans: dict[Key, tuple[int, int]] = field(default_factory=dict)
    """The lowest and the highest number."""

    def message(self, device: str) -> m.Memory:
        """As it is told to a desk."""
        newest = list(self.spans.items())[-m.MOST_SEEN :]
        seen = tuple(
            m.Seen(day=day, service=service, prefix=prefix, low=low, high=high)
            for (day, service, prefix), (low, high) in newest
        )
        return m.Memory(device=device, lineage=self.lineage, seq=self.seq, seen=seen)


class SightingsStore(Protocol):
    """Where they outlive a restart of the device. Raises nothing."""

    def load(self) -> Sightings:
        """What was kept."""

    def keep(self, known: Sightings, now: float) -> None:
        """Keep it, if it is worth a write; ``now`` in monotonic seconds."""


def sightings_of(memory: m.Memory) -> Sightings:
    """What was told, or kept, is known again."""
    spans = {(s.day, s.service, s.prefix): (s.low, s.high) for s in memory.seen}
    return Sightings(memory.lineage, memory.seq, spans)


def follow(known: Sightings, pulse: m.DeskPulse) -> Sightings:
    """After a pulse of the desk that the device follows.

    Within one lineage it never goes back: the last will of a desk says how far it had come when it started.
    """
    seq = max(pulse.seq, known.seq) if known.lineage == pulse.lineage else pulse.seq
    if (known.lineage, known.seq) == (pulse.lineage, seq):
        return known
    return replace(known, lineage=pulse.lineage, seq=seq)


def see(known: Sightings, message: m.Message) -> Sightings:
    """After a message; the same when it names no number that is news."""
    spans = known.spans
    for key, n in _numbers(message):
        low, high = spans.get(key, (n, n))
        if key not in spans or not low <= n <= high:
            kept = {other: span for other, span in spans.items() if other != key}
            spans = kept | {key: (min(low, n), max(high, n))}
    return known if spans is known.spans else replace(known, spans=_of_latest_days(spans))


def _numbers(message: m.Message) -> Iterator[tuple[Key, int]]:
    match message:
        case m.Event(kind=kind, ticket=str() as ticket, service=str() as service) if kind == ISSUED:
            if ALONE in message.detail:
                return
            yield from _of_ticket(ticket, service)
        case m.Accepted(result=m.Issued() as issued):
            yield from _of_ticket(issued.ticket, issued.service)
        case m.PrintJob() if not message.slip.alone:
            yield from _of_ticket(message.ticket, message.series)
        case m.QueueState():
            for line in message.services:
                if line.newest:
                    ticket = TicketId(f"{message.day.replace('-', '')}-{line.newest}")
                    yield from _of_ticket(ticket, line.service)


def _of_ticket(ticket: TicketId, service: ServiceCode) -> Iterable[tuple[Key, int]]:
    try:
        day, prefix, n = ticket_parts(ticket)
    except ValueError:
        return ()
    return (((day, service, prefix), n),)


def _of_latest_days(spans: dict[Key, tuple[int, int]]) -> dict[Key, tuple[int, int]]:
    days = list(dict.fromkeys(day for day, _service, _prefix in reversed(spans)))[:DAYS]
    return {key: span for key, span in spans.items() if key[0] in days}
