"""A desk whose own memory was in trouble: nobody gets a number twice, and everybody is told."""

import shutil
from pathlib import Path

import pytest

from contracts import messages as m
from contracts.vocabulary import ClerkId, CounterId, FaultCode
from controller.domain.events import ClerkSignedIn, JournalMended, NumbersSkipped, TicketIssued
from controller.domain.lost_rules import DOUBT
from controller.journal.entries import Entry
from controller.journal.folder import FILE, LOCK
from controller.journal.recovery.repair import open_journal
from tests.clocks import FakeClock
from tests.integration.controller.clerkless import DAY, busy_days
from tests.integration.controller.house import (
    CARETAKER,
    DAY_MS,
    MORNING,
    PRINTER,
    House,
    new_id,
    open_house,
    time_sync,
)
from tests.integration.controller.test_journal_repair import break_tickets


def copy_journal(data_dir: Path, to: Path) -> None:
    """The files as they lie there, as a power cut or a backup would have them."""
    to.mkdir()
    for file in data_dir.glob(f"{FILE}*"):
        shutil.copy(file, to / file.name)


def put_back(data_dir: Path, copy: Path) -> None:
    for file in data_dir.glob(f"{FILE}*"):
        file.unlink()
    shutil.copytree(copy, data_dir, dirs_exist_ok=True)


def desk_faults(house: House) -> dict[str, dict[str, str]]:
    """What the desk says of itself on the wire: code -> facts."""
    return {fault.code: fault.facts for fault in house.ear.of(m.Presence, "desk")[-1].faults}


def slips(house: House) -> dict[tuple[str, int], bool]:
    """Which copies say that something was wrong."""
    jobs = house.ear.of(m.PrintJob, PRINTER)
    return {(job.slip.number, job.slip.copy_no): job.slip.degraded for job in jobs}


async def lose(data_dir: Path, clock: FakeClock, kept: int = 2, forgotten: int = 5) -> None:
    """Give ``kept`` numbers, copy the journal, give some more, and put the copy in its place."""
    copy = data_dir.with_name("copy")
    async with open_house(data_dir, clock) as house:
        for _ in range(kept):
            await house.issued()
        copy_journal(data_dir, copy)
        for _ in range(forgotten):
            await house.issued()
            clock.advance(1)
    put_back(data_dir, copy)


async def test_no_number_is_given_twice_after_an_older_copy_was_put_back(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    await lose(tmp_path / "data", clock)
    async with open_house(tmp_path / "data", clock) as house:
        assert (await house.issued()).number == f"A{7 + DOUBT + 1:03}"
        assert (await house.issued("land")).number == f"B{DOUBT + 1:03}"
        await house.turn()
        told = desk_faults(house)
        assert list(told) == [FaultCode.JOURNAL_SHORT]
        numbers = f"A003-A{7 + DOUBT:03}, B001-B{DOUBT:03}"
        assert told[FaultCode.JOURNAL_SHORT] == {"what": "end", "events": "10", "numbers": numbers}
        assert slips(house)[f"A{7 + DOUBT + 1:03}", 1]
        assert house.journal.verify() is None
        kinds = [type(event) for event in await house.writer.events(DAY)]
        assert kinds.count(NumbersSkipped) == 2
        assert kinds.count(JournalMended) == 1


async def test_the_same_copy_put_back_again_and_again_gives_no_number_twice(tmp_path: Path) -> None:
    clock, copy, given = FakeClock(MORNING), tmp_path / "copy", list[str]()
    async with open_house(tmp_path / "data", clock) as house:
        given.append((await house.issued()).number)
        copy_journal(tmp_path / "data", copy)
    for people in (0, 2 * DOUBT, 0, 1, 0, 1):  # also when none was given
        async with open_house(tmp_path / "data", clock) as house:
            given += [(await house.issued()).number for _ in range(people)]
        put_back(tmp_path / "data", copy)
    assert len(set(given)) == len(given) == 3 + 2 * DOUBT


async def test_the_journal_that_was_moved_away_and_put_back_gives_no_number_twice(tmp_path: Path) -> None:
    """Our own remedy: the office goes on without it, and then it is mended. It has more events than the new one."""

    clock, data_dir, given = FakeClock(MORNING), tmp_path / "data", list[str]()
    for stage in ("first", "moved away", "put back", "the other again"):
        if stage == "moved away":
            copy_journal(data_dir, tmp_path / "aside")
            for file in data_dir.glob(f"{FILE}*"):
                file.unlink()
        if stage == "put back":
            copy_journal(data_dir, tmp_path / "other")
            put_back(data_dir, tmp_path / "aside")
        if stage == "the other again":
            put_back(data_dir, tmp_path / "other")
        async with open_house(data_dir, clock) as house:
            given += [(await house.issued()).number for _ in range(3 if stage == "moved away" else 20)]
            await house.turn()
            assert list(desk_faults(house)) == ([] if stage == "first" else [FaultCode.JOURNAL_SHORT])
            if stage == "put back":
                facts = desk_faults(house)[FaultCode.JOURNAL_SHORT]
                assert facts["what"] == "copy"
                assert facts["numbers"].startswith("A021-A")
        clock.advance(60)
    assert len(set(given)) == len(given) == 63


async def test_an_older_copy_that_closes_its_day_first_hides_no_loss_of_today(tmp_path: Path) -> None:
    """The start that closed yesterday was killed before the first number; then the same copy is put back again."""

    clock, data_dir, given = FakeClock(MORNING), tmp_path / "data", list[str]()
    async with open_house(data_dir, clock) as house:
        await house.issued()
        copy_journal(data_dir, tmp_path / "copy")
        clock.advance(DAY_MS / 1000)
        await house.until(lambda: house.desk.day.date != DAY)
        given.append((await house.issued()).number)
    for people in (0, 1):
        put_back(data_dir, tmp_path / "copy")
        clock.advance(60)
        async with open_house(data_dir, clock) as house:
            given += [(await house.issued()).number for _ in range(people)]
    assert len(set(given)) == len(given) == 2


async def test_no_copy_of_a_slip_has_the_name_of_one_that_was_forgotten(tmp_path: Path) -> None:
    """The printer would take it for the one that it printed already."""

    clock, data_dir, jobs = FakeClock(MORNING), tmp_path / "data", list[str]()
    async with open_house(data_dir, clock) as house:
        ticket = (await house.issued()).ticket
        copy_journal(data_dir, tmp_path / "copy")
    for _ in range(3):
        async with open_house(data_dir, clock) as house:
            again = m.Reprint(request_id=new_id(), at=clock.utc_ms(), ticket=ticket)
            assert isinstance(await house.ask(again, CARETAKER), m.Accepted)
            jobs.append(house.ear.of(m.PrintJob, PRINTER)[-1].job)
        put_back(data_dir, tmp_path / "copy")
    assert jobs == [f"{ticket}-2", f"{ticket}-12", f"{ticket}-22"]


async def test_a_start_that_wrote_nothing_yet_leaves_the_loss_to_the_next(tmp_path: Path) -> None:
    """The epoch was raised, and other things were written, but no number was skipped when the power went."""

    clock, data_dir = FakeClock(MORNING), tmp_path / "data"
    await lose(data_dir, clock)
    journal = open_journal(data_dir, "test")
    journal.start(clock.utc_ms())
    journal.commit([Entry(DAY, (ClerkSignedIn(clock.utc_ms(), CounterId("1"), ClerkId("lan")),))])
    journal.close()
    async with open_house(data_dir, clock) as house:
        assert (await house.issued()).number == f"A{7 + DOUBT + 1:03}"


async def test_a_loss_is_told_until_the_day_is_over_also_after_a_restart(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    await lose(tmp_path / "data", clock)
    async with open_house(tmp_path / "data", clock) as house:
        await house.turn()
    async with open_house(tmp_path / "data", clock) as house:
        first = await house.issued()
        assert first.number == f"A{7 + DOUBT + 1:03}", "made up for once"
        await house.turn()
        assert list(desk_faults(house)) == [FaultCode.JOURNAL_SHORT]
        clock.advance(DAY_MS / 1000)
        await house.until(lambda: house.desk.day.date != DAY)
        assert (await house.issued()).number == "A001"
        await house.turn()
        assert desk_faults(house) == {}
        assert not slips(house)["A001", 1]


async def test_what_was_lost_of_yesterday_takes_no_number_of_today(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    await lose(tmp_path / "data", clock)
    clock.advance(DAY_MS / 1000)
    async with open_house(tmp_path / "data", clock) as house:
        assert (await house.issued()).number == "A001"
        assert all(not isinstance(event, NumbersSkipped) for event in await house.writer.events("2026-11-24"))
        await house.turn()
        assert list(desk_faults(house)) == [FaultCode.JOURNAL_SHORT], "the card is as bad as it was"


async def test_a_clock_that_is_a_day_behind_hides_no_loss(tmp_path: Path) -> None:
    """A Pi without a battery starts in the past: the numbers of the right day are skipped all the same."""

    clock = FakeClock(MORNING - DAY_MS)
    async with open_house(tmp_path / "data", clock) as house:
        await house.issued()
        copy_journal(tmp_path / "data", tmp_path / "copy")
        clock.advance(DAY_MS / 1000)
        await house.until(lambda: house.desk.day.date == DAY)
        lost = await house.issued()
    put_back(tmp_path / "data", tmp_path / "copy")
    clock.switched_on(MORNING - DAY_MS)
    async with open_house(tmp_path / "data", clock) as house:
        await time_sync(house, MORNING + 60_000)
        await house.until(lambda: house.desk.day.date == DAY)
        assert (await house.issued()).number > lost.number


async def test_a_witness_of_an_older_program_is_believed(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    async with open_house(tmp_path, clock) as house:
        await house.issued()
        written = house.writer.last_seq
    (tmp_path / LOCK).write_bytes(b"%020d %020d\n" % (1, written + 6))
    async with open_house(tmp_path, clock) as house:
        assert (await house.issued()).number == "A008"
        assert (await house.issued("land")).number == "B007"


@pytest.mark.parametrize(
    "witness", [b"%020d %020d\n" % (1, 10**15), b"\x00" * 80, b"[1,2]\n", b"9" * 5000 + b" 1\n"]
)
async def test_a_witness_out_of_its_mind_closes_no_office(tmp_path: Path, witness: bytes) -> None:
    clock = FakeClock(MORNING)
    async with open_house(tmp_path, clock) as house:
        await house.issued()
    (tmp_path / LOCK).write_bytes(witness)
    async with open_house(tmp_path, clock) as house:
        given = await house.issued()
        assert "A001" < given.number <= "A501"


async def test_a_rebuilt_journal_is_told_and_marks_numbers_until_the_day_is_over(tmp_path: Path) -> None:
    busy_days(tmp_path, days=1)
    break_tickets(tmp_path)
    clock = FakeClock(MORNING + 3600_000)
    for _start in range(2):
        async with open_house(tmp_path, clock) as house:
            given = (await house.issued()).number
            await house.turn()
            told = desk_faults(house)
            assert list(told) == [FaultCode.JOURNAL_REBUILT]
            assert told[FaultCode.JOURNAL_REBUILT]["kept"] == f"{FILE}.damaged-test"
            assert int(told[FaultCode.JOURNAL_REBUILT]["events"]) > 0
            assert slips(house)[given, 1]
            mends = [e for e in await house.writer.events(DAY) if isinstance(e, JournalMended)]
            assert [mend.how for mend in mends] == [FaultCode.JOURNAL_REBUILT]
            assert mends[0].at == MORNING + 3600_000
    clock.advance(DAY_MS / 1000)
    async with open_house(tmp_path, clock) as house:
        await house.turn()
        assert desk_faults(house) == {}


async def test_a_number_given_with_the_disk_full_says_so_on_every_copy_for_ever(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    async with open_house(tmp_path, clock) as house:
        well = await house.issued()
        (tmp_path / "reserve").unlink()
        house.desk.record._heal_at = house.desk.monotonic() + 5
        ill = await house.issued()
        clock.advance(6)
        await house.until(house.writer.reserve_intact)
        late = await house.issued()
        assert [well.number, ill.number, late.number] == ["A001", "A002", "A003"]
        assert slips(house) == {("A001", 1): False, ("A002", 1): True, ("A003", 1): False}
    async with open_house(tmp_path, clock) as house:
        for ticket in (well.ticket, ill.ticket):
            again = m.Reprint(request_id=new_id(), at=clock.utc_ms(), ticket=ticket)
            assert isinstance(await house.ask(again, CARETAKER), m.Accepted)
        assert slips(house)["A001", 2] is False
        assert slips(house)["A002", 2] is True
        marked = [e for e in await house.writer.events(DAY) if isinstance(e, TicketIssued) and e.degraded]
        assert [event.number for event in marked] == ["A002"]
