"""Any history whatever: the rules and the office kept with paper and pencil always agree."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from contracts.vocabulary import Act, ClerkId, CounterId, JobId, PriorityGroup, ServiceCode, SlipState
from controller.domain import commands as c
from controller.domain.day import Day, fold
from controller.domain.decide import decide
from controller.domain.events import AnyEvent, ClockConfirmed
from controller.domain.now import Now
from controller.domain.office import Counter, Office, Policy, Session
from controller.domain.refusals import Refusal
from tests import builders as b
from tests.properties import examples
from tests.unit.controller.plain_desk import No, PlainDesk
from tests.unit.controller.promises import check

COUNTERS = st.sampled_from([b.ONE, b.TWO, b.THREE])
SERVICES = st.sampled_from([b.CIVIL, b.CIVIL, b.LAND, ServiceCode("tax")])
NUMBERS = st.sampled_from([f"{prefix}{n:03d}" for n in (1, 2, 3, 4, 5) for prefix in "AB"])
SHAPES = st.sampled_from(
    [
        {b.ONE: (b.CIVIL,), b.TWO: (b.CIVIL, b.LAND), b.THREE: (b.LAND,)},
        {b.ONE: (b.CIVIL,), b.TWO: (b.CIVIL,), b.THREE: (b.LAND,)},
        dict.fromkeys((b.ONE, b.TWO, b.THREE), (b.CIVIL, b.LAND)),
    ]
)
ACTS = ("finished", "no-show", "parked", "transfer")
ENDS = st.sampled_from(["finished", "no-show", "parked"])
REPORTS = st.sampled_from(["sending", "printed", "unknown", "not-printed", "on-screen"])
ALL_DAY = Session("all-day", b.WEEKDAYS, 0, 1440, 0, 1440)
LAST, QUOTA = 12, 8


class AnyHistory(RuleBasedStateMachine):
    """Clerks, kiosks, printers and clocks that do whatever comes into their heads."""

    office: Office
    plain: PlainDesk

    @initialize(
        shape=SHAPES,
        ratio=st.sampled_from([2, 2, 0, 1]),
        early=st.lists(st.tuples(SERVICES, st.booleans()), max_size=8),
    )
    def open(
        self,
        shape: dict[CounterId, tuple[ServiceCode, ...]],
        ratio: int,
        early: list[tuple[ServiceCode, bool]],
    ) -> None:
        """It is noon."""
        self.office = Office(
            services={b.CIVIL: b.a_service(last=LAST), b.LAND: b.a_service(b.LAND, "B", quota=QUOTA)},
            counters={key: Counter(key, key[-1], services) for key, services in shape.items()},
            sessions=(ALL_DAY,),
            policy=Policy(ratio=ratio),
            printers={b.KIOSK: b.PRINTER},
            priority_groups=b.GROUPS,
        )
        self.plain = PlainDesk(
            serves={str(key): [str(s) for s in services] for key, services in shape.items()},
            prefixes={"civil": "A", "land": "B"},
            last={"civil": LAST, "land": 999},
            quota={"land": QUOTA},
            ratio=ratio,
            clock=b.clock("12:00"),
        )
        self.day, self.happened = b.a_day(), list[AnyEvent]()
        for service, elder in early:
            self._arrive(service, elder=elder, paper=True)

    def both(self, command: c.Command, on_paper: Callable[[], str | int | None]) -> None:
        """Ask both; what they answer must be the same."""
        found = decide(self.office, self.day, command, Now(self.plain.clock))
        expected, no = _answer(on_paper)
        if isinstance(found, Refusal):
            assert found.code == no
            return
        assert no is None, f"{command} was accepted"
        self._stamps(found.events)
        self.happened += found.events
        self.day = fold(self.day, found.events)
        assert fold(b.a_day(), self.happened) == self.day
        if isinstance(command, c.IssueTicket | c.CallNext):
            assert (self.day.tickets[found.ticket].number if found.ticket else None) == expected

    def _stamps(self, events: tuple[AnyEvent, ...]) -> None:
        for event in events:
            last = self.happened[-1] if self.happened else None
            since = last.clock if isinstance(last, ClockConfirmed) else last.at if last else 0
            assert event.at >= since

    @rule(service=SERVICES, elder=st.sampled_from([False, False, True]), paper=st.booleans())
    def issue(self, service: ServiceCode, *, elder: bool, paper: bool) -> None:
        self._arrive(service, elder=elder, paper=paper)

    @rule(services=st.lists(SERVICES, min_size=2, max_size=4), elders=st.booleans())
    def many_come(self, services: list[ServiceCode], *, elders: bool) -> None:
        for service in services:
            self._arrive(service, elder=elders, paper=False)

    def _arrive(self, service: ServiceCode, *, elder: bool, paper: bool) -> None:
        priority = b.ELDERLY if elder else PriorityGroup.ORDINARY
        command = b.take(service, priority, b.KIOSK if paper else b.SECOND_KIOSK)
        self.both(command, lambda: self.plain.issue(service, elder=elder, paper=paper))

    @rule(counters=st.lists(COUNTERS, min_size=1, max_size=3))
    def call_next(self, counters: list[CounterId]) -> None:
        for counter in counters:
            self.both(c.CallNext(counter), partial(self.plain.call_next, counter))

    @rule(counter=COUNTERS, number=NUMBERS)
    def call_number(self, counter: CounterId, number: str) -> None:
        command = c.CallNumber(counter, b.ticket(number))
        self.both(command, lambda: self.plain.call_number(counter, number))

    @rule(counter=COUNTERS)
    def recall(self, counter: CounterId) -> None:
        self.both(c.Recall(counter), lambda: self.plain.recall(counter))

    @rule(counter=COUNTERS, how=ENDS)
    def end(self, counter: CounterId, how: str) -> None:
        commands: dict[str, c.Command] = {
            "finished": c.Finish(counter),
            "no-show": c.MarkNoShow(counter),
            "parked": c.Park(counter),
        }
        self.both(commands[how], lambda: self.plain.end(counter, how))

    @rule(counter=COUNTERS, service=st.none() | SERVICES, tied=st.none() | COUNTERS)
    def transfer(self, counter: CounterId, service: ServiceCode | None, tied: CounterId | None) -> None:
        self.both(c.Transfer(counter, service, tied), lambda: self.plain.transfer(counter, service, tied))

    @rule(counter=COUNTERS, act=st.none() | st.sampled_from(Act), number=st.none() | NUMBERS)
    def undo(self, counter: CounterId, act: Act | None, number: str | None) -> None:
        command = c.Undo(counter, act, b.ticket(number) if number else None)
        self.both(command, lambda: self.plain.undo(counter, act, number))

    @rule(counter=COUNTERS, press=st.sampled_from(["call-next", "call-number", *ACTS]), number=NUMBERS)
    def press_and_undo(self, counter: CounterId, press: str, number: str) -> None:
        before = self.day
        match press:
            case "call-next":
                self.call_next([counter])
            case "call-number":
                self.call_number(counter, number)
            case "transfer":
                self.transfer(counter, b.LAND, None)
            case _:
                self.end(counter, press)
        if self.day is not before:
            self.both(c.Undo(counter), lambda: self.plain.undo(counter, None, None))
            assert _without_traces(self.day) == _without_traces(before)

    @rule(number=NUMBERS)
    def resume(self, number: str) -> None:
        self.both(c.Resume(b.ticket(number)), lambda: self.plain.resume(number))

    @rule(number=NUMBERS)
    def cancel(self, number: str) -> None:
        self.both(c.Cancel(b.ticket(number)), lambda: self.plain.cancel(number))

    @rule(number=NUMBERS)
    def reprint(self, number: str) -> None:
        self.both(c.Reprint(b.ticket(number)), lambda: self.plain.reprint(number))

    @rule(number=NUMBERS, copy_no=st.sampled_from([1, 1, 2]), state=REPORTS)
    def report(self, number: str, copy_no: int, state: str) -> None:
        command = c.ReportSlip(b.slip(number, copy_no), SlipState(state))
        self.both(command, lambda: self.plain.report(number, copy_no, state))

    @rule(counter=COUNTERS, clerk=st.sampled_from([b.HOA, b.BINH]), comes=st.booleans())
    def sign(self, counter: CounterId, clerk: ClerkId, *, comes: bool) -> None:
        if comes:
            sits = self.plain.clerks.get(counter) == clerk
            self.both(c.SignIn(counter, clerk), (lambda: None) if sits else self.plain.stamp)
            elsewhere = {at: who for at, who in self.plain.clerks.items() if who != clerk}
            self.plain.clerks = {**elsewhere, counter: clerk}
        else:
            sat = self.plain.clerks.pop(counter, None)
            self.both(c.SignOut(counter), self.plain.stamp if sat else lambda: None)

    @rule(seconds=st.sampled_from([1, 4, 60, 130, 600]))
    def time_passes(self, seconds: int) -> None:
        self.plain.clock += seconds * 1000
        self.both(c.Tick(), self.plain.tick)

    @rule(ms=st.sampled_from([1, 1_500, 90_000, 3_600_000]))
    def clock_steps_back(self, ms: int) -> None:
        self.plain.clock = max(b.clock("00:10"), self.plain.clock - ms)

    @rule()
    def clock_is_confirmed(self) -> None:
        self.both(c.ConfirmClock(), self.plain.confirm_clock)

    @invariant()
    def they_agree(self) -> None:
        """Everybody and every paper is where it is on paper."""
        if not hasattr(self, "day"):
            return
        check(self.office, self.day)
        _same_people(self.day, self.plain)
        assert dict(self.day.clerks) == self.plain.clerks
        assert self.day.last_at == self.plain.seen
        assert {job: (s.state.value, s.since) for job, s in self.day.slips.items()} == {
            JobId(b.slip(p.number, p.copy_no)): (p.state, p.since) for p in self.plain.papers
        }


def _without_traces(day: Day) -> Day:
    return replace(day, acts={}, last_at=0, closed=False)


def _answer(on_paper: Callable[[], str | int | None]) -> tuple[str | int | None, str | None]:
    try:
        return on_paper(), None
    except No as no:
        return None, str(no)


def _same_people(day: Day, plain: PlainDesk) -> None:
    ours = [
        (t.number, t.service, t.state.value, t.bound_to, t.counter if t.state == "called" else None)
        for t in day.tickets.values()
    ]
    assert ours == [
        (p.number, p.service, p.where, p.tied, p.counter if p.where == "called" else None)
        for p in plain.people
    ]


AnyHistory.TestCase.settings = examples(60)
TestAnyHistory = AnyHistory.TestCase
