"""The journal is taken away while the desk works: it stops acknowledging, saves what it knows, and goes on."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from contracts import messages as m
from contracts.vocabulary import FaultCode
from controller.domain.day import Day, fold
from controller.journal.folder import FILE, LOCK
from controller.journal.place import Place
from controller.journal.recovery.repair import open_journal
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, House, number, open_house, refusal, stored

DAY = "2026-11-23"


def removed(data: Path, _older: Path) -> None:
    for path in data.glob(f"{FILE}*"):
        path.unlink()


def only_the_file_removed(data: Path, _older: Path) -> None:
    (data / FILE).unlink()


def only_the_log_removed(data: Path, _older: Path) -> None:
    (data / f"{FILE}-wal").unlink()


def moved_away(data: Path, _older: Path) -> None:
    (data / FILE).rename(data / "somewhere-else.db")


def an_older_copy_written_over_it(data: Path, older: Path) -> None:
    """``cp``: the same file, other bytes."""
    with (data / FILE).open("r+b") as file:
        file.write(older.read_bytes())
        file.truncate()
        os.fsync(file.fileno())


def an_older_copy_written_over_it_and_its_log_removed(data: Path, older: Path) -> None:
    an_older_copy_written_over_it(data, older)
    (data / f"{FILE}-wal").unlink()


def an_older_copy_put_in_its_place(data: Path, older: Path) -> None:
    shutil.copy(older, data / "new.db")
    (data / "new.db").rename(data / FILE)


def garbage_written_over_it(data: Path, _older: Path) -> None:
    with (data / FILE).open("r+b") as file:
        file.write(b"\xa5" * (data / FILE).stat().st_size)


def the_folder_emptied(data: Path, _older: Path) -> None:
    for path in data.iterdir():
        path.unlink()


def the_folder_replaced(data: Path, _older: Path) -> None:
    data.rename(data.with_name("the-card-that-was-pulled"))
    data.mkdir()


def the_folder_gone(data: Path, _older: Path) -> None:
    data.rename(data.with_name("the-card-that-was-pulled"))


ATTACKS = [
    removed,
    only_the_file_removed,
    only_the_log_removed,
    moved_away,
    an_older_copy_written_over_it,
    an_older_copy_written_over_it_and_its_log_removed,
    an_older_copy_put_in_its_place,
    garbage_written_over_it,
    the_folder_emptied,
    the_folder_replaced,
    the_folder_gone,
]
Attack = Callable[[Path, Path], None]


async def a_morning(house: House, older: Path) -> list[str]:
    """Four numbers, a copy, and four more."""
    given = [(await house.issued()).number for _ in range(4)]
    house.journal._connection.execute(f"VACUUM INTO '{older}'")
    return given + [(await house.issued()).number for _ in range(4)]


@pytest.mark.parametrize("attack", ATTACKS)
async def test_what_was_acknowledged_is_saved_and_service_goes_on(tmp_path: Path, attack: Attack) -> None:
    data, clock = tmp_path / "data", FakeClock(MORNING)
    async with open_house(data, clock) as house:
        given = await a_morning(house, tmp_path / "older.db")
        attack(data, tmp_path / "older.db")
        clock.advance(0.6)
        await house.until(lambda: FaultCode.JOURNAL_GONE in house.desk.day.mended)
        assert not house.desk.storage_failed
        given.append((await house.issued()).number)
        assert await stored(house) == given
        assert len(set(given)) == len(given)
    again = open_journal(data, "now")
    found = [t.number for t in fold(Day(DAY), again.events(DAY)).tickets.values()]
    assert found == given
    assert again.verify() is None
    assert again.start(MORNING).lost is None, "the witness fits"
    again.close()


@pytest.mark.parametrize("attack", ATTACKS)
async def test_a_command_in_that_moment_is_not_acknowledged_into_nothing(
    tmp_path: Path, attack: Attack
) -> None:
    data, clock = tmp_path / "data", FakeClock(MORNING)
    async with open_house(data, clock) as house:
        given = await a_morning(house, tmp_path / "older.db")
        attack(data, tmp_path / "older.db")
        reply = await house.ask(house.issue())
        if isinstance(reply, m.Accepted):  # it was saved by then
            given.append(number(reply))
        else:
            assert refusal(reply) == "storage-failed"
    again = open_journal(data, "now")
    found = [t.number for t in fold(Day(DAY), again.events(DAY)).tickets.values()]
    assert set(given) <= set(found)
    again.close()


@pytest.mark.parametrize("attack", [removed, the_folder_emptied, the_folder_replaced])
async def test_control_a_desk_that_does_not_look_acknowledges_into_nothing(
    tmp_path: Path, attack: Attack, monkeypatch: pytest.MonkeyPatch
) -> None:
    for look in ("moved", "touched"):
        monkeypatch.setattr(Place, look, lambda _self: False)
    data, clock = tmp_path / "data", FakeClock(MORNING)
    async with open_house(data, clock) as house:
        await a_morning(house, tmp_path / "older.db")
        attack(data, tmp_path / "older.db")
        lost = (await house.issued()).number
    again = open_journal(data, "now")
    assert lost not in [t.number for t in fold(Day(DAY), again.events(DAY)).tickets.values()]
    again.close()


async def test_what_lies_in_its_place_is_kept(tmp_path: Path) -> None:
    data, clock = tmp_path / "data", FakeClock(MORNING)
    async with open_house(data, clock) as house:
        await a_morning(house, tmp_path / "older.db")
        an_older_copy_put_in_its_place(data, tmp_path / "older.db")
        clock.advance(0.6)
        await house.until(lambda: FaultCode.JOURNAL_GONE in house.desk.day.mended)
        facts = house.desk.day.mended[FaultCode.JOURNAL_GONE]
        assert (data / facts["kept"]).read_bytes() == (tmp_path / "older.db").read_bytes()
        assert facts["what"] == "saved"


async def test_what_cannot_be_read_of_old_days_is_set_aside_and_told(tmp_path: Path) -> None:
    data, clock = tmp_path / "data", FakeClock(MORNING - 2 * 86_400_000)
    async with open_house(data, clock) as house:
        for _ in range(3):
            await house.issued()
            clock.advance(86_400)
        given = await a_morning(house, tmp_path / "older.db")
        lineage = house.desk.record.position().lineage
        house.journal._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        house.journal._store._place.note()
        house.journal._connection.execute("PRAGMA shrink_memory")  # nothing of it is in memory by chance
        garbage_written_over_it(data, tmp_path / "older.db")
        clock.advance(0.6)
        await house.until(lambda: FaultCode.JOURNAL_GONE in house.desk.day.mended)
        assert house.desk.day.mended[FaultCode.JOURNAL_GONE]["what"] == "today"
        assert await stored(house) == given
        assert house.desk.record.position().lineage != lineage
        assert house.journal.verify() is None


async def test_while_it_cannot_be_saved_nothing_is_acknowledged_and_nothing_forgotten(tmp_path: Path) -> None:
    data, clock = tmp_path / "data", FakeClock(MORNING)
    async with open_house(data, clock) as house:
        given = await a_morning(house, tmp_path / "older.db")
        the_folder_gone(data, tmp_path / "older.db")
        data.write_text("not a folder")
        clock.advance(0.6)
        await house.until(lambda: house.desk.storage_failed)
        assert refusal(await house.ask(house.issue())) == "storage-failed"
        await house.turn()
        assert house.desk.storage_failed
        data.unlink()
        clock.advance(6)
        await house.until(lambda: not house.desk.storage_failed)
        given.append((await house.issued()).number)
        assert await stored(house) == given


async def test_another_controller_that_took_the_folder_is_not_pushed_out(tmp_path: Path) -> None:
    data, clock = tmp_path / "data", FakeClock(MORNING)
    async with open_house(data, clock) as house:
        await a_morning(house, tmp_path / "older.db")
        the_folder_replaced(data, tmp_path / "older.db")
        other = open_journal(data, "other")
        clock.advance(0.6)
        await house.until(lambda: house.desk.storage_failed)
        await house.turn()
        assert refusal(await house.ask(house.issue())) == "storage-failed"
        assert (data / LOCK).exists()
        other.close()


async def test_a_checkpoint_of_another_program_is_no_alarm(tmp_path: Path) -> None:
    import sqlite3  # noqa: PLC0415 - only here: somebody looks with the shell

    data, clock = tmp_path / "data", FakeClock(MORNING)
    async with open_house(data, clock) as house:
        given = await a_morning(house, tmp_path / "older.db")
        with sqlite3.connect(data / FILE) as shell:
            shell.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shell.close()
        clock.advance(0.6)
        given.append((await house.issued()).number)
        await house.turn()
        assert await stored(house) == given
        assert house.desk.day.mended == {}
