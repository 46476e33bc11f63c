"""Facts of one office's day -> what became of each number. Pure.

The definitions are the office's own (its page of figures says them); tests hold the two together. A restored journal's
lineage comes after the one that it took the place of: what both know counts once, what either tells alone counts, too.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from contracts import facts as f
from contracts.vocabulary import Act, TicketState

_ENDS = (f.TicketFinished, f.TicketNoShow, f.TicketTransferred, f.TicketParked, f.TicketCancelled)
_ENDED_BY_CLOSING = (f.TicketFinished, f.TicketLapsed, f.ClerkSignedOut)
_UNDOABLE = (*_ENDS, f.TicketCalled, f.TicketResumed)


class End(StrEnum):
    """How a stay at a counter ended."""

    OPEN = "open"
    FINISHED = "finished"
    NO_SHOW = "no-show"
    OTHER = "other"
    CLOSED = "closed"
    """The day ended meanwhile: how long the service took is not known."""


@dataclass
class Stay:
    """One time at one counter."""

    counter: str
    called_at: int
    end: End = End.OPEN
    ended_at: int | None = None
    came_at: int | None = None

    @property
    def seconds(self) -> int | None:
        """From the arrival, or else from the call, to the end; None: it has not ended."""
        begun = self.called_at if self.came_at is None else self.came_at
        return None if self.ended_at is None else max(0, self.ended_at - begun) // 1000


@dataclass
class Visit:
    """One number. Two lineages may have given it twice: then there are two visits."""

    ticket: str
    service: str
    priority: bool
    arrived_at: int
    state: TicketState = TicketState.WAITING
    ended_at: int | None = None
    stays: list[Stay] = field(default_factory=list)

    @property
    def wait_s(self) -> int | None:
        """From the number to its first call, in whole seconds; None: it was never called."""
        return max(0, self.stays[0].called_at - self.arrived_at) // 1000 if self.stays else None


@dataclass(frozen=True)
class Standing:
    """A fact that counts; ``closing``: the end of the day brought it, not a person."""

    fact: f.Body
    closing: bool = False


def visits(facts: Iterable[f.Body]) -> list[Visit]:
    """The visits of a day, in the order of arrival. ``facts``: by lineage, in the order of their places."""
    found: list[Visit] = []
    newest: dict[str, Visit] = {}
    for one in standing(facts):
        if isinstance(one.fact, f.TicketIssued):
            given = one.fact
            visit = Visit(given.ticket, given.service, given.priority, given.at)
            newest[given.ticket] = visit
            found.append(visit)
        else:
            visit_of = newest.get(getattr(one.fact, "ticket", ""))
            if visit_of:
                _tell(visit_of, one)
    return found


def is_closed(facts: Iterable[f.Body]) -> bool:
    """Whether the day is over, as far as is known."""
    closed = False
    for fact in facts:
        closed = isinstance(fact, f.DayClosed) or (closed and not isinstance(fact, f.DayReopened))
    return closed


def standing(facts: Iterable[f.Body]) -> list[Standing]:
    """Without what was undone, and what a closing by mistake had ended."""
    kept: list[Standing] = []
    closing = False
    for fact in facts:
        match fact:
            case f.ActUndone():
                _undo(kept, fact)
            case f.DayClosing():
                closing = True
            case f.DayClosed():
                closing = False
                kept.append(Standing(fact))
            case f.DayReopened():
                _reopen(kept)
            case _:
                kept.append(Standing(fact, closing))
    return kept


_ENDED_AS: dict[type[f.Body], tuple[End, TicketState]] = {
    f.TicketNoShow: (End.NO_SHOW, TicketState.NO_SHOW),
    f.TicketParked: (End.OTHER, TicketState.PARKED),
    f.TicketTransferred: (End.OTHER, TicketState.WAITING),
    f.TicketCancelled: (End.OTHER, TicketState.CANCELLED),
}


def _tell(visit: Visit, one: Standing) -> None:
    match one.fact:
        case f.TicketCalled() as called:
            visit.stays.append(Stay(called.counter, called.at))
            visit.state, visit.ended_at = TicketState.CALLED, None
        case f.TicketArrived() as fact:
            if visit.stays and visit.stays[-1].end is End.OPEN:
                visit.stays[-1].came_at = fact.at
        case f.TicketFinished() as fact:
            _end(visit, End.CLOSED if one.closing else End.FINISHED, TicketState.FINISHED, fact.at)
        case f.TicketNoShow() | f.TicketParked() | f.TicketTransferred() | f.TicketCancelled() as fact:
            _end(visit, *_ENDED_AS[type(fact)], fact.at)
        case f.TicketLapsed() as fact:
            visit.state, visit.ended_at = TicketState.LAPSED, fact.at
        case f.TicketResumed():
            visit.state, visit.ended_at = TicketState.WAITING, None
        case _:
            pass


def _end(visit: Visit, end: End, state: TicketState, at: int) -> None:
    if visit.stays and visit.stays[-1].ended_at is None:
        visit.stays[-1].end, visit.stays[-1].ended_at = end, at
    over = state in (TicketState.FINISHED, TicketState.NO_SHOW, TicketState.CANCELLED)
    visit.state, visit.ended_at = state, at if over else None


def _undo(kept: list[Standing], undone: f.ActUndone) -> None:
    if undone.act is not Act.CALL:
        _forget(kept, undone.ticket, _ENDS)
        return
    _forget(kept, undone.ticket, (f.TicketCalled,))
    if undone.left is None:
        return
    left = _forget(kept, undone.left, (*_ENDS, f.TicketResumed))
    if isinstance(left, f.TicketResumed):  # by that call whoever was at the counter had to wait again
        _forget(kept, undone.left, (f.TicketParked,))


def _forget(kept: list[Standing], ticket: str, kinds: tuple[type[f.Body], ...]) -> f.Body | None:
    for place in range(len(kept) - 1, -1, -1):
        fact = kept[place].fact
        if isinstance(fact, _UNDOABLE) and isinstance(fact, kinds) and fact.ticket == ticket:
            del kept[place]
            return fact
    return None


def _reopen(kept: list[Standing]) -> None:
    closed = [place for place, one in enumerate(kept) if isinstance(one.fact, f.DayClosed)]
    if closed:
        kept[:] = [
            one
            for place, one in enumerate(kept)
            if not (one.closing and isinstance(one.fact, _ENDED_BY_CLOSING)) and place != closed[-1]
        ]
