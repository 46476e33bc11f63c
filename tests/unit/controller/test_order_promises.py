"""In any history in which clerks only call in order: who may be called before whom, and how often.

These are the promises of ``selection``. They are counted from outside, call by call.
"""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from contracts.vocabulary import CounterId, PriorityGroup, ServiceCode, TicketId, TicketState
from controller.domain import commands as c
from controller.domain.events import TicketCalled
from controller.domain.office import Counter, Office, Policy
from controller.domain.tickets import Ticket
from tests import builders as b
from tests.properties import examples
from tests.unit.controller.promises import check

SERVICES = [b.CIVIL, b.LAND, b.RESULTS]
COUNTERS = [b.ONE, b.TWO, b.THREE]
SERVES = st.lists(st.sampled_from(SERVICES), min_size=1, max_size=3, unique=True)


class InOrder(RuleBasedStateMachine):
    """Nobody is called by hand, sent on or taken back."""

    office: Office

    @initialize(serves=st.lists(SERVES, min_size=3, max_size=3), ratio=st.sampled_from([2, 2, 2, 1, 3, 0]))
    def open(self, serves: list[list[ServiceCode]], ratio: int) -> None:
        self.office = b.open_office(
            policy=Policy(ratio=ratio),
            counters={
                key: Counter(key, key[-1], tuple(mine)) for key, mine in zip(COUNTERS, serves, strict=True)
            },
        )
        self.day = b.a_day()
        self.ahead: dict[TicketId, int] = {}
        self.overtaken: dict[TicketId, int] = {}

    @rule(
        service=st.sampled_from(SERVICES), elder=st.sampled_from([False, False, True]), many=st.integers(1, 4)
    )
    def arrive(self, service: ServiceCode, many: int, *, elder: bool) -> None:
        for _ in range(many):
            queue = [t for t in self.day.waiting_tickets() if t.service == service and not t.is_priority]
            command = b.take(service, b.ELDERLY if elder else PriorityGroup.ORDINARY)
            issued = b.decided(self.office, self.day, command).ticket
            assert issued is not None
            self.ahead[issued], self.overtaken[issued] = len(queue), 0
            self.day = b.after(self.office, self.day, command)

    @rule(counters=st.lists(st.sampled_from(COUNTERS), min_size=1, max_size=4))
    def call(self, counters: list[CounterId]) -> None:
        for counter in counters:
            self._call(counter)

    def _call(self, counter: CounterId) -> None:
        mine = self.office.counters[counter].services
        line = [t for t in self.day.waiting_tickets() if t.service in mine]
        if not line:
            return
        (*_, called) = b.decided(self.office, self.day, c.CallNext(counter)).events
        assert isinstance(called, TicketCalled)
        chosen = self.day.tickets[called.ticket]
        assert chosen in line
        self._same_service_and_class_in_order(line, chosen)
        self._nobody_but_priority_overtakes(line, chosen)
        self._nobody_is_overtaken_too_often(line, chosen)
        self._one_could_have_been_another(line, called)
        self.day = b.after(self.office, self.day, c.CallNext(counter))

    @rule(counter=st.sampled_from(COUNTERS), absent=st.booleans())
    def end(self, counter: CounterId, *, absent: bool) -> None:
        if counter in self.day.at_counter:
            self.day = b.after(self.office, self.day, c.MarkNoShow(counter) if absent else c.Finish(counter))

    @rule(place=st.integers(0, 20))
    def give_up(self, place: int) -> None:
        if self.day.waiting:
            left = self.day.waiting[place % len(self.day.waiting)]
            self.day = b.after(self.office, self.day, c.Cancel(left))

    def _same_service_and_class_in_order(self, line: list[Ticket], chosen: Ticket) -> None:
        alike = [t for t in line if (t.service, t.is_priority) == (chosen.service, chosen.is_priority)]
        assert chosen == alike[0]

    def _nobody_but_priority_overtakes(self, line: list[Ticket], chosen: Ticket) -> None:
        if not chosen.is_priority:
            assert chosen == line[0]
            assert self.office.policy.ratio or not any(t.is_priority for t in line)
        else:
            assert not [t for t in line if t.is_priority and t.order < chosen.order]

    def _nobody_is_overtaken_too_often(self, line: list[Ticket], chosen: Ticket) -> None:
        ratio = self.office.policy.ratio
        for passed in (t for t in line if t.order < chosen.order):
            self.overtaken[passed.id] += 1
            if ratio:
                assert self.overtaken[passed.id] <= 1 + self.ahead[passed.id] // ratio

    def _one_could_have_been_another(self, line: list[Ticket], called: TicketCalled) -> None:
        heads: dict[tuple[str, bool], TicketId] = {}
        for ticket in line:
            heads.setdefault((ticket.service, ticket.is_priority), ticket.id)
        assert set(called.candidates) == set(heads.values())
        assert called.ticket in called.candidates

    @invariant()
    def nobody_is_lost(self) -> None:
        if hasattr(self, "day"):
            check(self.office, self.day)
            assert self.day.tickets.keys() == self.ahead.keys()

    def teardown(self) -> None:
        """Whoever still waits for a counter that works is called in the end."""
        if not hasattr(self, "day"):
            return
        for _ in self.ahead:
            for counter in COUNTERS:
                self._call(counter)
        served = {service for counter in self.office.counters.values() for service in counter.services}
        left = [t for t in self.day.tickets.values() if t.state is TicketState.WAITING]
        assert not [t.number for t in left if t.service in served]


InOrder.TestCase.settings = examples(80, steps=40)
TestInOrder = InOrder.TestCase
