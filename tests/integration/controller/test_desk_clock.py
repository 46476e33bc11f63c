"""The desk and a clock that steps or cannot be trusted: no number twice, nothing ended, and one thing that a person must do."""

import shutil
from pathlib import Path

import pytest

from contracts import messages as m
from contracts.vocabulary import CounterId, TicketId, TicketState
from controller.domain.steady_time import HOLD_S
from tests.clocks import FakeClock
from tests.integration.controller.clerkless import DAY, db_file
from tests.integration.controller.house import (
    CARETAKER,
    DAY_MS,
    MORNING,
    PANEL,
    House,
    new_id,
    number,
    open_house,
    refusal,
    sparse_reserve,
    time_sync,
)

NEXT_DAY = "2026-11-24"
HOUR_MS = 3600 * 1000


async def closed_because(house: House) -> set[str | None]:
    """What the kiosk is told."""
    house.clock.advance(6)  # the next refresh is due
    await house.turn()
    return {service.closed for service in house.ear.of(m.QueueState)[-1].services}


async def confirm(house: House) -> m.AnyReply:
    return await house.ask(m.ConfirmClock(request_id=new_id(), at=house.clock.utc), CARETAKER)


async def reopen(house: House) -> m.AnyReply:
    return await house.ask(m.ReopenDay(request_id=new_id(), at=house.clock.utc), CARETAKER)


async def faults(house: House) -> list[str]:
    house.clock.advance(3)  # the next pulse is due
    await house.turn()
    return [fault.code for fault in house.ear.of(m.Presence, "desk")[-1].faults]


def kinds(events: tuple[object, ...]) -> list[str]:
    return [type(event).__name__ for event in events]


async def test_in_1970_no_number_is_given_and_the_kiosk_knows_why(tmp_path: Path) -> None:
    async with open_house(tmp_path, FakeClock(60_000)) as house:
        assert refusal(await house.ask(house.issue())) == "clock-untrusted"
        assert await closed_because(house) == {"clock-untrusted"}
        assert refusal(await confirm(house)) == "clock-untrusted", "nobody can mean 1970"
        assert await faults(house) == ["clock-untrusted"]
        await time_sync(house, MORNING)
        await house.until(lambda: house.desk.day.date == DAY)
        assert (await house.issued()).ticket == "20261123-A001"
        assert await closed_because(house) == {None}


async def test_in_1970_after_a_power_cut_the_day_stays_and_clerks_work_on(tmp_path: Path) -> None:
    async with open_house(tmp_path, FakeClock(MORNING)) as house:
        await house.issued()
        await house.issued()
    clock = FakeClock()
    clock.switched_on(60_000)
    async with open_house(tmp_path, clock) as house:
        assert house.desk.day.date == DAY
        assert refusal(await house.ask(house.issue())) == "clock-untrusted"
        assert number(await house.ask(house.call(), PANEL)) == "A001", "who has a number is served"
        await time_sync(house, MORNING + 60_000)
        assert (await house.issued()).number == "A003"


async def test_a_clock_set_by_hand_after_1970_waits_for_a_person(tmp_path: Path) -> None:
    async with open_house(tmp_path, FakeClock(60_000)) as house:
        house.clock.utc = MORNING
        for _ in range(5):
            house.clock.advance(HOLD_S)
            await house.turn()
        assert refusal(await house.ask(house.issue())) == "clock-untrusted"
        await confirm(house)
        await house.until(lambda: house.desk.day.date == DAY)
        assert (await house.issued()).ticket == "20261123-A001"


@pytest.mark.parametrize("jump", [26 * HOUR_MS, -26 * HOUR_MS, 3 * HOUR_MS, -3 * HOUR_MS, -119_000, 10_000])
async def test_a_clock_that_is_wrong_for_a_second_ends_nothing(tmp_path: Path, jump: int) -> None:
    async with open_house(tmp_path, FakeClock(MORNING)) as house:
        for _ in range(3):
            await house.issued()
        await house.ask(house.call(), PANEL)
        house.clock.utc += jump
        await house.turn()
        assert house.desk.day.date == DAY
        assert house.desk.day.ticket_at(CounterId("1")) is not None
        assert await faults(house) == ["clock-stepped"]
        assert (await house.issued()).number == "A004", "the day goes on"
        assert house.desk.day.tickets[TicketId("20261123-A004")].arrived_at - MORNING < 60_000, (
            "by its own time"
        )
        house.clock.utc -= jump
        assert await faults(house) == []
        assert number(await house.ask(house.call(), PANEL)) == "A002"
        assert not {"DayClosed", "TicketLapsed"} & set(kinds(await house.writer.events(DAY)))
        times = [event.at for event in await house.writer.events(DAY)]
        assert times == sorted(times)
        assert house.journal.verify() is None


@pytest.mark.parametrize("jump", [3 * HOUR_MS, -3 * HOUR_MS])
async def test_a_new_time_that_time_sync_vouches_for_is_taken_over(tmp_path: Path, jump: int) -> None:
    async with open_house(tmp_path, FakeClock(MORNING)) as house:
        await house.issued()
        await time_sync(house, MORNING + jump)
        assert await faults(house) == []
        await house.issued()
        assert abs(house.desk.day.tickets[TicketId("20261123-A002")].arrived_at - MORNING - jump) < 120_000
        (confirmed,) = [e for e in await house.writer.events(DAY) if type(e).__name__ == "ClockConfirmed"]
        assert getattr(confirmed, "by_machine", False)


async def test_a_new_time_that_nobody_vouches_for_waits_for_a_person_and_outlives_restarts(
    tmp_path: Path,
) -> None:
    clock = FakeClock(MORNING)
    async with open_house(tmp_path, clock) as house:
        await house.issued()
        clock.utc -= 3 * HOUR_MS
        for _ in range(4):
            clock.advance(HOLD_S)
            await house.turn()
        assert await faults(house) == ["clock-stepped"]
        assert (await house.issued()).number == "A002"
    async with open_house(tmp_path, clock) as house:
        assert await faults(house) == ["clock-stepped"], "the program's restart did not set the clock"
        assert (await house.issued()).number == "A003"
        assert isinstance(await confirm(house), m.Accepted)
        assert await faults(house) == []
        assert (await house.issued()).number == "A004"
        assert house.desk.day.tickets[TicketId("20261123-A004")].arrived_at < MORNING
    async with open_house(tmp_path, clock) as house:
        assert (await house.issued()).number == "A005", "the confirmation outlives a restart"
        assert await faults(house) == []
        assert house.journal.verify() is None


async def test_a_step_while_the_program_was_away_closes_nothing(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    async with open_house(tmp_path, clock) as house:
        await house.issued()
    clock.advance(30)
    clock.utc += DAY_MS
    async with open_house(tmp_path, clock) as house:
        assert house.desk.day.date == DAY
        assert await faults(house) == ["clock-stepped"]
        assert (await house.issued()).number == "A002"


async def test_a_machine_that_was_switched_on_with_a_clock_years_ahead_gives_no_numbers(
    tmp_path: Path,
) -> None:
    clock = FakeClock(MORNING)
    async with open_house(tmp_path, clock) as house:
        await house.issued()
    clock.switched_on(MORNING + 3650 * DAY_MS)
    async with open_house(tmp_path, clock) as house:
        assert house.desk.day.date == DAY
        assert refusal(await house.ask(house.issue())) == "clock-untrusted"
        await time_sync(house, MORNING + 60_000)
        assert (await house.issued()).number == "A002"


async def test_a_machine_that_wakes_in_tomorrow_does_not_end_the_day_of_whoever_waits(tmp_path: Path) -> None:
    """A power cut at ten o'clock, and a clock that nobody vouches for."""
    clock = FakeClock(MORNING)
    async with open_house(tmp_path, clock) as house:
        await house.issued()
    clock.switched_on(MORNING + DAY_MS)
    async with open_house(tmp_path, clock) as house:
        assert refusal(await house.ask(house.issue())) == "clock-untrusted"
        assert house.desk.day.date == DAY
        assert len(house.desk.day.waiting) == 1
        await time_sync(house, MORNING + 60_000)
        assert (await house.issued()).number == "A002"
        assert number(await house.ask(house.call(), PANEL)) == "A001"


async def test_it_does_once_the_caretaker_says_that_it_is_tomorrow(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    async with open_house(tmp_path, clock) as house:
        await house.issued()
    clock.switched_on(MORNING + DAY_MS)
    async with open_house(tmp_path, clock) as house:
        await confirm(house)
        await house.until(lambda: house.desk.day.date == NEXT_DAY)
        assert (await house.issued()).ticket == "20261124-A001"


async def test_where_nobody_waits_an_office_opens_each_morning_by_its_own_clock(tmp_path: Path) -> None:
    """No network, no battery: the evening before everybody had been called."""
    clock = FakeClock(MORNING)
    async with open_house(tmp_path, clock) as house:
        await house.issued()
        await house.ask(house.call(), PANEL)
    clock.switched_on(MORNING + DAY_MS)
    async with open_house(tmp_path, clock) as house:
        await house.until(lambda: house.desk.day.date == NEXT_DAY)
        assert (await house.issued()).ticket == "20261124-A001"


async def test_sleep_is_time_that_passed(tmp_path: Path) -> None:
    async with open_house(tmp_path, FakeClock(MORNING)) as house:
        await house.issued()
        house.clock.advance(4 * 3600)
        assert await faults(house) == []
        assert (await house.issued()).number == "A002"


async def test_back_to_an_earlier_date_goes_on_where_its_numbers_were(tmp_path: Path) -> None:
    """Tuesday was a mistake: Monday's numbers go on, none comes twice, also after restarts."""
    clock = FakeClock(MORNING + 2 * HOUR_MS)
    seen: list[str] = []
    async with open_house(tmp_path, clock) as house:
        seen += [(await house.issued()).ticket, (await house.issued()).ticket]
        clock.utc += DAY_MS
        await confirm(house)
        await house.until(lambda: house.desk.day.date == NEXT_DAY)
        seen.append((await house.issued()).ticket)
        assert seen[-1] == "20261124-A001"
        clock.utc = MORNING  # two hours before Monday's last number
        await house.turn()
        assert await faults(house) == ["clock-stepped"]
        await confirm(house)
        await house.until(lambda: house.desk.day.date == DAY)
        seen.append((await house.issued()).ticket)
        assert seen[-1] == "20261123-A003"
    for _ in range(2):
        clock.advance(5)
        async with open_house(tmp_path, clock) as house:
            seen.append((await house.issued()).ticket)
            assert await house.desk.verify(DAY) is None
    clock.switched_on(MORNING + DAY_MS)
    clock.synced = True
    async with open_house(tmp_path, clock) as house:
        seen.append((await house.issued()).ticket)
        assert seen[-1] == "20261124-A002"
        assert house.journal.verify() is None
    assert len(set(seen)) == len(seen), seen


async def test_a_day_that_was_closed_by_mistake_is_reopened_with_every_ticket_where_it_was(
    tmp_path: Path,
) -> None:
    clock = FakeClock(MORNING)
    async with open_house(tmp_path, clock) as house:
        for _ in range(3):
            await house.issued()
        await house.ask(house.call(), PANEL)
        assert refusal(await reopen(house)) == "day-not-closed"
        clock.utc += DAY_MS
        await confirm(house)  # the mistake
        await house.until(lambda: house.desk.day.date == NEXT_DAY)
        clock.utc -= DAY_MS
        await house.turn()
        await confirm(house)
        await house.until(lambda: house.desk.day.date == DAY)
        assert house.desk.day.ticket_at(CounterId("1")) is None
    async with open_house(tmp_path, clock) as house:
        assert isinstance(await reopen(house), m.Accepted)
        states = {t.number: t.state for t in house.desk.day.tickets.values()}
        assert states == {
            "A001": TicketState.CALLED, "A002": TicketState.WAITING, "A003": TicketState.WAITING
        }  # fmt: skip
        await house.turn()
        assert [call.number for call in house.ear.of(m.BoardState)[-1].calls] == ["A001"]
        assert number(await house.ask(house.call(), PANEL)) == "A002"
    async with open_house(tmp_path, clock) as house:
        assert house.desk.day.tickets[TicketId("20261123-A003")].state is TicketState.WAITING
        assert house.journal.verify() is None


async def test_midnight_ends_the_day_and_begins_a_fresh_one(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    async with open_house(tmp_path, clock) as house:
        asked = house.issue()
        first = await house.ask(asked)
        await house.issued()
        await house.ask(house.call(), PANEL)
        clock.advance(DAY_MS / 1000)
        await house.until(lambda: house.desk.day.date == NEXT_DAY)
        happened = kinds(await house.writer.events(DAY))
        assert happened[-1] == "DayClosed"
        assert happened.count("TicketFinished") == happened.count("TicketLapsed") == 1
        await house.turn()
        assert house.ear.of(m.BoardState)[-1].calls == ()
        again = await house.ask(asked)
        assert isinstance(first, m.Accepted)
        assert again == first.model_copy(update={"repeated": True}), "midnight does not end a retry"
        assert (await house.issued()).ticket == "20261124-A001"
        assert (await house.writer.events(DAY)) == (await house.writer.events(DAY))


async def test_a_night_without_power_closes_yesterday_once(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    async with open_house(tmp_path, clock) as house:
        await house.issued()
    clock.switched_on(MORNING + DAY_MS)
    clock.synced = True
    for _ in range(3):
        async with open_house(tmp_path, clock) as house:
            happened = kinds(await house.writer.events(DAY))
            assert happened.count("DayClosed") == 1
            assert happened.count("TicketLapsed") == 1
            assert house.desk.day.date == NEXT_DAY


async def test_an_older_backup_is_newer_to_every_board(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    async with open_house(tmp_path, clock) as house:
        await house.issued()
    shutil.copy(db_file(tmp_path), tmp_path / "backup")
    clock.advance(10)
    async with open_house(tmp_path, clock) as house:
        await house.issued()
        await house.ask(house.call(), PANEL)
        await house.turn()
        last = house.ear.of(m.BoardState)[-1]
    shutil.copy(tmp_path / "backup", db_file(tmp_path))
    async with open_house(tmp_path, clock) as house:
        await house.turn()
        shown = house.ear.of(m.BoardState)[-1]
        assert (shown.epoch, shown.seq) > (last.epoch, last.seq)
        assert shown.calls == ()
        assert [service.waiting for service in house.ear.of(m.QueueState)[-1].services] == [1, 0]


async def test_yesterdays_backup_gives_no_number_of_today_twice(tmp_path: Path) -> None:
    clock = FakeClock(MORNING - DAY_MS)
    async with open_house(tmp_path, clock) as house:
        await house.issued()
    backup = tmp_path / "backup"
    sparse_reserve(backup)
    shutil.copy(db_file(tmp_path), db_file(backup))
    clock = FakeClock(MORNING)
    clock.synced = True
    async with open_house(backup, clock) as house:
        assert (await house.issued()).ticket == "20261123-A001"
        assert kinds(await house.writer.events("2026-11-22")) == [
            "TicketIssued", "SlipQueued", "DayClosing", "TicketLapsed", "SlipChanged", "DayClosed"
        ]  # fmt: skip
