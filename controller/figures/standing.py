"""What stands of a day's events: without what was undone, and without what a closing by mistake had ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from types import UnionType

from contracts.vocabulary import Act, TicketId
from controller.domain import events as e
from controller.domain import staffing_events

_Ends = e.TicketFinished | e.TicketNoShow | e.TicketTransferred | e.TicketParked | e.TicketCancelled
_OfTicket = _Ends | e.TicketCalled | e.TicketResumed | staffing_events.TicketCorrected
_ENDED_BY_CLOSING = e.TicketFinished | e.TicketLapsed | e.ClerkSignedOut


@dataclass(frozen=True)
class Standing:
    """An event that counts; ``closing``: it was brought by the end of the day, not by a person."""

    event: e.AnyEvent
    closing: bool = False


def standing(events: Iterable[e.AnyEvent]) -> list[Standing]:
    """The events that count, in their order."""
    kept: list[Standing] = []
    closing = False
    for event in events:
        match event:
            case e.ActUndone():
                _undo(kept, event)
            case e.DayClosing():
                closing = True
            case e.DayClosed():
                closing = False
                kept.append(Standing(event))
            case e.DayReopened():
                _reopen(kept)
            case _:
                kept.append(Standing(event, closing))
    return kept


def _undo(kept: list[Standing], undone: e.ActUndone) -> None:
    if undone.act is not Act.CALL:
        _forget(kept, undone.ticket, staffing_events.TicketCorrected if undone.act is Act.CORRECT else _Ends)
        return
    _forget(kept, undone.ticket, e.TicketCalled)
    if undone.left is None:
        return
    left = _forget(kept, undone.left, _Ends | e.TicketResumed)
    if isinstance(left, e.TicketResumed):  # by that call whoever was at the counter had to wait again
        _forget(kept, undone.left, e.TicketParked)


def _forget(kept: list[Standing], ticket: TicketId, kinds: type | UnionType) -> e.AnyEvent | None:
    """Take the newest event of these kinds away that a ticket has."""
    for place in range(len(kept) - 1, -1, -1):
        event = kept[place].event
        if isinstance(event, _OfTicket) and isinstance(event, kinds) and event.ticket == ticket:
            del kept[place]
            return event
    return None


def _reopen(kept: list[Standing]) -> None:
    """Take away what the latest closing brought."""
    closed = [place for place, one in enumerate(kept) if isinstance(one.event, e.DayClosed)]
    if not closed:
        return
    kept[:] = [
        one
        for place, one in enumerate(kept)
        if not (one.closing and isinstance(one.event, _ENDED_BY_CLOSING)) and place != closed[-1]
    ]
