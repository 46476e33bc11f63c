"""Up-time: seconds of opening hours that were watched, what nobody watched apart, and files that outlive a restart."""

import asyncio
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from contracts import messages as m
from contracts.forms.table import Table, text
from contracts.texts import FIRST, load_catalogue
from contracts.topics import DESK
from contracts.vocabulary import DeviceId, FaultCode
from controller.console.uptime import Hours, UpDay, Watched, hours_at
from controller.console.uptime_files import FOLDER, LONGEST_LOOK_S, UpTimes
from controller.figures.uptime_table import uptime_table
from controller.web.figures import TEXTS
from tests import builders as b

KIOSK = DeviceId("kiosk-1")
HOUR = 3_600_000
TODAY = "2026-11-23"


def say(key: str, **facts: object) -> str:
    return load_catalogue(*TEXTS).say(FIRST, key, **facts)


def presence(device: DeviceId = KIOSK, *faults: FaultCode, online: bool = True) -> m.Presence:
    told = tuple(m.Fault(code=code) for code in faults)
    return m.Presence(device=device, program="kiosk", version="1", online=online, at=0, faults=told)


def both(*faults: FaultCode, online: bool = True) -> dict[DeviceId, m.Presence]:
    return {DESK: presence(DESK), KIOSK: presence(KIOSK, *faults, online=online)}


def test_a_device_is_heard_faultless_or_gone() -> None:
    day = UpDay()
    for told in (both(), both(FaultCode.PAPER_END), both(online=False)):
        day = day.looked(told, HOUR, 8 * HOUR, link_up=True)
    assert day.devices[KIOSK] == Watched("kiosk", 3 * HOUR, 2 * HOUR, HOUR)
    assert day.devices[DESK] == Watched("kiosk", 3 * HOUR, 3 * HOUR, 3 * HOUR)
    assert day.open == 8 * HOUR


def test_while_the_link_is_down_only_the_desk_is_known() -> None:
    day = UpDay().looked(both(), HOUR, 8 * HOUR, link_up=True).looked(both(), HOUR, 8 * HOUR, link_up=False)
    assert day.devices[KIOSK].watched == HOUR
    assert day.devices[DESK].watched == 2 * HOUR


@pytest.mark.parametrize(
    ("clock", "passed", "is_open"),
    [("00:00", 0, False), ("07:30", 0, True), ("08:00", 30, True), ("23:59", None, False)],
)
def test_the_hours_are_those_of_the_sessions(clock: str, passed: int | None, *, is_open: bool) -> None:
    hours = hours_at(b.open_office(), b.clock(clock))
    planned = sum(
        s.serve_until - s.serve_from for s in b.open_office().sessions_on(date.fromisoformat(b.DATE))
    )
    assert hours.planned == planned * 60_000
    assert hours.passed == (hours.planned if passed is None else passed * 60_000)
    assert (hours.day, hours.is_open) == (b.DATE, is_open)


class Desk:
    """What the desk lends, moved by hand."""

    def __init__(self, folder: Path) -> None:
        self.seconds, self.told, self.link_up = 100.0, both(), True
        self.hours = Hours(TODAY, 8 * HOUR, HOUR, is_open=True)
        self.folder = folder
        self.ups = self.begun()

    def begun(self) -> UpTimes:
        return UpTimes(
            self.folder, lambda: (self.told, 0, self.link_up), lambda: self.hours, lambda: self.seconds
        )

    def later(self, seconds: float) -> None:
        self.seconds += seconds
        self.ups.look_once()

    async def stopped(self) -> None:
        task = asyncio.create_task(self.ups.follow())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    def days(self) -> Mapping[str, UpDay]:
        return self.ups.days(date(2026, 11, 1), date(2026, 11, 30))


async def test_what_was_noted_outlives_a_restart_and_the_time_between_is_not_known(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.ups.look_once()
    desk.later(5)
    desk.later(5)
    await desk.stopped()
    desk.seconds += 3600
    desk.ups = desk.begun()
    desk.ups.look_once()
    desk.later(5)
    assert desk.days()[TODAY] == UpDay(
        HOUR,
        {DESK: Watched("kiosk", 15_000, 15_000, 15_000), KIOSK: Watched("kiosk", 15_000, 15_000, 15_000)},
    )


def test_nobody_knows_what_was_while_the_machine_slept_or_the_office_was_shut(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.ups.look_once()
    desk.later(LONGEST_LOOK_S + 0.1)
    desk.hours = Hours(TODAY, 8 * HOUR, HOUR, is_open=False)
    desk.later(5)
    desk.hours = Hours(TODAY, 8 * HOUR, HOUR, is_open=True)
    desk.later(5)
    assert desk.ups._up.devices[KIOSK].watched == 5_000


async def test_a_day_is_written_when_the_next_begins_and_days_are_asked_by_date(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.ups.look_once()
    desk.later(5)
    desk.hours = Hours("2026-11-24", 8 * HOUR, 0, is_open=True)
    desk.later(5)
    await desk.stopped()
    assert sorted(desk.days()) == [TODAY, "2026-11-24"]
    assert desk.days()[TODAY].open == 8 * HOUR, "of a day that is over all hours count"
    assert desk.ups.days(date(2026, 10, 1), date(2026, 10, 31)) == {}


@pytest.mark.parametrize("body", [b"", b"\0" * 300, b"[]", b'{"open": "x"}', b"{" * 300_000])
def test_a_damaged_day_is_not_known_and_begun_anew(tmp_path: Path, body: bytes) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / f"{TODAY}.json").write_bytes(body)
    desk = Desk(tmp_path)
    assert desk.days() == {}
    desk.ups.look_once()
    desk.later(5)
    assert desk.ups._up.devices[KIOSK].watched == 5_000


async def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("in the way")
    desk = Desk(tmp_path)
    desk.ups.look_once()
    desk.later(5)
    await desk.stopped()
    assert desk.days() == {}


def table(days: Mapping[str, UpDay], served: set[str]) -> Table:
    return uptime_table(days, served, lambda device, program: f"{program} {device}", say)


def test_the_table_tells_shares_of_what_was_watched_and_what_was_not() -> None:
    kiosk = Watched("kiosk", 4 * HOUR, 3 * HOUR, 2 * HOUR)
    desk = Watched("controller", 4 * HOUR, 4 * HOUR, 4 * HOUR)
    days = {
        "2026-11-02": UpDay(8 * HOUR, {DESK: desk, KIOSK: kiosk}),
        "2026-11-03": UpDay(8 * HOUR, {KIOSK: kiosk}),
    }
    found = table(days, {"2026-11-02", "2026-11-03", "2026-11-04"})
    rows = [[text(cell) for cell in row] for row in found.rows]
    assert rows == [
        [f"controller {DESK}", "1", "480", "0", "50,0%", "50,0%"],
        ["kiosk kiosk-1", "2", "960", "480", "75,0%", "50,0%"],
    ]
    assert any("1 ngày" in note for note in found.notes), "a day of which nothing is known is told"


def test_nothing_noted_is_said_and_is_no_percentage() -> None:
    found = table({}, {"2026-11-02"})
    assert [text(cell) for cell in found.rows[0]][1:] == ["0", "-", "-", "-", "-"]
    assert found.rows[0][0] == say("uptime.nothing")


def test_what_is_kept_is_small() -> None:
    day = UpDay(8 * HOUR, {DeviceId(f"kiosk-{n}"): Watched("kiosk", HOUR, HOUR, HOUR) for n in range(200)})
    assert len(json.dumps(day, default=vars)) < 20_000
