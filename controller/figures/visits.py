"""Visits: what became of each number of a day, and each of its stays at a counter. Pure.

These are the definitions that every figure stands on; ``texts`` says them to readers.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from contracts.vocabulary import (
    CallRule,
    ClerkId,
    CounterId,
    DeviceId,
    Millis,
    PriorityGroup,
    ServiceCode,
    TicketId,
    TicketState,
)
from controller.domain import events as e
from controller.domain import staffing_events
from controller.figures.standing import Standing, standing

NO_TICKET = TicketId("")


class End(StrEnum):
    """How a stay at a counter ended."""

    OPEN = "open"
    FINISHED = "finished"
    NO_SHOW = "no-show"
    TRANSFERRED = "transferred"
    PARKED = "parked"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    """The day ended while the citizen was still there: how long the service took is not known."""


@dataclass(frozen=True)
class Stay:
    """One time at one counter, from the call to what ended it."""

    counter: CounterId
    clerk: ClerkId | None
    service: ServiceCode
    called_at: Millis
    rule: CallRule
    ahead: int
    """How many had come before and still waited when it was called."""
    end: End = End.OPEN
    ended_at: Millis | None = None
    came_at: Millis | None = None
    """When the citizen stood at the counter, where the office has that told."""

    @property
    def seconds(self) -> int | None:
        """From the arrival, or else from the call, to the end, in whole seconds; None: it has not ended."""
        begun = self.called_at if self.came_at is None else self.came_at
        return None if self.ended_at is None else max(0, self.ended_at - begun) // 1000


@dataclass(frozen=True)
class Visit:
    """One number, from the kiosk to its end."""

    ticket: TicketId
    number: str
    asked: ServiceCode
    """The service that the number was taken for; transfers do not change it."""
    service: ServiceCode
    priority: PriorityGroup
    lang: str
    device: DeviceId
    arrived_at: Millis
    stays: tuple[Stay, ...] = ()
    state: TicketState = TicketState.WAITING
    ended_at: Millis | None = None
    degraded: bool = False
    """Given while the desk's own memory was in trouble."""
    told: tuple[int, int] | None = None
    """The minutes until the first call that the citizen was told, from and to."""

    @property
    def wait_s(self) -> int | None:
        """From the number to its first call, in whole seconds; None: it was never called."""
        return max(0, self.stays[0].called_at - self.arrived_at) // 1000 if self.stays else None


def visits(events: Iterable[e.AnyEvent]) -> dict[TicketId, Visit]:
    """The visits of one service day, by ticket, in the order of arrival."""
    return visits_of(standing(events))


def visits_of(stand: Iterable[Standing]) -> dict[TicketId, Visit]:
    """The visits that the standing events of a day tell."""
    found: dict[TicketId, _Draft] = {}
    for one in stand:
        event = one.event
        if isinstance(event, e.TicketIssued):
            found[event.ticket] = _Draft(event, event.service)
        elif (draft := found.get(getattr(event, "ticket", NO_TICKET))) is not None:
            _tell(draft, one)  # a mended journal may lack the number's beginning
    return {ticket: draft.visit() for ticket, draft in found.items()}


@dataclass(slots=True)
class _Draft:
    """A visit while its events are told: changed in place, because a year has a million of them."""

    issued: e.TicketIssued
    service: ServiceCode
    state: TicketState = TicketState.WAITING
    ended_at: Millis | None = None
    stays: list[Stay] = field(default_factory=list)

    def visit(self) -> Visit:
        issued = self.issued
        return Visit(
            issued.ticket,
            issued.number,
            issued.service,
            self.service,
            issued.priority,
            issued.lang,
            issued.device,
            issued.at if issued.alone_at is None else issued.alone_at,
            tuple(self.stays),
            self.state,
            self.ended_at,
            issued.degraded,
            _told(issued),
        )


_OUTCOME = {
    End.FINISHED: TicketState.FINISHED,
    End.CLOSED: TicketState.FINISHED,
    End.NO_SHOW: TicketState.NO_SHOW,
    End.PARKED: TicketState.PARKED,
    End.TRANSFERRED: TicketState.WAITING,
    End.CANCELLED: TicketState.CANCELLED,
}


_ENDS: dict[type, End] = {
    e.TicketNoShow: End.NO_SHOW,
    e.TicketParked: End.PARKED,
    e.TicketCancelled: End.CANCELLED,
}


def _tell(draft: _Draft, one: Standing) -> None:
    match one.event:
        case e.TicketCalled() as called:
            stay = Stay(called.counter, called.clerk, draft.service, called.at, called.rule, called.ahead)
            draft.stays.append(stay)
            draft.state, draft.ended_at = TicketState.CALLED, None
        case e.TicketArrived() as event:
            if draft.stays and draft.stays[-1].end is End.OPEN:  # else the call was undone
                draft.stays[-1] = replace(draft.stays[-1], came_at=event.at)
        case e.TicketFinished() as event:
            _end(draft, event.at, End.CLOSED if one.closing else End.FINISHED)
        case e.TicketNoShow() | e.TicketParked() | e.TicketCancelled() as event:
            _end(draft, event.at, _ENDS[type(event)])
        case e.TicketTransferred() as event:
            _end(draft, event.at, End.TRANSFERRED)
            draft.service = event.to_service
        case staffing_events.TicketCorrected() as event:
            _put_right(draft, event)
        case e.TicketLapsed() as event:
            draft.state, draft.ended_at = TicketState.LAPSED, event.at
        case e.TicketResumed():
            draft.state, draft.ended_at = TicketState.WAITING, None
        case _:
            pass


def _told(issued: e.TicketIssued) -> tuple[int, int] | None:
    if issued.wait_low is None or issued.wait_high is None:
        return None
    return issued.wait_low, issued.wait_high


def _end(draft: _Draft, at: Millis, end: End) -> None:
    if draft.stays and draft.stays[-1].ended_at is None:
        draft.stays[-1] = replace(draft.stays[-1], end=end, ended_at=at)
    draft.state = _OUTCOME[end]
    over = draft.state in (TicketState.FINISHED, TicketState.NO_SHOW, TicketState.CANCELLED)
    draft.ended_at = at if over else None


def _put_right(draft: _Draft, event: staffing_events.TicketCorrected) -> None:
    """A number was for another service all along; stays that are over were where they were."""
    asked = draft.issued.service if draft.stays else event.service
    draft.issued = replace(draft.issued, service=asked, priority=event.priority, lang=event.lang)
    if draft.stays and draft.stays[-1].end is End.OPEN:
        draft.stays[-1] = replace(draft.stays[-1], service=event.service)
    draft.service = event.service
