"""The desk's pulse and the desk's clock, as every device knows them."""

import pytest

from contracts import messages as m
from contracts.codec import encode
from contracts.vocabulary import DeviceId
from hardware.link.station import DESK_LOST_S, PULSE_S
from hardware.ports import Disconnected
from tests.clocks import FakeClock
from tests.unit.hardware.station_office import DESK_TIME, TOPICS, Office


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
