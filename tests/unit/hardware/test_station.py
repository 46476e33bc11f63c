"""A device on the link: what it hears, and what it says of itself."""

import pytest

from contracts import messages as m
from contracts.codec import encode
from contracts.vocabulary import CounterId, DeviceId, FaultCode
from hardware.link.station import Heard, new_request_id
from hardware.ports import Connected, Disconnected
from tests.clocks import FakeClock
from tests.unit.hardware.station_office import BOARD, TOPICS, Office

PAPER = m.Fault(code=FaultCode.PAPER_END)
COVER = m.Fault(code=FaultCode.COVER_OPEN)


@pytest.fixture
def office(clock: FakeClock) -> Office:
    return Office(clock)


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
    first = office.presences()[0]
    assert first.pop("instance") == office.presences()[1]["instance"] != ""
    assert first | {"at": 0} == {
        "v": 1,
        "device": BOARD,
        "program": "display_board",
        "version": "0.1.0",
        "online": True,
        "at": 0,
        "faults": [],
        "desk": None,
        "vitals": None,
        "printers": None,
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
