"""Two desks on one broker: a station obeys one, answers both, and sends its commands to one only."""

import pytest

from contracts import messages as m
from contracts.codec import decode, encode
from contracts.topics import DESK
from contracts.vocabulary import ServiceCode
from hardware.link.station import DESK_LOST_S, TELL_S, new_request_id
from tests.clocks import FakeClock
from tests.unit.hardware.station_office import BOARD, DESK_TIME, TOPICS, Office

LIVING, OTHER = "1" * 16, "2" * 16
LATER = DESK_TIME + 3_600_000


@pytest.fixture
def office(clock: FakeClock) -> Office:
    return Office(clock).start()


def a_pulse(instance: str, *, asks: int = 0, serving: bool = True) -> m.DeskPulse:
    return m.DeskPulse(
        instance=instance,
        epoch=1,
        lineage="",
        seq=0,
        last_at=0,
        host="x",
        serving=serving,
        since=0,
        asks=asks,
    )


def speak(
    office: Office, instance: str, at: int = DESK_TIME, *, online: bool = True, retain: bool = True
) -> None:
    presence = m.Presence(
        device=DESK, program="controller", version="1", online=online, at=at, desk=a_pulse(instance)
    )
    office.desk.publish(TOPICS.presence(DESK), encode(presence), retain=retain)


def ask(office: Office, instance: str, asks: int) -> None:
    pulse = a_pulse(instance, asks=asks, serving=False)
    office.desk.publish(TOPICS.desk(instance), encode(pulse))


def memories(office: Office) -> list[m.Memory]:
    found = [decode(TOPICS, a.topic, a.payload) for a in office.sent if a.topic == TOPICS.memory(BOARD)]
    return [memory for memory in found if isinstance(memory, m.Memory)]


def told_at(office: Office) -> list[int]:
    return [presence.at for presence in office.heard(m.Presence)]


def meant(office: Office) -> str:
    """The desk that a command of now is for."""
    office.station.send(m.Recall(request_id=new_request_id(), at=0, counter="1"))
    command = decode(TOPICS, office.sent[-1].topic, office.sent[-1].payload)
    assert isinstance(command, m.Recall)
    return command.desk


def test_the_first_desk_is_obeyed_and_another_is_not_heard(office: Office):
    speak(office, LIVING)
    speak(office, OTHER, LATER)
    assert told_at(office) == [DESK_TIME]
    assert office.station.desk_now() == DESK_TIME
    assert meant(office) == LIVING


def test_the_goodbye_of_another_desk_takes_nothing_away(office: Office):
    speak(office, LIVING)
    speak(office, OTHER, LATER, online=False)
    assert office.station.desk_alive()
    assert meant(office) == LIVING


@pytest.mark.parametrize("how", ["goodbye", "silence"])
def test_when_the_desk_is_gone_the_other_one_is_obeyed(office: Office, how: str):
    speak(office, LIVING)
    if how == "goodbye":
        speak(office, LIVING, online=False)
    else:
        office.clock.advance(DESK_LOST_S)
    speak(office, OTHER, LATER)
    assert office.station.desk_alive()
    assert office.station.desk_now() == LATER
    assert meant(office) == OTHER


def test_a_desk_that_started_again_is_followed_at_once_after_the_last_will_of_the_old_start(office: Office):
    speak(office, LIVING)
    speak(office, LIVING, online=False)
    speak(office, OTHER, LATER)
    speak(office, LIVING, online=False)  # the will of a half-open connection, late
    assert office.station.desk_alive()


def test_a_retained_pulse_of_a_new_desk_is_no_proof_that_it_lives(office: Office):
    speak(office, LIVING)
    speak(office, LIVING, online=False)
    office.link.drop()
    speak(office, OTHER, LATER)
    office.link.connect()
    assert not office.station.desk_alive()
    speak(office, OTHER, LATER)
    assert office.station.desk_alive()


def test_every_desk_is_told_once_what_was_seen_and_again_when_it_asks(office: Office):
    office.desk.publish(TOPICS.event("ticket-issued"), encode(issued("A057")))
    speak(office, LIVING)
    speak(office, LIVING)
    office.clock.advance(TELL_S)
    ask(office, OTHER, 1)
    ask(office, OTHER, 1)
    office.clock.advance(TELL_S)
    ask(office, OTHER, 2)
    assert [[(seen.service, seen.high) for seen in memory.seen] for memory in memories(office)] == [
        [("land", 57)]
    ] * 3


def test_a_new_connection_tells_it_again(office: Office):
    speak(office, LIVING)
    office.link.drop()
    office.link.connect()
    office.clock.advance(TELL_S)
    speak(office, LIVING)
    assert len(memories(office)) == 2


def test_it_is_told_before_the_first_command(office: Office):
    speak(office, LIVING)
    meant(office)
    topics = [arrived.topic for arrived in office.sent]
    assert topics.index(TOPICS.memory(BOARD)) < topics.index(TOPICS.command(BOARD, "recall"))


def test_a_flood_of_desks_makes_no_flood_of_answers(office: Office):
    for n in range(500):
        ask(office, f"{n:016x}", 1)
    assert len(memories(office)) == 1


def test_numbers_are_overheard_and_told_to_nobody_who_did_not_ask(clock: FakeClock):
    quiet = Office(clock)
    quiet.station.start()
    quiet.desk.publish(TOPICS.event("ticket-issued"), encode(issued("A001")))
    assert quiet.heard(m.Event) == []
    ask(quiet, OTHER, 1)
    assert quiet.heard(m.DeskPulse) == []
    assert memories(quiet)[0].seen[0].high == 1


def issued(number: str) -> m.Event:
    return m.Event(
        epoch=1, seq=1, at=0, kind="ticket-issued", ticket=f"20261121-{number}", service=ServiceCode("land")
    )
