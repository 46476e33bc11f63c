"""A device says how its machine is: each minute, and with the faults that follow."""

from dataclasses import replace
from pathlib import Path

import pytest

from contracts import messages as m
from contracts.vocabulary import FaultCode
from hardware.doctor.kernel_files import KernelFiles
from hardware.host.vitals import FRESH_S, seldom, vitals_of
from hardware.link.station import SAY_AGAIN_S, Station
from hardware.link.vitals import faults_of
from hardware.ports import Passed
from tests.clocks import FakeClock
from tests.unit.doctor.test_examine import PI, tree
from tests.unit.hardware.station_office import Office

HOT = m.Vitals(address="10.0.0.9", celsius=81.2, under_voltage=True)


@pytest.mark.parametrize(
    ("vitals", "codes"),
    [
        (None, []),
        (m.Vitals(), []),
        (m.Vitals(celsius=79.9), []),
        (m.Vitals(celsius=80.0), [FaultCode.TOO_HOT]),
        (m.Vitals(under_voltage=True), [FaultCode.POWER_LOW]),
        (HOT, [FaultCode.POWER_LOW, FaultCode.TOO_HOT]),
    ],
)
def test_what_follows_from_them(vitals: m.Vitals | None, codes: list[FaultCode]) -> None:
    assert [fault.code for fault in faults_of(vitals)] == codes


def test_the_machine_is_not_asked_each_time_that_a_page_asks() -> None:
    clock, warmth = FakeClock(), iter((50.0, 60.0))
    vitals = seldom(lambda: m.Vitals(celsius=next(warmth)), clock.monotonic)
    assert (vitals().celsius, vitals().celsius) == (50.0, 50.0)
    clock.advance(FRESH_S - 0.1)
    assert vitals().celsius == 50.0
    clock.advance(0.1)
    assert vitals().celsius == 60.0


def test_they_are_read_from_the_kernel(tmp_path: Path) -> None:
    read = vitals_of(KernelFiles(tree(tmp_path, PI)), lambda: "10.0.0.9")
    assert (read.celsius, read.under_voltage, read.address) == (54.321, True, "10.0.0.9")
    silent = vitals_of(KernelFiles(tmp_path / "nowhere"), str)
    assert (silent.celsius, silent.under_voltage) == (None, False)
    tree(tmp_path, {"sys/class/thermal/thermal_zone0/temp": "199999"})
    assert vitals_of(KernelFiles(tmp_path), str).celsius == 199.999


def test_a_station_says_them_each_minute(clock: FakeClock) -> None:
    office = Office(clock)
    told: list[m.Vitals] = [m.Vitals(celsius=40.0)]
    office.station.identity = replace(office.station.identity, vitals=lambda: told[-1])
    office.start()
    assert said(office)[-1].vitals == m.Vitals(celsius=40.0)
    count = len(said(office))
    told.append(HOT)
    pass_a_second(office.station)
    assert len(said(office)) == count, "not yet"
    clock.advance(SAY_AGAIN_S)
    pass_a_second(office.station)
    newest = said(office)[-1]
    assert newest.vitals == HOT
    assert [fault.code for fault in newest.faults] == [FaultCode.POWER_LOW, FaultCode.TOO_HOT]


def test_a_station_without_a_machine_says_nothing_again(clock: FakeClock) -> None:
    office = Office(clock)
    office.start()
    count = len(said(office))
    clock.advance(SAY_AGAIN_S * 3)
    pass_a_second(office.station)
    assert len(said(office)) == count
    assert said(office)[-1].vitals is None


def pass_a_second(station: Station) -> None:
    station._on_link(Passed())


def said(office: Office) -> list[m.Presence]:
    return [m.Presence.model_validate(presence) for presence in office.presences()]
