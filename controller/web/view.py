"""What a clerk's page shows, as plain data. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from contracts import messages as m
from contracts.texts import Catalogue
from contracts.vocabulary import CallRule, ClerkId, CounterId, DeviceId, ServiceCode
from controller.domain.closing import early_end, usual_end
from controller.domain.counter_rules import UNDO_MS, undoable
from controller.domain.day import Day
from controller.domain.office import Office, clock_of
from controller.domain.selection import callable_at
from controller.domain.staffing import staffed
from controller.domain.tickets import Ticket
from controller.settings import OfficeSettings
from controller.web.line import MINUTE_MS, Line, Lines
from controller.web.lone_kiosks import notes
from controller.web.machines import Machines, Trouble


@dataclass(frozen=True)
class Current:
    """The ticket at the counter, and why it was this one."""

    ticket: str
    number: str
    service: str
    priority: str
    minutes: int
    times: int
    why: str
    degraded: bool = False
    """As in ``Row``."""
    dossiers: tuple[str, ...] = ()
    """For which dossiers the citizen comes; shown to the clerk alone."""
    procedure: str = ""
    """For which procedure, where the citizen chose one on a kiosk."""
    note: str = ""
    """What the clerk before wrote."""
    came: bool | None = None
    """Whether its owner stands at the counter; None: the office does not have that told."""
    stops: tuple[str, ...] = ()
    """Where it goes by itself when it is finished here, in turn."""


@dataclass(frozen=True)
class Undo:
    """What the counter did last, while it can be undone: until a moment of the desk's clock."""

    act: str
    ticket: str
    what: str
    """In words."""
    until: int


@dataclass(frozen=True)
class Closing:
    """When the office closes today, as clocks show it; ``at`` is empty where that is as usual."""

    at: str
    usual: str
    waiting: int
    may_be_set: bool
    """Whether there is still something to cut."""


@dataclass(frozen=True)
class OtherSeat:
    """The counter at which the clerk sits, too, and does not work now."""

    label: str
    number: str
    """Whom it serves; empty: nobody."""
    waiting: int


@dataclass(frozen=True)
class CounterView:
    """Everything on the page of one counter."""

    label: str
    current: Current | None
    line: Line
    troubles: tuple[Trouble, ...]
    link_up: bool
    local_time: str
    message: str = ""
    """What the last press led to, or why it did not."""
    again: tuple[str, str, str] | None = None
    """The press that ``message`` asks about: its kind, its ticket, and words for the button that carries it out."""
    undo: Undo | None = None
    closes_early: str = ""
    """When the office closes today, if that is before its time."""
    pause: str = ""
    """That the counter has a break, in words."""
    closing: bool = False
    """Whether it closes when its citizen has left."""
    alone: tuple[str, ...] = ()
    """What kiosks give, or gave, while they did not hear the desk."""
    caretaker: bool = False
    """Whether this clerk may open the page of the machines."""
    counter: str = ""
    """Its id."""
    other: OtherSeat | None = None
    rota: str = ""
    """That the clerk's turn at this counter ends, or is elsewhere."""


def known(ticket: Ticket, private: Callable[[str], str]) -> tuple[str, ...]:
    """The dossiers of a ticket, without those that a restart lost."""
    return tuple(code for reference in ticket.dossier_refs if (code := private(reference)))


class Viewer:
    """Builds views of one office in Vietnamese."""

    def __init__(self, settings: OfficeSettings, office: Office, texts: Catalogue) -> None:
        self._office, self._texts = office, texts
        self._machines, self._arrivals = Machines(settings, office, texts), settings.policy.arrivals
        self._services = {s.code: s.name.vi for s in settings.services}
        self.lines = Lines(settings, office, texts)
        self.rota = self.lines.rota

    def counter(
        self,
        day: Day,
        counter_id: CounterId,
        at: int,
        devices: Mapping[DeviceId, m.Presence],
        *,
        link_up: bool,
        private: Callable[[str], str] = lambda _reference: "",
        procedure_name: Callable[[str], str] = str,
    ) -> CounterView:
        """The page of a counter at a moment.

        ``devices``: those whose troubles this clerk should see; ``private``: the text of a reference.
        """
        return CounterView(
            label=self._office.counters[counter_id].label,
            counter=counter_id,
            current=self._current(day, counter_id, at, private, procedure_name),
            line=self.lines.of(day, counter_id, at),
            troubles=self._machines.troubles(devices, link_up=link_up),
            alone=notes(day, devices, self.say, self._machines.name) if link_up else (),
            link_up=link_up,
            local_time=self._office.local(at).strftime("%H:%M"),
            closes_early=self.closing(day, at).at,
            pause=self.lines.pause(day, counter_id),
            closing=counter_id in day.staffing.closing,
        )

    def closing(self, day: Day, at: int) -> Closing:
        """When the office closes today."""
        early, usual = early_end(self._office, day), usual_end(self._office, day)
        return Closing(
            at="" if early is None else clock_of(early),
            usual=clock_of(usual),
            waiting=len(day.waiting),
            may_be_set=self._office.minute(at) < usual,
        )

    def other(self, day: Day, counter_id: CounterId | None, at: int) -> OtherSeat | None:
        """The clerk's other counter, where there is one."""
        if counter_id is None:
            return None
        here = staffed(self._office, day.staffing, day.clerks, at).counters[counter_id]
        there = day.ticket_at(counter_id)
        waiting = sum(1 for ticket in day.waiting_tickets() if callable_at(here, ticket))
        return OtherSeat(here.label, there.number if there else "", waiting)

    def undo(self, day: Day, counter_id: CounterId, clock: int) -> Undo | None:
        """What can be undone at a counter. ``clock``: the desk's bare clock."""
        done = undoable(day, counter_id, clock)
        if done is None:
            return None
        what = self.say(f"undo.{done.what}", number=day.tickets[done.ticket].number)
        return Undo(done.what, done.ticket, what, done.at + UNDO_MS)

    def local_time(self, at: int) -> str:
        """Date and time on the wall."""
        try:
            return self._office.local(at).strftime("%H:%M:%S, %d/%m/%Y")
        except (ValueError, OverflowError, OSError):  # a machine's clock may say anything
            return "?"

    def clock_time(self, at: int) -> str:
        """Hours and minutes on the wall."""
        return self._office.local(at).strftime("%H:%M")

    def say(self, key: str, **facts: object) -> str:
        """A sentence of the catalogue."""
        return self._texts.say("vi", key, **facts)

    def refusal(self, refused: m.Refused) -> str:
        """Why something did not happen, and what to do."""
        facts = {
            "number": "",
            "counter": "",
            "service": "",
            "state": "",
            "seconds": "",
            "quota": "",
            "last": "",
            "time": "",
            "ends": "",
        }
        facts |= refused.facts
        if facts["state"]:
            facts["state"] = self.say(f"state.{facts['state']}")
        return self.say(f"refusal.{refused.code}", **facts)

    def _current(
        self,
        day: Day,
        counter_id: CounterId,
        at: int,
        private: Callable[[str], str],
        procedure_name: Callable[[str], str],
    ) -> Current | None:
        ticket = day.ticket_at(counter_id)
        if ticket is None:
            return None
        return Current(
            ticket=ticket.id,
            number=ticket.number,
            service=self.lines.service(ticket.service),
            priority=self.lines.priority(ticket),
            degraded=ticket.degraded,
            minutes=max(0, at - day.serves_since.get(counter_id, at)) // MINUTE_MS,
            times=ticket.times,
            why=self._why(day, counter_id, ticket),
            dossiers=known(ticket, private),
            note=self.note(ticket, private),
            came=ticket.came_at is not None if self._arrivals else None,
            stops=tuple(self.lines.service(code) for code in self._office.onward(ticket.stops)),
            procedure=procedure_name(ticket.procedure) if ticket.procedure else "",
        )

    def _why(self, day: Day, counter_id: CounterId, ticket: Ticket) -> str:
        call = day.why.get(counter_id)
        if call is None or call.ticket != ticket.id:
            return ""
        if call.rule is CallRule.FIRST_COME:
            kind = {0: "-old", 1: "-alone"}.get(call.waiting, "")  # 0: an older program called
            return self.say(f"why.{call.rule}{kind}", waiting=call.waiting)
        earlier = [o.number for c in call.candidates if (o := day.tickets[c]).place < ticket.place]
        if call.rule is CallRule.BY_HAND and not earlier:
            return self.say(f"why.{call.rule}-alone")
        ahead = max(call.ahead, len(earlier))
        others = ", ".join(earlier)
        if ahead > len(earlier):
            others = self.say("why.more", others=others, more=ahead - len(earlier))
        return self.say(f"why.{call.rule}", ahead=ahead, others=others)

    def note(self, ticket: Ticket, private: Callable[[str], str]) -> str:
        """What was written for whoever calls a ticket; that it was lost, where a restart lost it; empty: nothing."""
        return ticket.note_ref and (private(ticket.note_ref) or self.say("desk.note-lost"))

    def place(self, to: str) -> str:
        """A target of a transfer in words."""
        where, _, name = to.partition(":")
        if where == "clerk":
            return self.lines.clerk(ClerkId(name))
        if where == "counter":
            return self.say("desk.counter", label=self._office.counters[CounterId(name)].label)
        return self._services.get(ServiceCode(name), name)

    def targets(self, day: Day, counter_id: CounterId) -> tuple[tuple[str, str], ...]:
        """Where the ticket at a counter can be transferred to: other services, then counters, then clerks."""
        current = day.ticket_at(counter_id)
        own = current.service if current else None
        services = [(f"service:{code}", name) for code, name in self._services.items() if code != own]
        counters = [
            (f"counter:{c.id}", self.say("desk.counter", label=c.label))
            for c in self._office.counters.values()
            if c.id != counter_id
        ]
        clerks = [
            (f"clerk:{clerk}", self.say("desk.clerk", name=self.lines.clerk(clerk)))
            for at_counter, clerk in day.clerks.items()
            if at_counter != counter_id
        ]
        return (*services, *counters, *clerks)
