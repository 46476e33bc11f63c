"""The line beside the buttons of a clerk: who waits, is set aside, absent or just finished, and who sits where. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from contracts.texts import Catalogue
from contracts.vocabulary import ClerkId, CounterId, ParkReason, ServiceCode, SlipState, TicketId, TicketState
from controller.domain.counter_rules import just_finished, passed_by_hand
from controller.domain.day import Day
from controller.domain.office import Counter, Office
from controller.domain.selection import callable_at
from controller.domain.staffing import staffed
from controller.domain.tickets import Ticket
from controller.reasons import reasons_of
from controller.settings import OfficeSettings
from controller.web.rota_words import RotaWords

MINUTE_MS = 60_000
FINISHED_SHOWN = 10
FOUND_SHOWN = 12
IN_DOUBT = {SlipState.UNKNOWN, SlipState.NOT_PRINTED, SlipState.VOIDED}
"""A number shown on the kiosk's screen is not in doubt: its owner read it."""


@dataclass(frozen=True)
class Row:
    """One ticket in a list."""

    ticket: TicketId
    number: str
    service: str
    minutes: int
    """Since it was taken; of one that has ended: since then."""
    priority: str
    state: str
    """In words."""
    degraded: bool
    """The number was given while the desk's memory was in trouble; its slip says so."""
    alone: bool = False
    """A kiosk gave the number while it did not hear the desk."""
    mine: bool = True
    """Whether this counter calls it by itself."""
    unprinted: bool = False
    """Nobody saw its slip come out, and its number was not shown on a screen either."""
    calls: bool = True
    """Whether this counter may call it, or call it back."""
    noted: bool = False
    """Whether the clerk who transferred it wrote something for whoever calls it."""
    asks: bool = False
    """Whether it would overtake others, and the office wants to know why."""
    returns: bool = False
    """Whether it can be put back into the line."""


@dataclass(frozen=True)
class CounterRow:
    """One of the other counters: who sits there, whom it serves, how many wait for it."""

    label: str
    clerk: str
    number: str
    waiting: int
    pause: str = ""
    """That it has a break, and until when; empty: it has none."""
    due: str = ""
    """Whom the rota has sit there, where nobody does."""


@dataclass(frozen=True)
class Line:
    """All lists of one counter; in each the first is the one to look at first."""

    mine: tuple[Row, ...]
    elsewhere: tuple[Row, ...]
    """Who waits for others only."""
    aside: tuple[Row, ...]
    absent: tuple[Row, ...]
    finished: tuple[Row, ...]
    """Whom this counter finished last and can still call back."""
    counters: tuple[CounterRow, ...]


class Lines:
    """Lays the tickets of a day out for a counter, in Vietnamese."""

    def __init__(self, settings: OfficeSettings, office: Office, texts: Catalogue) -> None:
        self._office, self._texts = office, texts
        self._services = {s.code: s.name.vi for s in settings.services}
        self._clerks = {clerk.id: clerk.name for clerk in settings.clerks}
        self.reasons = reasons_of(settings)
        self.rota = RotaWords(settings.clerks, office, partial(texts.say, "vi"))

    def of(self, day: Day, counter_id: CounterId, at: int) -> Line:
        """The lists of a counter at a moment."""
        office = staffed(self._office, day.staffing, day.clerks, at)
        here = office.counters[counter_id]
        waiting = day.waiting_tickets()
        put_aside = [t for t in day.tickets.values() if t.service in here.services or t.counter == here.id]
        doubtful = _in_doubt(day)
        rows = [
            self.row(counter_id, t, at, unprinted=t.id in doubtful, mine=callable_at(here, t), asks=asks)
            for t, asks in zip(waiting, self._jumps(here, waiting), strict=True)
        ]

        def listed(state: TicketState) -> tuple[Row, ...]:
            return tuple(self.row(counter_id, t, at) for t in put_aside if t.state is state)

        return Line(
            mine=tuple(row for row in rows if row.mine),
            elsewhere=tuple(row for row in rows if not row.mine),
            aside=listed(TicketState.PARKED),
            absent=listed(TicketState.NO_SHOW),
            finished=tuple(self.row(counter_id, t, at) for t in _finished(day, counter_id, at)),
            counters=self._others(office, day, counter_id, at),
        )

    def found(self, day: Day, counter_id: CounterId, at: int, typed: str) -> tuple[Row, ...]:
        """The tickets of today that were meant by what was typed, the likeliest first."""
        hits = [(fit, t.order, t) for t in day.tickets.values() if (fit := fits(typed, t)) is not None]
        nearest = sorted(hits, key=lambda hit: hit[:2])[:FOUND_SHOWN]
        return tuple(
            self.row(counter_id, ticket, at, asks=self.asks(day, counter_id, ticket, at))
            for _, _, ticket in nearest
        )

    def asks(self, day: Day, counter_id: CounterId, ticket: Ticket, at: int) -> bool:
        """Whether a clerk who calls a ticket now is asked why: it waits, and would overtake others."""
        if not self.reasons.by_hand or ticket.state is not TicketState.WAITING:
            return False
        return bool(self.passed(day, counter_id, ticket, at))

    def passed(self, day: Day, counter_id: CounterId, ticket: Ticket, at: int) -> tuple[Ticket, ...]:
        """Whom a ticket would overtake if it were called now."""
        here = staffed(self._office, day.staffing, day.clerks, at).counters[counter_id]
        return passed_by_hand(day, here, ticket)

    def _jumps(self, here: Counter, waiting: tuple[Ticket, ...]) -> Iterator[bool]:
        """As ``asks``, of all who wait, in their order: one look at each instead of one at each pair."""
        may_be_called, unbound = False, set[ServiceCode]()
        for ticket in waiting:
            yield bool(self.reasons.by_hand) and (may_be_called or ticket.service in unbound)
            may_be_called = may_be_called or callable_at(here, ticket)
            if ticket.bound_to is None:
                unbound.add(ticket.service)

    def row(
        self,
        counter_id: CounterId,
        ticket: Ticket,
        at: int,
        *,
        unprinted: bool = False,
        mine: bool = False,
        asks: bool = False,
    ) -> Row:
        """One ticket as a counter sees it."""
        waits = ticket.state is TicketState.WAITING
        aside = ticket.state in (TicketState.PARKED, TicketState.NO_SHOW)
        since = ticket.arrived_at if ticket.ended_at is None or waits else ticket.ended_at
        return Row(
            ticket=ticket.id,
            number=ticket.number,
            service=self.service(ticket.service),
            minutes=max(0, at - since) // MINUTE_MS,
            priority=self.priority(ticket),
            state=self._state(ticket),
            degraded=ticket.degraded,
            alone=ticket.alone,
            mine=mine,
            unprinted=unprinted,
            noted=bool(ticket.note_ref),
            calls=waits or aside or just_finished(ticket, counter_id, at),
            asks=asks,
            returns=aside,
        )

    def service(self, code: ServiceCode) -> str:
        """Its name."""
        return self._services.get(code, code)

    def clerk(self, clerk: ClerkId | None) -> str:
        """The name of who sits somewhere; empty where nobody does."""
        return self._clerks.get(clerk, clerk) if clerk else ""

    def priority(self, ticket: Ticket) -> str:
        """Its group in words; empty for whoever has none."""
        return self._texts.say("vi", f"priority.{ticket.priority}") if ticket.is_priority else ""

    def pause(self, day: Day, counter_id: CounterId) -> str:
        """That a counter has a break, why and until when; empty where it has none."""
        taken = day.staffing.breaks.get(counter_id)
        if taken is None:
            return ""
        why = self.reasons.told(taken.code) or self._texts.say("vi", "desk.pause-unasked")
        if taken.back_at is None:
            return self._texts.say("vi", "desk.pause", why=why)
        time = self._office.local(taken.back_at).strftime("%H:%M")
        return self._texts.say("vi", "desk.pause-until", why=why, time=time)

    def _state(self, ticket: Ticket) -> str:
        at = self._office.counters.get(ticket.counter) if ticket.counter else None
        if ticket.state is TicketState.CALLED and at:
            return self._texts.say("vi", "desk.counter", label=at.label)
        if ticket.state is TicketState.PARKED and ticket.aside_for in set(ParkReason):
            return self._texts.say("vi", f"park-reason.{ticket.aside_for}")
        return self._texts.say("vi", f"state.{ticket.state}")

    def _others(self, office: Office, day: Day, counter_id: CounterId, at: int) -> tuple[CounterRow, ...]:
        waiting = day.waiting_tickets()
        return tuple(
            CounterRow(
                label=other.label,
                clerk=self.clerk(day.clerks.get(other.id)),
                number=there.number if (there := day.ticket_at(other.id)) else "",
                waiting=sum(1 for ticket in waiting if callable_at(other, ticket)),
                pause=self.pause(day, other.id),
                due="" if other.id in day.clerks else self.rota.due(other.id, at),
            )
            for other in office.counters.values()
            if other.id != counter_id
        )


def fits(typed: str, ticket: Ticket) -> int | None:
    """How well a ticket fits what was typed: 0 is that very number, 1 has it somewhere in it, None: not at all."""
    wanted = "".join(typed.upper().split())
    letters = wanted.rstrip("0123456789")
    digits = wanted[len(letters) :]
    if digits and int(digits) == ticket.n and letters in ("", ticket.number.rstrip("0123456789")):
        return 0
    return 1 if wanted and wanted in ticket.number else None


def _finished(day: Day, counter_id: CounterId, at: int) -> list[Ticket]:
    found = [t for t in day.tickets.values() if just_finished(t, counter_id, at)]
    return sorted(found, key=lambda t: t.ended_at or 0, reverse=True)[:FINISHED_SHOWN]


def _in_doubt(day: Day) -> set[TicketId]:
    """Of whose slip no copy is known to have come out, or to be on its way."""
    states: dict[TicketId, set[SlipState]] = {}
    for slip in day.slips.values():
        states.setdefault(slip.ticket, set()).add(slip.state)
    return {ticket for ticket, known in states.items() if known <= IN_DOUBT}
