"""One's place in the line, in plain sentences for a phone."""

from dataclasses import dataclass

from contracts.amounts import in_hours
from contracts.texts import FIRST, Catalogue
from contracts.vocabulary import CounterId, Millis, TicketId, TicketState
from controller.domain.day import Day
from controller.domain.now import Now
from controller.domain.office import Counter, Office
from controller.domain.tickets import Ticket
from controller.domain.waits import Outlook, Wait, outlook
from controller.reasons import reasons_of
from controller.settings import OfficeSettings

TONES = {
    TicketState.WAITING: "calm",
    TicketState.CALLED: "act",
    TicketState.PARKED: "act",
    TicketState.FINISHED: "good",
    TicketState.NO_SHOW: "bad",
    TicketState.CANCELLED: "bad",
    TicketState.LAPSED: "bad",
}
SOON = 1
"""With so many before, one is called at any moment."""


@dataclass(frozen=True)
class PlaceView:
    """``status`` is what matters now, ``then`` what to do; ``facts`` are names and values in reading order."""

    number: str
    service: str
    tone: str
    status: str
    then: str
    facts: tuple[tuple[str, str], ...] = ()
    over: bool = False
    """Whether nothing of it changes any more."""
    rate: str = ""
    """Where the visit can be rated; empty: nowhere, or it was."""
    rate_words: str = ""


class PlaceViewer:
    """Builds views of one office in one of its languages."""

    def __init__(self, settings: OfficeSettings, office: Office, texts: Catalogue) -> None:
        self._office, self._texts, self._reasons = office, texts, reasons_of(settings)
        self._names = {service.code: service.name.as_text() for service in settings.services}

    def view(
        self, day: Day, ticket_id: TicketId, now: Now, lang: str, known: Outlook | None = None
    ) -> PlaceView:
        """The place of a ticket of the day. ``known``: its outlook, where that was worked out for everybody."""
        ticket = day.tickets[ticket_id]
        names = self._names.get(ticket.service, {})
        say = Saying(self._texts, lang)
        key = f"place.{ticket.state}"
        facts: tuple[tuple[str, str], ...] = ()
        missed = ticket.state is TicketState.LAPSED and ticket.first_called_at is not None
        status = say(key, counter=self._counter(ticket.counter, say))
        then = say("place.lapsed-called-then" if missed else f"{key}-then")
        if ticket.state is TicketState.WAITING:
            status, then, facts = self._waiting(day, ticket, now, say, known)
        return PlaceView(
            number=ticket.number,
            service=names.get(lang) or names.get(FIRST, ticket.service),
            tone=TONES[ticket.state],
            status=status,
            then=then,
            facts=facts,
            over=ticket.state in (TicketState.FINISHED, TicketState.CANCELLED, TicketState.LAPSED),
        )

    def _waiting(
        self, day: Day, ticket: Ticket, now: Now, say: "Saying", known: Outlook | None
    ) -> tuple[str, str, tuple[tuple[str, str], ...]]:
        at = now.stamp(day.last_at)
        ahead, wait = known or outlook(self._office, day, ticket.id, at)
        if ahead <= SOON and wait is not None:
            status = say("place.soon")
        else:
            status = say("place.ahead", count=ahead) if ahead else say("place.nobody-ahead")
        counters = [c for c in self._office.counters_for(ticket.service) if ticket.bound_to in (None, c.id)]
        labels = ", ".join(self._counter(counter.id, say) for counter in counters)
        facts = (
            (say("place.wait-name"), self._wait(wait, labels, say)),
            (say("place.counters-name"), labels),
            *self._breaks(day, counters, at, say),
            *self._stops(ticket, say),
        )
        return status, say("place.waiting-then"), facts

    def _breaks(
        self, day: Day, counters: list[Counter], at: Millis, say: "Saying"
    ) -> tuple[tuple[str, str], ...]:
        """Which of its counters have a break, and until when."""
        found = []
        for counter in counters:
            taken = day.staffing.breaks.get(counter.id)
            if taken is None:
                continue
            until = taken.until(at)
            back = "" if until is None else self._office.local(until).strftime("%H:%M")
            label = self._counter(counter.id, say)
            words = say("place.back-at", counter=label, time=back) if back else label
            why = self._reasons.known.get(taken.code) if self._reasons.shows_break else None
            found.append(f"{words} ({why.get(say.lang) or why[FIRST]})" if why else words)
        return ((say("place.break-name"), ", ".join(found)),) if found else ()

    def _stops(self, ticket: Ticket, say: "Saying") -> tuple[tuple[str, str], ...]:
        """Where it goes from there."""
        names = (self._names.get(code, {}) for code in self._office.onward(ticket.stops))
        words = " → ".join(name.get(say.lang) or name.get(FIRST, "") for name in names)
        return ((say("place.stops-name"), words),) if words else ()

    def _counter(self, counter: CounterId | None, say: "Saying") -> str:
        known = self._office.counters.get(counter) if counter else None
        label = known.label if known else counter or ""
        return say("place.counter", label=label) if label.isdigit() else label

    def _wait(self, wait: Wait | None, counters: str, say: "Saying") -> str:
        """How long, as people speak of it."""
        if wait is None:
            return say("place.wait-unmanned", counters=counters)
        if wait.high <= SOON * 5:
            return say("place.wait-soon")
        if hours := in_hours(wait.low, wait.high):
            low, high = hours
            return say("place.wait-hours" if low else "place.wait-hours-under", low=low, high=high)
        key = "place.wait-minutes" if wait.low else "place.wait-minutes-under"
        return say(key, low=wait.low, high=wait.high)


class Saying:
    """The sentences of one language."""

    def __init__(self, texts: Catalogue, lang: str) -> None:
        self._texts, self.lang = texts, lang

    def __call__(self, key: str, **facts: object) -> str:
        """The sentence."""
        return self._texts.say(self.lang, key, **facts)
