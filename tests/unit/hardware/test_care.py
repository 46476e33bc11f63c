"""A device does what the caretaker wants of it: once, soon, and only over a link where nobody else can say so."""

from dataclasses import replace
from pathlib import Path

import pytest

from contracts import messages as m
from contracts.codec import encode
from contracts.settings import DeviceSettings, LinkSettings
from contracts.vocabulary import DeviceId, SiteId
from hardware.host.care import take_care
from hardware.host.program import identity_of
from hardware.link.station import LONGEST_CARE_MS
from tests.clocks import FakeClock
from tests.unit.hardware.station_office import BOARD, DESK_TIME, TOPICS, Office


def wanted(office: Office, until: int, device: DeviceId = BOARD) -> None:
    office.desk.publish(TOPICS.care(device), encode(m.Care(what="reboot", until=until)))


def caring(clock: FakeClock) -> tuple[Office, list[m.Care]]:
    office, done = Office(clock), list[m.Care]()
    office.station.identity = replace(office.station.identity, care=done.append)
    office.start().pulse()
    return office, done


@pytest.mark.parametrize(
    ("later_ms", "is_done"),
    [(0, True), (8000, True), (LONGEST_CARE_MS, True), (LONGEST_CARE_MS + 1, False), (-1, False)],
)
def test_it_is_done_while_it_is_wanted_and_not_long_after(
    clock: FakeClock, later_ms: int, *, is_done: bool
) -> None:
    office, done = caring(clock)
    wanted(office, DESK_TIME + later_ms)
    assert bool(done) is is_done


def test_what_is_meant_for_another_is_not_done_here(clock: FakeClock) -> None:
    office, done = caring(clock)
    wanted(office, DESK_TIME + 1000, DeviceId("kiosk-1"))
    assert done == []


def test_a_device_that_does_nothing_of_it_hears_nothing_of_it(clock: FakeClock) -> None:
    office = Office(clock)
    office.start().pulse()
    wanted(office, DESK_TIME + 1000)
    assert office.heard(m.Care) == []


@pytest.mark.parametrize(
    ("link", "cares"),
    [
        (LinkSettings(), True),
        (LinkSettings(host="localhost"), True),
        (LinkSettings(host="10.0.0.2", credentials=Path("/x")), True),
        (LinkSettings(host="10.0.0.2", plain=True), False),
    ],
)
def test_over_a_plain_link_nobody_is_switched_off(link: LinkSettings, *, cares: bool) -> None:
    settings = DeviceSettings(site=SiteId("a"), device=DeviceId("b"), link=link)
    assert (identity_of(settings, "p").care is not None) is cares


def test_the_service_manager_is_asked_by_a_file(tmp_path: Path) -> None:
    for what in ("reboot", "power-off"):
        assert take_care(m.Care(what=what, until=0), tmp_path)
        assert (tmp_path / what).exists()
    assert not take_care(m.Care(what="reboot", until=0), tmp_path / "nowhere"), "no service manager of ours"


def test_a_trial_reaches_the_program_once_and_nothing_else_of_the_machine(clock: FakeClock) -> None:
    office, done = caring(clock)
    for until in (DESK_TIME + 1000, DESK_TIME + 1000, DESK_TIME + 1001, DESK_TIME - 1):
        office.desk.publish(TOPICS.care(BOARD), encode(m.Care(what="try", until=until)))
    assert [care.until for care in office.heard(m.Care)] == [DESK_TIME + 1000, DESK_TIME + 1001]
    assert done == []


def test_over_a_link_where_anybody_could_say_so_nothing_is_tried(clock: FakeClock) -> None:
    office = Office(clock)
    office.start().pulse()
    office.desk.publish(TOPICS.care(BOARD), encode(m.Care(what="try", until=DESK_TIME + 1000)))
    assert office.heard(m.Care) == []
