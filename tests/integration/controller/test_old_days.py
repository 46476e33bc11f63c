"""Old days are proved while nobody takes numbers, a few events at a time; damage is told with its day."""

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from contracts import messages as m
from contracts.vocabulary import FaultCode
from controller.journal.journal import Journal
from controller.journal.verify import PIECE, Walk
from tests.clocks import FakeClock
from tests.integration.controller.clerkless import busy_days, db_file
from tests.integration.controller.house import ALWAYS, DAY_MS, MORNING, House, open_house

TODAY = "2026-11-26"
NIGHT = MORNING + 3 * DAY_MS + 11 * 3600 * 1000
"""Thursday 2026-11-26 20:00, after three busy days."""
DAYTIME: dict[str, Any] = {
    "sessions": [
        {
            "name": {"vi": "Cả ngày"},
            "days": [1, 2, 3, 4, 5],
            "take_from": "07:00",
            "take_until": "16:00",
            "serve_from": "07:00",
            "serve_until": "17:00",
        }
    ]
}
ALTER = (
    "UPDATE event SET body = replace(body, 'A004', 'A999') WHERE day = '2026-11-24' AND kind = 'TicketIssued'"
)
MEND = (
    "UPDATE event SET body = replace(body, 'A999', 'A004') WHERE day = '2026-11-24' AND kind = 'TicketIssued'"
)


def change(data_dir: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(db_file(data_dir), isolation_level=None)) as db:
        db.execute(statement)


def desk_faults(house: House) -> dict[str, str]:
    return {fault.code: fault.detail for fault in house.ear.of(m.Presence, "desk")[-1].faults}


def walked(data_dir: Path, until: str = TODAY) -> tuple[Walk, list[int]]:
    """A whole walk, and where each step of it ended."""
    journal, walk, places = Journal(data_dir), Walk(until), list[int]()
    while not walk.done:
        walk = journal.walk(walk)
        places.append(walk.at)
    journal.close()
    return walk, places


async def proved(house: House) -> None:
    await house.until(lambda: house.desk.night_check.walk.until and house.desk.night_check.walk.done)
    await house.turn()


def night() -> FakeClock:
    """A machine that was switched on, and knows the time."""
    clock = FakeClock(NIGHT)
    clock.synced = True
    return clock


async def test_an_altered_event_of_an_old_day_is_told_at_night_and_no_longer_when_it_is_whole(
    tmp_path: Path,
) -> None:
    busy_days(tmp_path)
    change(tmp_path, ALTER)
    clock = night()
    async with open_house(tmp_path, clock, **DAYTIME) as house:
        await proved(house)
        told = desk_faults(house)
        assert list(told) == [FaultCode.JOURNAL_DAMAGED]
        assert "2026-11-24" in told[FaultCode.JOURNAL_DAMAGED]
        clock.advance(12 * 3600)  # it is told all the next day
        assert isinstance(await house.ask(house.issue()), m.Accepted), "today gives numbers all the same"
        await house.turn()
        assert FaultCode.JOURNAL_DAMAGED in desk_faults(house)
        change(tmp_path, MEND)
        clock.advance(13 * 3600)
        await house.until(lambda: not house.desk.faults())


async def test_a_whole_journal_is_proved_and_nothing_is_said(tmp_path: Path) -> None:
    busy_days(tmp_path)
    async with open_house(tmp_path, night(), **DAYTIME) as house:
        await proved(house)
        assert house.desk.night_check.walk.at == house.writer.last_seq
        assert desk_faults(house) == {}


@pytest.mark.parametrize("changes", [{"sessions": [{"name": {"vi": "Cả ngày"}, "days": [4], **ALWAYS}]}])
async def test_while_numbers_are_taken_nobody_looks_back(tmp_path: Path, changes: dict[str, Any]) -> None:
    busy_days(tmp_path)
    change(tmp_path, ALTER)
    async with open_house(tmp_path, night(), **changes) as house:
        for _ in range(3):
            await house.turn()
        assert house.desk.night_check.walk.at == 0
        assert desk_faults(house) == {}


def test_no_step_is_longer_than_a_command_may_wait(tmp_path: Path) -> None:
    busy_days(tmp_path, tickets=200)
    walk, places = walked(tmp_path)
    assert walk.fault is None
    assert len(places) > 4
    assert max(after - before for before, after in zip([0, *places], places, strict=False)) == PIECE


def test_today_is_not_old(tmp_path: Path) -> None:
    busy_days(tmp_path)
    change(tmp_path, ALTER)
    walk, _places = walked(tmp_path, until="2026-11-24")
    assert walk.fault is None
    assert walk.day == "2026-11-23"


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("DELETE FROM event WHERE seq = 250", "event 250 is missing"),
        ("DELETE FROM event WHERE seq = 1", "event 1 is missing"),
        ("UPDATE event SET hash = 'x' WHERE seq = 250", "event 250 of 2026-11-24"),
        ("UPDATE event SET day = '2026-11-22' WHERE seq = 3", "event 3 of 2026-11-22"),
    ],
)
def test_every_kind_of_damage_is_named(tmp_path: Path, damage: str, told: str) -> None:
    busy_days(tmp_path)
    change(tmp_path, damage)
    walk, _places = walked(tmp_path)
    assert walk.fault is not None
    assert told in walk.fault


def test_events_that_cannot_be_read_are_told_with_the_last_day_that_could(tmp_path: Path) -> None:
    busy_days(tmp_path)
    journal = Journal(tmp_path)
    walk = journal.walk(Walk(TODAY))
    journal.close()
    with contextlib.closing(sqlite3.connect(":memory:")) as nothing:
        found = walk.step(nothing)
    assert found.done
    assert found.fault is not None
    assert f"after {PIECE} (2026-11-24)" in found.fault
