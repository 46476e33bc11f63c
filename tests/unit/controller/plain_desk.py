"""The same office kept with paper and pencil: plain lists, read from the start each time.

Written from the promises alone. It shares no code with the rules; where the two differ, one of them is wrong.
"""

import functools
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

R = TypeVar("R")

PAUSE_MS, STEP_BACK_MS, SILENT_MS, BACK_MS, UNDO_MS = (
    3_000,
    120_000,
    120_000,
    600_000,
    10_000,
)
KNOWLEDGE = {
    "queued": 0.0,
    "sending": 1.0,
    "voided": 1.5,
    "unknown": 2.0,
    "not-printed": 2.0,
    "on-screen": 3.0,
    "printed": 4.0,
}
"""A report is news if it says more than what is known."""


class No(Exception):  # noqa: N818 - it is an answer, not an error
    """The desk says no, and why."""


@dataclass
class Person:
    """A citizen with a number; ``where``: waiting, called, parked, no-show, finished or cancelled."""

    number: str
    service: str
    elder: bool
    where: str = "waiting"
    counter: str | None = None
    tied: str | None = None
    said_at: int = 0
    done_at: int = 0


@dataclass(eq=False)
class Turn:
    """An ordinary call of a service, or that one of its people was overtaken."""

    what: str
    service: str


@dataclass
class Press:
    """What a clerk did: who stood where before and after, and the turns that were taken."""

    what: str
    number: str
    at: int
    before: dict[str, Person]
    after: dict[str, Person]
    turns: list[Turn]


def a_press(work: Callable[..., R]) -> Callable[..., R]:
    """Whatever a clerk does at a counter is remembered until the next press there."""

    @functools.wraps(work)
    def pressed(desk: "PlainDesk", counter: str, *args: Any) -> R:
        before, turns, here = desk.everybody(), list(desk.turns), desk.at(counter)
        result = work(desk, counter, *args)
        comes = desk.at(counter)
        there = comes or here
        assert there
        what = (
            "call"
            if comes
            else {"waiting": "transfer", "finished": "finish", "parked": "park"}.get(there.where, there.where)
        )
        taken = [turn for turn in desk.turns if turn not in turns]
        desk.presses[counter] = Press(what, there.number, desk.stamp(), before, desk.everybody(), taken)
        return result

    return pressed


@dataclass
class Paper:
    """One copy of a slip."""

    number: str
    copy_no: int
    state: str = "queued"
    since: int = 0


@dataclass
class PlainDesk:
    """Who is where. ``people`` stand in the order in which they came."""

    serves: dict[str, list[str]]
    prefixes: dict[str, str]
    last: dict[str, int]
    quota: dict[str, int]
    ratio: int
    clock: int
    seen: int = 0
    people: list[Person] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    clerks: dict[str, str] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    """In order."""
    presses: dict[str, Press] = field(default_factory=dict)
    """What was done last at each counter."""

    def stamp(self) -> int:
        """The time that is written down: it stands still while the clock is behind."""
        self.seen = max(self.seen, self.clock)
        return self.seen

    def issue(self, service: str, *, elder: bool, paper: bool) -> str:
        """A citizen takes a number."""
        if service not in self.prefixes:
            raise No("unknown-service")
        if self.clock < self.seen - STEP_BACK_MS:
            raise No("clock-untrusted")
        given = sum(1 for p in self.people if p.number.startswith(self.prefixes[service]))
        if given >= self.quota.get(service, 10**6):
            raise No("quota-reached")
        if given >= self.last[service]:
            raise No("range-exhausted")
        person = Person(f"{self.prefixes[service]}{given + 1:03d}", service, elder)
        self.people.append(person)
        at = self.stamp()
        if paper:
            self.papers.append(Paper(person.number, 1, since=at))
        return person.number

    @a_press
    def call_next(self, counter: str) -> str | None:
        """Whoever is next comes to the counter."""
        here, chosen = self.at(counter), self._next(counter)
        if here is None and chosen is None:
            raise No("queue-empty")
        self._bring(chosen, counter)
        return chosen.number if chosen else None

    @a_press
    def call_number(self, counter: str, number: str) -> None:
        """A given number comes to the counter."""
        person = self.find(number)
        back = person.where == "finished" and person.counter == counter
        back = back and max(self.clock, self.seen) - person.done_at <= BACK_MS
        if not back and person.where not in ("waiting", "parked", "no-show"):
            raise No("wrong-state")
        here = self.at(counter)
        if here is not None and back:
            here.where = "waiting"
        self._bring(person, counter)

    def recall(self, counter: str) -> None:
        """The number at the counter is announced again."""
        here = self._here(counter)
        if 0 <= self.clock - here.said_at < PAUSE_MS:
            raise No("recall-too-soon")
        here.said_at = self.stamp()

    @a_press
    def end(self, counter: str, where: str) -> None:
        """The number at the counter is finished, parked or a no-show."""
        here = self._here(counter)
        here.where = where
        here.done_at = self.stamp()

    @a_press
    def transfer(self, counter: str, service: str | None, tied: str | None) -> None:
        """The number at the counter waits elsewhere."""
        here = self._here(counter)
        if service is None and tied is None:
            raise No("malformed")
        if service is not None and service not in self.prefixes:
            raise No("unknown-service")
        if tied is not None and service is not None and service not in self.serves[tied]:
            raise No("not-served-here")
        here.where, here.tied, here.service = "waiting", tied, service or here.service
        self.stamp()

    def undo(self, counter: str, what: str | None, number: str | None) -> None:
        """The last press at a counter was a mistake: everybody stands as if it had not been."""
        press = self.presses.get(counter)
        if press is None or self.clock - press.at > UNDO_MS:
            raise No("nothing-to-undo")
        if what not in (None, press.what) or number not in (None, press.number):
            raise No("nothing-to-undo")
        moved = [
            p
            for p in self.people
            if p.number in press.before and press.before[p.number] != press.after[p.number]
        ]
        if any(replace(p, said_at=0) != replace(press.after[p.number], said_at=0) for p in moved):
            raise No("wrong-state")
        for person in moved:
            vars(person).update(vars(press.before[person.number]))
        self.turns = [turn for turn in self.turns if turn not in press.turns]
        del self.presses[counter]
        self.stamp()

    def everybody(self) -> dict[str, Person]:
        """Where everybody is now."""
        return {person.number: copy(person) for person in self.people}

    def resume(self, number: str) -> None:
        """A number that was set aside waits again."""
        person = self.find(number)
        if person.where not in ("parked", "no-show"):
            raise No("wrong-state")
        person.where = "waiting"
        self.stamp()

    def cancel(self, number: str) -> None:
        """A number is given up."""
        person = self.find(number)
        if person.where not in ("waiting", "called", "parked"):
            raise No("wrong-state")
        person.where = "cancelled"
        self.stamp()

    def reprint(self, number: str) -> int:
        """One more copy; its place among the copies."""
        self.find(number)
        copy_no = 1 + sum(1 for paper in self.papers if paper.number == number)
        self.papers.append(Paper(number, copy_no, since=self.stamp()))
        return copy_no

    def report(self, number: str, copy_no: int, state: str) -> None:
        """What a printer says of a copy."""
        found = [p for p in self.papers if (p.number, p.copy_no) == (number, copy_no)]
        if not found:
            raise No("unknown-job")
        if KNOWLEDGE[state] > KNOWLEDGE[found[0].state]:
            found[0].state, found[0].since = state, self.stamp()

    def tick(self) -> None:
        """Copies of silent printers end."""
        now = max(self.clock, self.seen)
        for paper in self.papers:
            if paper.state in ("queued", "sending") and now - paper.since > SILENT_MS:
                paper.state = "voided" if paper.state == "queued" else "unknown"
                paper.since = self.stamp()

    def confirm_clock(self) -> None:
        """The clock is right, whatever was seen."""
        self.seen = self.clock
        self.presses.clear()
        for paper in self.papers:
            paper.since = min(paper.since, self.clock)

    def at(self, counter: str) -> Person | None:
        """Who is at a counter."""
        found = [p for p in self.people if p.where == "called" and p.counter == counter]
        assert len(found) <= 1, "two citizens at one counter"
        return found[0] if found else None

    def find(self, number: str) -> Person:
        """Who has a number."""
        for person in self.people:
            if person.number == number:
                return person
        raise No("unknown-ticket")

    def _here(self, counter: str) -> Person:
        here = self.at(counter)
        if here is None:
            raise No("counter-idle")
        return here

    def _bring(self, person: Person | None, counter: str) -> None:
        here = self.at(counter)
        at = self.stamp()
        if here is not None:
            here.where, here.done_at = "finished", at
        if person is not None:
            person.where, person.counter, person.said_at = "called", counter, at

    def _next(self, counter: str) -> Person | None:
        line = [p for p in self.people if p.where == "waiting" and self._may(counter, p)]
        if not line:
            return None
        elders = [p for p in line if p.elder]
        if elders and not line[0].elder and self._may_overtake(line[: line.index(elders[0])]):
            return elders[0]
        if not line[0].elder:
            self.turns.append(Turn("ordinary", line[0].service))
        return line[0]

    def _may_overtake(self, passed: list[Person]) -> bool:
        services = sorted({p.service for p in passed})
        if self.ratio == 0:
            return True
        if not all(self._turn_has_come(service) for service in services):
            return False
        self.turns += [Turn("overtaken", service) for service in services]
        return True

    def _may(self, counter: str, person: Person) -> bool:
        return person.tied == counter if person.tied else person.service in self.serves[counter]

    def _turn_has_come(self, service: str) -> bool:
        mine = [turn.what for turn in self.turns if turn.service == service]
        if "overtaken" not in mine:
            return True
        since = mine[::-1].index("overtaken")
        return since >= self.ratio
