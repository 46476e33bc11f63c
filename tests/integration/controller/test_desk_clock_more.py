"""More of what clocks do to an office: sleep through closing, steps in breaks and near midnight, another zone."""

import os
import time
from pathlib import Path
from typing import Any

import pytest

from contracts import messages as m
from contracts.vocabulary import TicketState
from controller.domain.now import Trust
from tests.clocks import FakeClock
from tests.integration.controller.house import DAY_MS, MORNING, PANEL, House, open_house

DAY = "2026-11-23"
HOUR_MS = 3_600_000
YEAR_2015_MS = 1_420_070_400_000
HALVES: dict[str, Any] = {
    "sessions": [
        {
            "name": {"vi": "Sáng"},
            "days": [1, 2, 3, 4, 5, 6, 7],
            "take_from": "07:00",
            "take_until": "11:00",
            "serve_from": "07:30",
            "serve_until": "11:30",
        },
        {
            "name": {"vi": "Chiều"},
            "days": [1, 2, 3, 4, 5, 6, 7],
            "take_from": "13:00",
            "take_until": "16:00",
            "serve_from": "13:30",
            "serve_until": "17:00",
        },
    ]
}
VOID: dict[str, Any] = {"policy": {"leftovers": "void"}}


def states(house: House) -> list[TicketState]:
    return [ticket.state for ticket in house.desk.day.tickets.values()]


async def happened(house: House, day: str = DAY) -> list[str]:
    return [type(event).__name__ for event in await house.writer.events(day)]


async def test_nine_hours_of_sleep_through_closing_end_nobodys_number(tmp_path: Path) -> None:
    async with open_house(tmp_path, FakeClock(MORNING), **HALVES) as house:
        for _ in range(3):
            await house.issued()
        await house.ask(house.call(), PANEL)
        house.clock.advance(9 * 3600)
        await house.turn()
        assert house.desk.now().trust is Trust.FIRM
        assert house.desk.day.date == DAY
        assert states(house) == [TicketState.CALLED, TicketState.WAITING, TicketState.WAITING]
        refused = await house.ask(house.issue())
        assert isinstance(refused, m.Refused)
        assert refused.code == "office-closed"
        await house.ask(house.call(), PANEL)
        assert states(house)[1] is TicketState.CALLED, "whoever is still there is served"
        house.clock.advance(7 * 3600)
        await house.until(lambda: house.desk.day.date == "2026-11-24")
        assert (await happened(house)).count("DayClosed") == 1


@pytest.mark.parametrize("jump", [3 * HOUR_MS, 8 * HOUR_MS, 26 * HOUR_MS, -3 * HOUR_MS])
async def test_no_session_ends_by_a_step_and_none_of_its_numbers_is_void(tmp_path: Path, jump: int) -> None:
    async with open_house(tmp_path, FakeClock(MORNING), **HALVES, **VOID) as house:
        for _ in range(3):
            await house.issued()
        house.clock.utc += jump
        for _ in range(5):
            house.clock.advance(2)
            await house.turn()
        assert states(house) == [TicketState.WAITING] * 3
        house.clock.utc -= jump
        house.clock.advance(2 * 3600 + 31 * 60)  # 11:31 and a few seconds, by every clock
        await house.turn()
        assert states(house) == [TicketState.LAPSED] * 3, "the session's true end"


async def test_a_step_in_the_break_opens_nothing(tmp_path: Path) -> None:
    noon = MORNING + 3 * HOUR_MS
    async with open_house(tmp_path, FakeClock(noon), **HALVES) as house:
        house.clock.utc += 2 * HOUR_MS
        await house.turn()
        refused = await house.ask(house.issue())
        assert isinstance(refused, m.Refused)
        assert refused.code == "not-open-yet"
        house.clock.advance(3601)  # 13:00 by the time that truly passed
        assert (await house.issued()).number == "A001"


@pytest.mark.parametrize("jump", [HOUR_MS, 26 * HOUR_MS])
async def test_a_step_over_midnight_begins_no_day(tmp_path: Path, jump: int) -> None:
    late = MORNING + 14 * HOUR_MS + HOUR_MS // 2  # 23:30
    async with open_house(tmp_path, FakeClock(late)) as house:
        assert (await house.issued()).number == "A001"
        house.clock.utc += jump
        await house.turn()
        assert (house.desk.day.date, states(house)) == (DAY, [TicketState.WAITING])
        house.clock.advance(31 * 60)
        await house.until(lambda: house.desk.day.date == "2026-11-24")
        assert (await happened(house))[-1] == "DayClosed", "midnight came by the time that truly passed"


async def test_a_battery_clock_of_2015_gives_no_numbers_until_the_time_is_right(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    async with open_house(tmp_path, clock) as house:
        await house.issued()
        await house.issued()
    clock.switched_on(YEAR_2015_MS)
    async with open_house(tmp_path, clock) as house:
        refused = await house.ask(house.issue())
        assert isinstance(refused, m.Refused)
        assert refused.code == "clock-untrusted"
        assert [t.number for t in house.desk.day.waiting_tickets()] == ["A001", "A002"], (
            "today's people are there"
        )
        assert isinstance(await house.ask(house.call(), PANEL), m.Accepted), "and are called"
        clock.utc, clock.synced = MORNING + HOUR_MS, True
        for _ in range(15):
            clock.advance(2)
            await house.turn()
        assert (await house.issued()).number == "A003"


async def test_another_time_zone_of_the_machine_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        async with open_house(tmp_path, FakeClock(MORNING)) as house:
            await house.issued()
            for zone in ("America/New_York", "UTC", "Asia/Tokyo"):
                monkeypatch.setitem(os.environ, "TZ", zone)
                time.tzset()
                house.clock.advance(3)
                await house.turn()
                assert house.desk.day.date == DAY
                assert house.desk.now().trust is Trust.FIRM
            assert (await house.issued()).number == "A002"
            assert house.desk.office.local(MORNING).hour == 9
    finally:
        monkeypatch.undo()
        time.tzset()


async def test_a_day_ahead_for_a_second_and_a_restart_in_between_closes_nothing(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    async with open_house(tmp_path, clock) as house:
        await house.issued()
        clock.utc += DAY_MS + 2 * HOUR_MS
        await house.turn()
    async with open_house(tmp_path, clock) as house:
        await house.turn()
        assert (house.desk.day.date, states(house)) == (DAY, [TicketState.WAITING])
    clock.utc -= DAY_MS + 2 * HOUR_MS
    async with open_house(tmp_path, clock) as house:
        await house.turn()
        assert house.desk.now().trust is Trust.FIRM
        assert (await house.issued()).number == "A002"
