"""A backup is put back: no number is given twice, a new lineage begins, the caretaker is told; or a refusal says why."""

import os
import random
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from contracts.texts import load_catalogue
from contracts.vocabulary import FaultCode
from controller.desk.neighbourhood import Neighbourhood
from controller.domain.lost_rules import DOUBT
from controller.journal.backup import copy_journal
from controller.journal.folder import FILE, LOCK
from controller.journal.recovery.repair import open_journal
from controller.journal.recovery.restoring import Moment, Restored, RestoreError, restore
from controller.web.app import HERE
from controller.web.machines import Machines
from hardware.link.memory import MemoryBroker
from tests.clocks import FakeClock
from tests.integration.controller.clerkless import Ledger, a_journal, busy_days, numbers_in
from tests.integration.controller.house import MORNING, House, open_house, sparse_reserve
from tests.integration.controller.test_two_desks import WAITS, Kiosk, pass_time, taken

SITE = "test"
TEXTS = load_catalogue(HERE / "texts")
NOW = Moment(MORNING + 3_600_000, 420)


def put_back(data: Path, backup: Path, site: str = SITE) -> Restored:
    return restore(data, backup, site, NOW)


def details(house: House) -> tuple[dict[str, str], str]:
    """Facts of the fault, and what the caretaker's page makes of them."""
    fault = next(f for f in house.desk.faults() if f.code is FaultCode.JOURNAL_RESTORED)
    return fault.facts, Machines(house.settings, house.desk.office, TEXTS)._details(fault)[0]


async def a_morning(data: Path, clock: FakeClock, broker: MemoryBroker) -> tuple[Kiosk, list[str], str]:
    """Five numbers, a backup, seven more: the kiosk, what was given after the backup, the lineage."""
    async with open_house(data, clock, broker) as house:
        kiosk = Kiosk(broker, clock)
        await pass_time(clock, 2, house)
        await taken(kiosk, house, 5)
        copy_journal(data / FILE, data.with_name("backup.db"))
        later = await taken(kiosk, house, 7)
        return kiosk, later, house.desk.record.position().lineage


async def test_on_the_same_machine_what_was_given_since_is_skipped_and_told(tmp_path: Path) -> None:
    clock, broker, data = FakeClock(MORNING), MemoryBroker(), tmp_path / "data"
    kiosk, later, lineage = await a_morning(data, clock, broker)
    done = put_back(data, tmp_path / "backup.db")
    async with open_house(data, clock, broker, WAITS) as house:
        await pass_time(clock, 20, house)
        assert not set(again := await taken(kiosk, house, 3)) & set(later)
        assert again[0] == f"A{12 + DOUBT + 1:03}"
        assert house.desk.record.position().lineage != lineage
        assert FaultCode.JOURNAL_SHORT not in {fault.code for fault in house.desk.faults()}
        facts, said = details(house)
        assert facts["what"] == "some"
        assert done.as_of in said
        assert "backup.db" in said
        assert f"Số được bỏ qua: A006-A{12 + DOUBT:03}" in said
        assert house.journal.verify() is None
    assert done.kept
    assert numbers_of(done.kept, tmp_path / "look")[-1] == "A012", "the one that was there is kept"


async def test_on_a_new_card_the_neighbours_are_asked(tmp_path: Path) -> None:
    clock, broker, card = FakeClock(MORNING), MemoryBroker(), tmp_path / "card"
    kiosk, later, lineage = await a_morning(tmp_path / "data", clock, broker)
    assert put_back(card, tmp_path / "backup.db").kept is None
    async with open_house(card, clock, broker, WAITS) as house:
        await pass_time(clock, 20, house)
        assert not set(await taken(kiosk, house, 3)) & set(later)
        assert house.desk.record.position().lineage != lineage
        assert [f.code for f in house.desk.faults()] == [FaultCode.JOURNAL_RESTORED]
        facts, said = details(house)
        assert "kiosk-1" in facts["answered"]
        assert "A006-A0" in said
        first = house.desk.record.position().lineage
    async with open_house(card, clock, broker, WAITS) as house:
        await pass_time(clock, 20, house)
        assert house.desk.record.position().lineage == first, "it begins once"
        assert details(house)[1] == said, "and is told until the day ends"


async def test_with_nobody_to_ask_it_says_that_nothing_is_known(tmp_path: Path) -> None:
    clock, broker, card = FakeClock(MORNING), MemoryBroker(), tmp_path / "card"
    await a_morning(tmp_path / "data", clock, broker)
    put_back(card, tmp_path / "backup.db")
    async with open_house(card, clock, MemoryBroker(), WAITS) as house:
        await pass_time(clock, 20, house)
        facts, said = details(house)
        assert facts["what"] == "none"
        assert "có thể trùng" in said
        assert "Không có số nào phải bỏ qua" in said


async def test_control_on_a_new_card_without_neighbours_numbers_are_given_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Neighbourhood, "hear_memory", lambda _self, _memory: None)
    clock, broker, card = FakeClock(MORNING), MemoryBroker(), tmp_path / "card"
    kiosk, later, _lineage = await a_morning(tmp_path / "data", clock, broker)
    put_back(card, tmp_path / "backup.db")
    async with open_house(card, clock, broker, WAITS) as house:
        await pass_time(clock, 20, house)
        assert set(await taken(kiosk, house, 3)) & set(later)


@pytest.mark.parametrize("how", ["lock deleted", "lock damaged", "lock kept", "all older"])
async def test_an_older_journal_put_in_place_by_hand_begins_a_new_lineage(tmp_path: Path, how: str) -> None:
    clock, broker, data = FakeClock(MORNING), MemoryBroker(), tmp_path / "data"
    async with open_house(data, clock, broker) as house:
        kiosk = Kiosk(broker, clock)
        await pass_time(clock, 2, house)
        await taken(kiosk, house, 3)
        lineage = house.desk.record.position().lineage
    shutil.copytree(data, tmp_path / "image")
    async with open_house(data, clock, broker) as house:
        await pass_time(clock, 2, house)
        later = await taken(kiosk, house, 4)
    shutil.copy(tmp_path / "image" / FILE, data / FILE)
    if how == "all older":
        shutil.copy(tmp_path / "image" / LOCK, data / LOCK)
    elif how == "lock deleted":
        (data / LOCK).unlink()
    elif how == "lock damaged":
        (data / LOCK).write_bytes(b"\x5a" * 80)
    async with open_house(data, clock, broker, WAITS) as house:
        await pass_time(clock, 20, house)
        assert not set(await taken(kiosk, house, 3)) & set(later)
        assert house.desk.record.position().lineage != lineage
        assert house.desk.faults(), "and it is told"


@pytest.mark.parametrize("seed", range(8))
async def test_whatever_is_restored_in_whatever_order_no_number_is_given_twice(
    tmp_path: Path, seed: int
) -> None:
    luck = random.Random(seed)  # noqa: S311 - the same luck in every run
    clock, data = FakeClock(MORNING), tmp_path / "data"
    given: list[str] = []
    lineages: list[str] = []
    backups: list[Path] = []
    for turn in range(7):
        async with open_house(data, clock) as house:
            given += [(await house.issued()).number for _ in range(luck.randrange(4))]
            lineages.append(house.desk.record.position().lineage)
            if luck.random() < 0.7 or not backups:
                backups.append(tmp_path / f"backup-{turn}.db")
                await house.issued("land")
                copy_journal(data / FILE, backups[-1])
            assert house.journal.verify() is None
        clock.advance(luck.choice((1, 60, 900)))
        put_back(data, luck.choice(backups))
    assert len(set(given)) == len(given)
    assert len(set(lineages)) == len(lineages)


# --- refusals ------------------------------------------------------------------------------------------


def of_another_office(folder: Path) -> Path:
    path = good(folder)
    open_journal(path.parent, "now", "elsewhere").close()
    return path


def good(folder: Path) -> Path:
    busy_days(folder / "good", days=1, tickets=4)
    return folder / "good" / FILE


def newer(folder: Path) -> Path:
    return changed(good(folder), "PRAGMA user_version = 99")


def changed(path: Path, statement: str) -> Path:
    with sqlite3.connect(path) as db:
        db.execute(statement)
    db.close()
    return path


def altered(folder: Path) -> Path:
    return changed(good(folder), "UPDATE event SET body = replace(body, 'A001', 'A009') WHERE seq = 1")


def cut_off(folder: Path) -> Path:
    path = good(folder)
    path.write_bytes(path.read_bytes()[:12_288])
    return path


def empty(folder: Path) -> Path:
    a_journal(folder / "empty").close()
    return folder / "empty" / FILE


def another_database(folder: Path) -> Path:
    return changed(folder / "other.db", "CREATE TABLE ticket (id TEXT)")


def no_database(folder: Path) -> Path:
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff" * 5000)
    return folder / "photo.jpg"


def nothing_in_it(folder: Path) -> Path:
    (folder / "nothing").write_bytes(b"")
    return folder / "nothing"


def no_regular_file(folder: Path) -> Path:
    os.mkfifo(folder / "fifo")
    return folder / "fifo"


REFUSED = {
    of_another_office: "đơn vị khác (elsewhere)",
    newer: "Cập nhật phần mềm",
    altered: "bị hỏng",
    cut_off: "bị hỏng",
    empty: "chưa có mục ghi",
    another_database: "không phải sổ ghi số",
    no_database: "không phải sổ ghi số",
    nothing_in_it: "không phải sổ ghi số",
    no_regular_file: "không phải một tệp thường",
    (lambda folder: folder): "là một thư mục",
    (lambda folder: folder / "gone.db"): "Xem lại đường dẫn",
    (lambda folder: folder / "data" / FILE): "đang dùng",
}


@pytest.mark.parametrize(("wrong", "says"), REFUSED.items())
def test_what_is_no_backup_of_this_office_is_refused_with_the_remedy(
    tmp_path: Path, wrong: Callable[[Path], Path], says: str
) -> None:
    busy_days(tmp_path / "data", days=1, tickets=6)
    backup, before = wrong(tmp_path), (tmp_path / "data" / FILE).read_bytes()
    with pytest.raises(RestoreError, match=says.replace("(", r"\(").replace(")", r"\)")):
        put_back(tmp_path / "data", backup)
    assert (tmp_path / "data" / FILE).read_bytes() == before
    assert not list((tmp_path / "data").glob("*.restor*"))


def test_a_running_controller_is_not_overrun(tmp_path: Path) -> None:
    backup, journal = good(tmp_path), a_journal(tmp_path / "data")
    with pytest.raises(RestoreError, match="Tắt máy chủ trước"):
        put_back(tmp_path / "data", backup)
    Ledger(journal).issue()
    journal.close()


def test_without_room_nothing_is_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backup = good(tmp_path)
    busy_days(tmp_path / "data", days=1, tickets=6)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(10**9, 10**9, 1000))
    with pytest.raises(RestoreError, match="Không đủ chỗ trống"):
        put_back(tmp_path / "data", backup)


def test_a_copy_made_by_hand_with_its_log_of_writes_is_taken_whole(tmp_path: Path) -> None:
    journal = a_journal(tmp_path / "office")
    ledger = Ledger(journal)
    given = [ledger.issue() for _ in range(9)]
    (tmp_path / "stick").mkdir()
    for suffix in ("", "-wal"):
        shutil.copy(tmp_path / "office" / f"{FILE}{suffix}", tmp_path / "stick" / f"monday.db{suffix}")
    journal.close()
    put_back(tmp_path / "card", tmp_path / "stick" / "monday.db")
    sparse_reserve(tmp_path / "card")
    restored = open_journal(tmp_path / "card", "now", SITE)
    assert numbers_in(restored) == given
    restored.close()


async def test_the_journal_of_another_office_put_in_place_by_hand_gives_no_number(tmp_path: Path) -> None:
    shutil.copytree(of_another_office(tmp_path).parent, tmp_path / "data")
    with pytest.raises(Exception, match="journal of another office") as refused:
        open_journal(tmp_path / "data", "now", SITE)
    assert "motcua controller restore" in str(refused.value)


# --- cut short at every step ----------------------------------------------------------------------------

STEPS = {"open", "os.rename", "os.link", "os.remove", "sqlite3.connect", "os.truncate", "shutil.copyfile"}


def killed_at(step: int, data: Path, backup: Path) -> bool:
    """Restore in a child that dies before its ``step``-th touch of a file; whether it came to its end before."""
    child = os.fork()
    if not child:
        left = step

        def count(event: str, _args: object) -> None:
            nonlocal left
            left -= event in STEPS
            if not left:
                os._exit(9)

        sys.addaudithook(count)
        try:
            put_back(data, backup)
        except BaseException:  # noqa: BLE001 - only the status matters
            os._exit(7)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, 9)
    return status == 0


def numbers_of(path: Path, folder: Path) -> list[str]:
    shutil.rmtree(folder, ignore_errors=True)
    sparse_reserve(folder)
    for suffix in ("", "-wal"):
        if path.with_name(path.name + suffix).exists():
            shutil.copy(path.with_name(path.name + suffix), folder / f"{FILE}{suffix}")
    journal = open_journal(folder, "now")
    try:
        return numbers_in(journal)
    finally:
        journal.close()


def two_journals(folder: Path, *, with_log: bool) -> tuple[list[str], list[str]]:
    """``backup.db`` and ``present``, and what each has; ``with_log``: the present one as after a power cut."""
    journal = a_journal(folder / "office")
    ledger = Ledger(journal)
    old = [ledger.issue() for _ in range(4)]
    copy_journal(folder / "office" / FILE, folder / "backup.db")
    new = old + [ledger.issue() for _ in range(4)]
    if not with_log:
        journal.close()
    shutil.copytree(folder / "office", folder / "present")
    if with_log:
        journal.close()
    return old, new


@pytest.mark.slow
@pytest.mark.parametrize("with_log", [False, True])
def test_killed_before_any_step_the_one_or_the_other_is_in_place(tmp_path: Path, *, with_log: bool) -> None:
    old, new = two_journals(tmp_path, with_log=with_log)
    data, step, ended, seen = tmp_path / "data", 0, False, set()
    while not ended:
        step += 1
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(tmp_path / "present", data)
        ended = killed_at(step, data, tmp_path / "backup.db")
        again = open_journal(data, "later", SITE)
        recovered, found = again.start(MORNING), numbers_in(again)
        assert found in (old, new)
        assert (
            (found == old) is (FaultCode.JOURNAL_RESTORED in recovered.mends) is (recovered.lost is not None)
        )
        assert again.verify() is None
        again.close()
        if found == old:
            kept = data / recovered.mends[FaultCode.JOURNAL_RESTORED]["kept"]
            assert numbers_of(kept, tmp_path / "look") == new
        elif not ended:
            put_back(data, tmp_path / "backup.db")  # done again, it ends well
        seen.add(len(found))
    assert seen == {4, 8}
    assert step > 20
