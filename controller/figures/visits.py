"""Visits: what became of each number of a day, and each of its stays at a counter. Pure.

These are the definitions that every figure stands on; ``texts`` says them to readers.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
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
from controller.figures.standing import Standing, standing


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

    @property
    def seconds(self) -> int | None:
        """From the call to the end, in whole seconds; None: it has not ended."""
        return None if self.ended_at is None else max(0, self.ended_at - self.called_at) // 1000


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
    told: tuple[int, int] | None = None
    """The minutes until the first call that the citizen was told, from and to."""

    @property
    def wait_s(self) -> int | None:
        """From the number to its first call, in whole seconds; None: it was never called."""
        return max(0, self.stays[0].called_at - self.arrived_at) // 1000 if self.stays else None


def visits(events: Iterable[e.AnyEvent]) -> dict[TicketId, Visit]:
    """The visits of one service day, by ticket, in the order of arrival."""
    found: dict[TicketId, Visit] = {}
    for one in standing(events):
        ticket = getattr(one.event, "ticket", None)
        if (
            isinstance(one.event, e.TicketIssued) or ticket in found
        ):  # a mended journal may lack the number's beginning
            _tell(found, one)
    return found


_OUTCOME = {
    End.FINISHED: TicketState.FINISHED,
    End.CLOSED: TicketState.FINISHED,
    End.NO_SHOW: TicketState.NO_SHOW,
    End.PARKED: TicketState.PARKED,
    End.TRANSFERRED: TicketState.WAITING,
    End.CANCELLED: TicketState.CANCELLED,
}


def _tell(found: dict[TicketId, Visit], one: Standing) -> None:
    match one.event:
        case e.TicketIssued() as issued:
            found[issued.ticket] = _arrive(issued)
        case e.TicketCalled() as called:
            found[called.ticket] = _call(found[called.ticket], called)
        case e.TicketFinished() as event:
            _end(found, event, End.CLOSED if one.closing else End.FINISHED)
        case e.TicketNoShow() as event:
            _end(found, event, End.NO_SHOW)
        case e.TicketParked() as event:
            _end(found, event, End.PARKED)
        case e.TicketTransferred() as event:
            _end(found, event, End.TRANSFERRED)
            found[event.ticket] = replace(found[event.ticket], service=event.to_service)
        case e.TicketCancelled() as event:
            _end(found, event, End.CANCELLED)
        case e.TicketLapsed() as event:
            found[event.ticket] = replace(found[event.ticket], state=TicketState.LAPSED, ended_at=event.at)
        case e.TicketResumed() as event:
            found[event.ticket] = replace(found[event.ticket], state=TicketState.WAITING, ended_at=None)
        case _:
            pass


def _arrive(issued: e.TicketIssued) -> Visit:
    return Visit(
        issued.ticket,
        issued.number,
        issued.service,
        issued.service,
        issued.priority,
        issued.lang,
        issued.device,
        issued.at if issued.alone_at is None else issued.alone_at,
        told=_told(issued),
    )


def _told(issued: e.TicketIssued) -> tuple[int, int] | None:
    if issued.wait_low is None or issued.wait_high is None:
        return None
    return issued.wait_low, issued.wait_high


def _call(visit: Visit, called: e.TicketCalled) -> Visit:
    stay = Stay(called.counter, called.clerk, visit.service, called.at, called.rule, called.ahead)
    return replace(visit, stays=(*visit.stays, stay), state=TicketState.CALLED, ended_at=None)


def _end(
    found: dict[TicketId, Visit],
    event: e.TicketFinished | e.TicketNoShow | e.TicketParked | e.TicketTransferred | e.TicketCancelled,
    end: End,
) -> None:
    visit = found[event.ticket]
    stays = visit.stays
    if stays and stays[-1].ended_at is None:
        stays = (*stays[:-1], replace(stays[-1], end=end, ended_at=event.at))
    state = _OUTCOME[end]
    over = state in (TicketState.FINISHED, TicketState.NO_SHOW, TicketState.CANCELLED)
    found[event.ticket] = replace(visit, stays=stays, state=state, ended_at=event.at if over else None)
