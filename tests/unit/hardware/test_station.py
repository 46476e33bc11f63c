"""A device on the link: the desk's pulse and clock, newer snapshots only, presence."""

import json
from typing import Any

import pytest

from contracts import messages as m
from contracts.codec import encode
from contracts.topics import DESK, Topics
from contracts.vocabulary import CounterId, DeviceId, FaultCode, SiteId
from hardware.link.memory import MemoryBroker, MemoryLink
from hardware.link.station import (
    DESK_LOST_S,
    PULSE_S,
    Heard,
    Identity,
    Station,
    StationHappening,
    new_request_id,
)
from hardware.ports import Arrived, Connected, Disconnected, LinkHappening
from tests.conftest import FakeClock

SITE, BOARD = SiteId("hoa-cuong"), DeviceId("board-1")
TOPICS = Topics(SITE)
DESK_TIME = 1_795_226_400_000
PAPER = m.Fault(code=FaultCode.PAPER_END)
COVER = m.Fault(code=FaultCode.COVER_OPEN)


class Office:
    """A board on the link, and a desk that a test speaks for."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock, self.broker = clock, MemoryBroker()
        self.link, self.desk = MemoryLink(self.broker), MemoryLink(self.broker)
        self.inbox: list[StationHappening] = []
        self.sent: list[Arrived] = []
        self.station = Station(
            Identity(SITE, BOARD, "display_board", "0.1.0"), self.link, clock, self.inbox.append
        )
        self.desk.start(self._note, ("#",), None)

    def _note(self, happening: LinkHappening) -> None:
        if isinstance(happening, Arrived):
            self.sent.append(happening)

    def start(self) -> "Office":
        self.station.start(f"{TOPICS.root}/state/#", f"{TOPICS.root}/event/+")
        return self

    def pulse(self, at: int = DESK_TIME, *, online: bool = True) -> None:
        presence = m.Presence(device=DESK, program="controller", version="1", online=online, at=at)
        self.desk.publish(TOPICS.presence(DESK), encode(presence), retain=True)

    def show(self, epoch: int, seq: int, counter: str = "") -> None:
        mark = {"epoch": epoch, "seq": seq, "at": DESK_TIME}
        if counter:
            where = CounterId(counter)
            state: m.Snapshot = m.CounterState(**mark, counter=where, label="1", call=None, waiting=0)
            self.desk.publish(TOPICS.state("counter", where), encode(state), retain=True)
        else:
            board = m.BoardState(**mark, calls=(), waiting={})
            self.desk.publish(TOPICS.state("board"), encode(board), retain=True)

    def heard(self, kind: type[m.Message]) -> list[Any]:
        return [h.message for h in self.inbox if isinstance(h, Heard) and isinstance(h.message, kind)]

    def presences(self) -> list[dict[str, Any]]:
        return [json.loads(sent.payload) for sent in self.sent if sent.topic == TOPICS.presence(BOARD)]


@pytest.fixture
def office(clock: FakeClock) -> Office:
    return Office(clock)


# --- the pulse --------------------------------------------------------------------------------------


def test_a_station_that_never_heard_the_desk_has_no_desk(office: Office):
    assert not office.start().station.desk_alive()


def test_a_pulse_says_that_the_desk_is_there(office: Office):
    office.start().pulse()
    assert office.station.desk_alive()


def test_a_desk_that_is_silent_for_ten_seconds_is_lost_and_the_next_pulse_brings_it_back(office: Office):
    office.start().pulse()
    office.clock.advance(DESK_LOST_S - 0.001)
    assert office.station.desk_alive()
    office.clock.advance(0.001)
    assert not office.station.desk_alive()
    office.pulse()
    assert office.station.desk_alive()


def test_a_regular_pulse_keeps_the_desk_alive(office: Office):
    office.start()
    for _ in range(20):
        office.pulse(office.clock.utc_ms())
        office.clock.advance(PULSE_S)
        assert office.station.desk_alive()


def test_a_retained_pulse_proves_nothing(office: Office):
    office.pulse()
    office.start()
    assert office.heard(m.Presence)
    assert not office.station.desk_alive()
    assert office.station.desk_now() == office.clock.utc_ms()


def test_a_retained_pulse_does_not_stretch_the_ten_seconds(office: Office):
    office.start().pulse()
    office.clock.advance(6)
    office.link.drop()
    office.link.connect()
    assert office.station.desk_alive()
    office.clock.advance(4)
    assert not office.station.desk_alive()


def test_a_desk_that_says_goodbye_or_whose_will_is_spoken_is_lost_at_once(office: Office):
    office.start().pulse()
    office.pulse(online=False)
    assert not office.station.desk_alive()


def test_a_goodbye_that_was_missed_counts_when_it_is_found(office: Office):
    office.start().pulse()
    office.link.drop()
    office.pulse(online=False)
    office.link.connect()
    assert not office.station.desk_alive()


def test_without_a_link_there_is_no_desk(office: Office):
    office.start().pulse()
    office.link.drop()
    assert not office.station.desk_alive()
    assert isinstance(office.inbox[-1], Disconnected)


def test_the_presence_of_another_device_is_no_pulse(office: Office):
    office.station.start(TOPICS.presence("+"))
    kiosk = m.Presence(device=DeviceId("kiosk-1"), program="kiosk_app", version="1", online=True, at=5)
    office.desk.publish(TOPICS.presence("kiosk-1"), encode(kiosk))
    assert kiosk in office.heard(m.Presence)
    assert not office.station.desk_alive()


# --- the desk's clock -------------------------------------------------------------------------------


def test_the_desks_clock_is_followed_whatever_the_own_one_says(office: Office):
    office.start().pulse(DESK_TIME)
    assert office.station.desk_now() == DESK_TIME
    office.clock.advance(3.25)
    assert office.station.desk_now() == DESK_TIME + 3250
    office.clock.utc += 86_400_000  # somebody sets the own clock
    assert office.station.desk_now() == DESK_TIME + 3250


def test_the_desks_clock_goes_on_while_the_desk_is_lost(office: Office):
    office.start().pulse(DESK_TIME)
    office.pulse(DESK_TIME + 7, online=False)
    office.link.drop()
    office.clock.advance(60)
    assert office.station.desk_now() == DESK_TIME + 60_000


def test_before_any_pulse_the_own_clock_must_do(office: Office):
    assert office.start().station.desk_now() == office.clock.utc_ms()


# --- what is heard ----------------------------------------------------------------------------------


def test_only_newer_snapshots_are_heard(office: Office):
    office.start()
    for epoch, seq in ((1, 5), (1, 5), (1, 4), (1, 6), (2, 1), (1, 99), (2, 2)):
        office.show(epoch, seq)
    assert [(s.epoch, s.seq) for s in office.heard(m.BoardState)] == [(1, 5), (1, 6), (2, 1), (2, 2)]


def test_each_topic_has_its_own_newest(office: Office):
    office.start()
    office.show(1, 9)
    office.show(1, 3, "quay-1")
    office.show(1, 2, "quay-2")
    office.show(1, 2, "quay-1")
    assert [s.counter for s in office.heard(m.CounterState)] == ["quay-1", "quay-2"]


def test_the_same_snapshot_after_a_reconnection_is_not_told_twice(office: Office):
    office.start().show(1, 5)
    office.link.drop()
    office.link.connect()
    assert len(office.heard(m.BoardState)) == 1
    assert [type(h) for h in office.inbox if not isinstance(h, Heard)] == [Connected, Disconnected, Connected]


def test_a_reply_to_this_device_is_heard_and_one_to_another_is_not(office: Office):
    office.start()
    for device in (BOARD, DeviceId("kiosk-1")):
        reply = m.Accepted(request_id=new_request_id(), result=m.Done())
        office.desk.publish(TOPICS.reply(device), encode(reply))
    assert [h.topic for h in office.inbox if isinstance(h, Heard)] == [TOPICS.reply(BOARD)]


@pytest.mark.parametrize("payload", [b"", b"{}", b"\xff", b"[" * 5000, b'{"v": 2}'])
def test_what_cannot_be_read_is_dropped_with_one_line_in_the_log(
    office: Office, payload: bytes, caplog: pytest.LogCaptureFixture
):
    office.start()
    office.desk.publish(TOPICS.state("board"), payload)
    office.show(1, 1)
    (record,) = caplog.records
    assert record.getMessage().startswith(f"dropped {TOPICS.state('board')}: ")
    assert len(office.heard(m.Message)) == 1


def test_what_cannot_be_read_does_not_count_as_newest(office: Office):
    office.start()
    spoilt = encode(m.BoardState(epoch=9, seq=9, at=0, calls=(), waiting={})).replace(b"calls", b"kalls")
    office.desk.publish(TOPICS.state("board"), spoilt)
    office.show(1, 1)
    assert len(office.heard(m.BoardState)) == 1


# --- what is said -----------------------------------------------------------------------------------


def test_a_station_says_that_it_is_here_and_its_will_that_it_is_gone(office: Office):
    office.start()
    office.link.drop()
    assert [said["online"] for said in office.presences()] == [True, False]
    assert office.presences()[0] | {"at": 0} == {
        "v": 1,
        "device": BOARD,
        "program": "display_board",
        "version": "0.1.0",
        "online": True,
        "at": 0,
        "faults": [],
    }
    assert TOPICS.presence(BOARD) in office.broker.retained


def test_faults_are_sent_only_when_they_change(office: Office):
    office.start()
    for faults in ((), (PAPER,), (PAPER,), (PAPER, COVER), (COVER,), (), ()):
        office.station.report_faults(faults)
    said = [[fault["code"] for fault in presence["faults"]] for presence in office.presences()]
    assert said == [[], ["paper-end"], ["paper-end", "cover-open"], ["cover-open"], []]


def test_a_fault_that_came_while_the_link_was_down_is_told_at_the_next_connection(office: Office):
    office.start()
    office.link.drop()
    office.station.report_faults((PAPER,))
    office.link.connect()
    assert [fault["code"] for fault in office.presences()[-1]["faults"]] == ["paper-end"]


def test_presence_is_said_again_at_every_connection(office: Office):
    office.start().station.report_faults((PAPER,))
    office.link.drop()
    office.broker.retained.clear()
    office.link.connect()
    last = office.presences()[-1]
    assert (last["online"], [fault["code"] for fault in last["faults"]]) == (True, ["paper-end"])


def test_a_station_that_closes_says_goodbye_without_faults_and_without_its_will(office: Office):
    office.start().station.report_faults((PAPER,))
    office.station.close()
    goodbye = office.presences()[2:]
    assert [(said["online"], said["faults"]) for said in goodbye] == [(False, [])]


def test_a_command_goes_to_the_topic_of_its_kind_and_says_when_the_link_is_down(office: Office):
    office.start()
    press = m.CallNext(request_id=new_request_id(), at=office.station.desk_now(), counter=CounterId("quay-1"))
    assert office.station.send(press)
    topic = TOPICS.command(BOARD, "call-next")
    assert (office.sent[-1].topic, office.sent[-1].payload) == (topic, encode(press))
    office.link.drop()
    assert not office.station.send(press)
    office.link.connect()
    assert [sent.topic for sent in office.sent].count(topic) == 1


def test_every_request_has_an_id_of_its_own_that_the_wire_accepts():
    ids = [new_request_id() for _ in range(200)]
    assert len(set(ids)) == 200
    assert ids == sorted(ids), "UUIDv7 rises with time"
    assert all(m.ConfirmClock(request_id=one, at=0) for one in ids)


def test_a_station_is_healthy_while_its_link_is(office: Office):
    assert office.start().station.healthy()
