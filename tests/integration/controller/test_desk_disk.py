"""The desk and a disk that takes nothing, or knows more than the desk: nobody is promised what is not there."""

from pathlib import Path

from contracts import messages as m
from contracts.vocabulary import DeviceId
from controller.domain.day import Day
from tests.clocks import FakeClock
from tests.integration.controller.clerkless import DAY
from tests.integration.controller.house import (
    KIOSK,
    MORNING,
    PANEL,
    House,
    number,
    open_house,
    refusal,
    stored,
)

DOSSIER = "H29.105-261123-0042"


def a_clock() -> FakeClock:
    return FakeClock(MORNING)


def disk_takes_writes(house: House, *, yes: bool) -> None:
    """As after a read-only remount: SQLite itself refuses every write."""
    house.journal._connection.execute(f"PRAGMA query_only = {not yes}")


async def test_a_failing_disk_refuses_everybody_changes_nothing_and_heals(tmp_path: Path) -> None:
    clock = a_clock()
    async with open_house(tmp_path, clock) as house:
        await house.issued()
        before = house.desk.day
        disk_takes_writes(house, yes=False)
        lost = house.issue()
        batch: list[tuple[m.AnyCommand, DeviceId]] = [
            (lost, KIOSK),
            *((house.issue(), KIOSK) for _ in range(5)),
            (house.call(), PANEL),
        ]
        replies = await house.together(*batch, (house.issue("nothing"), KIOSK))
        assert {refusal(reply) for reply in replies[:-1]} == {"storage-failed"}
        assert refusal(replies[-1]) == "unknown-service", "true, whatever the disk does"
        assert house.desk.day == before
        assert await stored(house) == ["A001"]
        await house.turn()
        assert [f.code for f in house.ear.of(m.Presence, "desk")[-1].faults] == ["storage-failed"]
        assert refusal(await house.ask(lost)) == "storage-failed", "a refusal is no answer to repeat"
        assert not house.ear.of(m.Event, "event/ticket-called")
        disk_takes_writes(house, yes=True)
        clock.advance(6)
        await house.until(lambda: not house.desk.storage_failed)
        await house.turn()
        assert house.ear.of(m.Presence, "desk")[-1].faults == (), "by itself: kiosks ask for nothing now"
        lost = lost.model_copy(update={"at": clock.utc})
        assert number(await house.ask(lost)) == "A002"
        assert house.journal.verify() is None


async def test_what_was_answered_before_the_disk_failed_is_still_answered(tmp_path: Path) -> None:
    async with open_house(tmp_path, a_clock()) as house:
        command = house.issue()
        await house.ask(command)
        disk_takes_writes(house, yes=False)
        replies = await house.together((house.issue(), KIOSK), (command, KIOSK))
        assert refusal(replies[0]) == "storage-failed"
        assert number(replies[1]) == "A001"


async def test_a_used_reserve_is_told_and_comes_back_with_the_room(tmp_path: Path) -> None:
    clock = a_clock()
    async with open_house(tmp_path, clock) as house:
        (tmp_path / "reserve").unlink()
        house.desk.record._heal_at = house.desk.monotonic() + 5
        await house.turn()
        assert [f.code for f in house.ear.of(m.Presence, "desk")[-1].faults] == ["disk-low"]
        clock.advance(6)
        await house.until(house.writer.reserve_intact)
        await house.turn()
        assert house.ear.of(m.Presence, "desk")[-1].faults == ()


async def test_a_number_that_only_the_file_knows_is_refused_and_stops_nobody_else(tmp_path: Path) -> None:
    """Second line of defence: memory and file disagree, as no rule allows."""

    async with open_house(tmp_path, a_clock()) as house:
        await house.issued()
        house.desk.record.day = Day(DAY)  # forgot that A001 was given
        replies = await house.together((house.issue(), KIOSK), (house.issue("land"), KIOSK))
        assert refusal(replies[0]) == "storage-failed"
        assert number(replies[1]) == "B001"
        assert await stored(house) == ["A001", "B001"]
        assert isinstance(await house.ask(house.issue("land")), m.Accepted), "the desk works on"


async def test_a_request_older_than_the_memory_gets_its_answer_from_the_file(tmp_path: Path) -> None:
    async with open_house(tmp_path, a_clock()) as house:
        command = house.issue()
        await house.ask(command)
        house.desk.record.answers.clear()
        again, fresh = await house.together((command, KIOSK), (house.issue(), KIOSK))
        assert isinstance(again, m.Accepted)
        assert again.repeated
        assert (number(again), number(fresh)) == ("A001", "A002")
