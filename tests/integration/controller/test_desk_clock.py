"""The desk and a clock that cannot be trusted: no number twice, and one thing that a person must do."""

import shutil
from pathlib import Path

from contracts import messages as m
from controller.devices import Devices
from tests.conftest import FakeClock
from tests.integration.controller.clerkless import DAY, db_file
from tests.integration.controller.house import (
    DAY_MS,
    MORNING,
    PANEL,
    House,
    new_id,
    number,
    open_house,
    refusal,
    sparse_reserve,
)


async def closed_because(house: House) -> set[str | None]:
    """What the kiosk is told."""
    house.clock.mono += 6  # the next refresh is due
    await house.turn()
    return {service.closed for service in house.ear.of(m.QueueState)[-1].services}


async def confirm(house: House) -> m.AnyReply:
    return await house.ask(m.ConfirmClock(request_id=new_id(), at=house.clock.utc), Devices.WEB)


async def test_in_1970_no_number_is_given_and_the_kiosk_knows_why(tmp_path: Path) -> None:
    clock = FakeClock(60_000)
    async with open_house(tmp_path, clock) as house:
        assert refusal(await house.ask(house.issue())) == "clock-untrusted"
        assert await closed_because(house) == {"clock-untrusted"}
        assert refusal(await confirm(house)) == "clock-untrusted", "nobody can mean 1970"
        assert [f.code for f in house.ear.of(m.Presence, "desk")[-1].faults] == ["clock-untrusted"]
        clock.utc = MORNING  # NTP came
        await house.until(lambda: house.desk.day.date == DAY)
        assert (await house.issued()).ticket == "20261123-A001"
        assert await closed_because(house) == {None}


async def test_in_1970_after_a_power_cut_the_day_stays_and_clerks_work_on(tmp_path: Path) -> None:
    async with open_house(tmp_path, FakeClock(MORNING)) as house:
        await house.issued()
        await house.issued()
    clock = FakeClock(60_000)
    async with open_house(tmp_path, clock) as house:
        assert house.desk.day.date == DAY
        assert refusal(await house.ask(house.issue())) == "clock-untrusted"
        assert number(await house.ask(house.call(), PANEL)) == "A001", "who has a number is served"
        clock.utc = MORNING + 60_000
        assert (await house.issued()).number == "A003"


async def test_a_small_step_back_is_ntp_at_work(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    async with open_house(tmp_path, clock) as house:
        await house.issued()
        clock.utc -= 119_000
        assert (await house.issued()).number == "A002"
        times = [event.at for event in await house.desk.events(DAY)]
        assert times == sorted(times)


async def test_a_big_step_back_stops_numbers_until_a_person_says_so(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    async with open_house(tmp_path, clock) as house:
        await house.issued()
        clock.utc -= 3 * 3600 * 1000
        assert refusal(await house.ask(house.issue())) == "clock-untrusted"
        assert await closed_because(house) == {"clock-untrusted"}
        assert number(await house.ask(house.call(), PANEL)) == "A001", "the pulse tells the same clock"
        assert isinstance(await confirm(house), m.Accepted)
        assert (await house.issued()).number == "A002"
        assert await closed_because(house) == {None}
    async with open_house(tmp_path, clock) as house:
        assert (await house.issued()).number == "A003", "the confirmation outlives a restart"
        assert house.journal.verify() is None


async def test_back_to_an_earlier_date_goes_on_where_its_numbers_were(tmp_path: Path) -> None:
    """Tuesday was a mistake: Monday's numbers go on, none comes twice, also after restarts."""

    clock = FakeClock(MORNING + 2 * 3600 * 1000)
    seen: list[str] = []
    async with open_house(tmp_path, clock) as house:
        seen += [(await house.issued()).ticket, (await house.issued()).ticket]
        clock.utc += DAY_MS
        seen.append((await house.issued()).ticket)
        assert seen[-1] == "20261124-A001"
        clock.utc = MORNING  # two hours before Monday's last number
        assert refusal(await house.ask(house.issue())) == "clock-untrusted"
        await confirm(house)
        await house.until(lambda: house.desk.day.date == DAY)
        seen.append((await house.issued()).ticket)
        assert seen[-1] == "20261123-A003"
    for _ in range(2):
        clock.advance(5)
        async with open_house(tmp_path, clock) as house:
            seen.append((await house.issued()).ticket)
            assert await house.desk.verify(DAY) is None
    clock.utc = MORNING + DAY_MS
    async with open_house(tmp_path, clock) as house:
        seen.append((await house.issued()).ticket)
        assert seen[-1] == "20261124-A002"
        assert house.journal.verify() is None
    assert len(set(seen)) == len(seen), seen


async def test_midnight_ends_the_day_and_begins_a_fresh_one(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    async with open_house(tmp_path, clock) as house:
        asked = house.issue()
        first = await house.ask(asked)
        await house.issued()
        await house.ask(house.call(), PANEL)
        clock.utc += DAY_MS
        await house.until(lambda: house.desk.day.date == "2026-11-24")
        kinds = [type(event).__name__ for event in await house.desk.events(DAY)]
        assert kinds[-1] == "DayClosed"
        assert kinds.count("TicketFinished") == kinds.count("TicketLapsed") == 1
        await house.turn()
        assert house.ear.of(m.BoardState)[-1].calls == ()
        again = await house.ask(asked)
        assert isinstance(first, m.Accepted)
        assert again == first.model_copy(update={"repeated": True}), "midnight does not end a retry"
        assert (await house.issued()).ticket == "20261124-A001"
        assert (await house.desk.events(DAY)) == (await house.writer.events(DAY))


async def test_a_night_without_power_closes_yesterday_once(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    async with open_house(tmp_path, clock) as house:
        await house.issued()
    clock.utc += DAY_MS
    for _ in range(3):
        async with open_house(tmp_path, clock) as house:
            kinds = [type(event).__name__ for event in await house.desk.events(DAY)]
            assert kinds.count("DayClosed") == 1
            assert kinds.count("TicketLapsed") == 1
            assert house.desk.day.date == "2026-11-24"


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
    async with open_house(backup, FakeClock(MORNING)) as house:
        assert (await house.issued()).ticket == "20261123-A001"
        kinds = [type(event).__name__ for event in await house.desk.events("2026-11-22")]
        assert kinds == ["TicketIssued", "SlipQueued", "TicketLapsed", "SlipChanged", "DayClosed"]
