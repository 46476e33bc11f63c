"""Two machines with one name on one link: what each may do, and what is said of it."""

import json

import pytest

from contracts import messages as m
from contracts.codec import encode
from contracts.topics import DESK
from contracts.vocabulary import DeviceId, FaultCode, JobId
from hardware.link.memory import MemoryBroker, MemoryLink
from hardware.link.name import FORGET_S, NameTwice
from hardware.link.station import Heard, Identity, Station, StationHappening, new_request_id
from hardware.ports import Arrived, Connected, Disconnected, LinkHappening
from tests.clocks import FakeClock
from tests.golden.wire_examples import EXAMPLES
from tests.unit.hardware.station_office import DESK_TIME, SITE, TOPICS

PRINTER = DeviceId("printer-1")


class Machine:
    """A printer's station with an inbox."""

    def __init__(self, broker: MemoryBroker, clock: FakeClock) -> None:
        self.link, self.inbox = MemoryLink(broker), list[StationHappening]()
        self.station = Station(
            Identity(SITE, PRINTER, "ticket_printer", "1"), self.link, clock, self.inbox.append
        )

    def start(self) -> "Machine":
        self.station.start(TOPICS.print_job(PRINTER), TOPICS.state("board"))
        return self

    def kinds(self) -> list[str]:
        return [type(h.message if isinstance(h, Heard) else h).__name__ for h in self.inbox]


class TwoMachines:
    """Two printers called ``printer-1``, and a desk that hears what both say."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock, self.broker = clock, MemoryBroker()
        self.desk, self.said = MemoryLink(self.broker), list[m.Presence]()
        self.desk.start(self._note, (TOPICS.presence("+"),), None)
        self.first, self.second = (Machine(self.broker, clock) for _ in range(2))

    def _note(self, happening: LinkHappening) -> None:
        if isinstance(happening, Arrived) and happening.topic == TOPICS.presence(PRINTER):
            self.said.append(m.Presence.model_validate_json(happening.payload))

    def pulse(self) -> None:
        presence = m.Presence(device=DESK, program="controller", version="1", online=True, at=DESK_TIME)
        self.desk.publish(TOPICS.presence(DESK), encode(presence), retain=True)

    def wait(self, seconds: float) -> None:
        for _ in range(int(seconds)):
            self.clock.advance(1)
            for machine in (self.first, self.second):
                machine.link.pass_time()


@pytest.fixture
def two(clock: FakeClock) -> TwoMachines:
    found = TwoMachines(clock)
    found.first.start()
    found.second.start()
    return found


def test_the_newcomer_waits_and_both_say_what_name_is_there_twice(two: TwoMachines):
    assert two.first.station.twice() == NameTwice(PRINTER, "", waits=False)
    assert two.second.station.twice() == NameTwice(PRINTER, "", waits=True)
    assert (two.first.kinds(), two.second.kinds()) == (["Connected"], [])


def test_the_caretaker_hears_it_from_the_one_that_acts(two: TwoMachines):
    assert [[fault.code for fault in said.faults] for said in two.said] == [[], [FaultCode.NAME_TWICE]]
    assert two.said[-1].faults[0].facts == {"device": PRINTER}
    assert len({said.instance for said in two.said}) == 1
    kept = json.loads(two.broker.retained[TOPICS.presence(PRINTER)])
    assert (kept["online"], kept["faults"][0]["code"]) == (True, "name-twice")


def test_who_waits_sends_nothing_and_is_given_nothing_to_do(two: TwoMachines):
    two.pulse()
    report = m.ReportSlip(request_id=new_request_id(), at=0, job=JobId("20261121-A001-1"), state="sending")
    assert two.first.station.send(report)
    assert not two.second.station.send(report)
    assert (two.first.station.desk_alive(), two.second.station.desk_alive()) == (True, False)
    two.second.station.report_faults((m.Fault(code=FaultCode.PAPER_END),))
    assert len(two.said) == 2
    two.desk.publish(TOPICS.print_job(PRINTER), encode(EXAMPLES["print"][1]))
    two.desk.publish(TOPICS.reply(PRINTER), encode(m.Accepted(request_id=new_request_id(), result=m.Done())))
    assert two.first.kinds()[-2:] == ["PrintJob", "Accepted"]
    assert {"PrintJob", "Accepted"} & set(two.second.kinds()) == set()


def test_who_waits_still_hears_what_everybody_may_hear(two: TwoMachines):
    two.pulse()
    two.desk.publish(TOPICS.state("board"), encode(EXAMPLES["state-board"][1]), retain=True)
    assert two.second.kinds() == ["Presence", "BoardState"]


def test_when_the_first_goes_the_second_takes_its_place(two: TwoMachines):
    two.first.link.drop()
    assert two.second.kinds()[-1] == "Connected"
    assert two.second.station.twice() is None
    assert (two.said[-1].online, two.said[-1].faults) == (True, ())


def test_when_the_second_goes_nobody_believes_that_the_first_is_gone(two: TwoMachines):
    two.second.link.drop()
    assert (two.said[-2].online, two.said[-1].online) == (False, True)
    two.wait(FORGET_S + 1)
    assert two.first.station.twice() is None
    assert two.said[-1].faults == ()


def test_a_goodbye_of_who_waits_is_not_said(two: TwoMachines):
    before = len(two.said)
    two.second.station.close()
    assert len(two.said) == before


def test_who_comes_back_finds_its_place_taken(two: TwoMachines):
    two.first.link.drop()
    two.first.link.connect()
    assert two.first.kinds() == ["Connected", "Disconnected"]
    assert two.first.station.twice() == NameTwice(PRINTER, "", waits=True)
    assert two.second.station.twice() == NameTwice(PRINTER, "", waits=False)


def test_a_machine_alone_is_connected_as_ever(clock: FakeClock):
    alone = TwoMachines(clock).first.start()
    alone.link.drop()
    alone.link.connect()
    assert [type(h) for h in alone.inbox] == [Connected, Disconnected, Connected]
    assert alone.station.twice() is None


def test_a_claim_that_cannot_be_read_or_is_for_another_changes_nothing(two: TwoMachines):
    claim = m.NameClaim(device=DeviceId("printer-2"), instance="0", holds=True)
    two.desk.publish(TOPICS.name(PRINTER), encode(claim))
    two.desk.publish(TOPICS.name(PRINTER), b"{}")
    assert two.first.station.twice() == NameTwice(PRINTER, "", waits=False)
