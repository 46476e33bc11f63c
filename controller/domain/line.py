"""Who waits, in lanes, brought forward by whatever changed about one ticket. Pure.

All in one lane may be called by the same counters and have the same turn, so whoever asks how many wait, or who is
first, looks at some lanes and not at everybody.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from contracts.vocabulary import ClerkId, CounterId, Millis, ServiceCode, TicketId, TicketState
from controller.domain.tickets import Ticket


class Lane(NamedTuple):
    """What decides who may call a ticket, and when; as the ticket has it."""

    service: ServiceCode
    bound_to: CounterId | None
    for_clerk: ClerkId | None
    is_priority: bool


Place = tuple[float, Millis, TicketId | str]


class Standing(NamedTuple):
    """One of a lane; they compare by their places."""

    place: Place
    ticket: TicketId
    lane: Lane


Lanes = Mapping[Lane, tuple[Standing, ...]]
Trails = dict[Lane, object]
"""What ``overtaken.py`` remembers of its last walks; nothing follows from it that does not from the lanes."""


@dataclass(frozen=True)
class Line:
    """Everybody who waits."""

    lanes: Lanes = field(default_factory=dict)
    """None of them is empty; each by arrival."""
    trails: Trails = field(default_factory=dict, compare=False, repr=False)

    def changed(self, before: Ticket | None, after: Ticket) -> "Line":
        """The line after one ticket became another; None: it has just been given."""
        was, now = _where(before), _where(after)
        if was == now:
            return self
        lanes = dict(self.lanes)
        if was:
            at = bisect_left(lanes[was[0]], was[1])
            lanes[was[0]] = lanes[was[0]][:at] + lanes[was[0]][at + 1 :]
            if not lanes[was[0]]:
                del lanes[was[0]]
        if now:
            lane = lanes.get(now[0], ())
            at = bisect_left(lane, now[1])
            lanes[now[0]] = (*lane[:at], now[1], *lane[at:])
        return Line(lanes, self.trails)

    def tickets(self) -> Iterator[TicketId]:
        """Everybody, by arrival."""
        return (standing.ticket for standing in by_arrival(self.lanes))

    def waiting_for(self, service: ServiceCode) -> int:
        """How many wait for a service."""
        return sum(len(lane) for key, lane in self.lanes.items() if key.service == service)


def by_arrival(lanes: Lanes) -> list[Standing]:
    """Everybody in these lanes."""
    return sorted(chain.from_iterable(lanes.values()))


def line_of(tickets: Iterable[Ticket]) -> Line:
    """The line of these tickets, from nothing."""
    line = Line()
    for ticket in tickets:
        line = line.changed(None, ticket)
    return line


def _where(ticket: Ticket | None) -> tuple[Lane, Standing] | None:
    """Where a ticket stands; None: it does not wait."""
    if ticket is None or ticket.state is not TicketState.WAITING:
        return None
    standing = standing_of(ticket)
    return standing.lane, standing


def standing_of(ticket: Ticket) -> Standing:
    """Where a ticket stands, if it waits."""
    lane = Lane(ticket.service, ticket.bound_to, ticket.for_clerk, ticket.is_priority)
    return Standing(ticket.place, ticket.id, lane)
