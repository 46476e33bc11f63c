"""Exports that would kill, fill or stop whoever reads them, and spreadsheets that write numbers their own way."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from contracts.dossiers import DossierCode, DossierStatus
from contracts.vocabulary import RefusalCode
from controller.dossier.export import table as export_table
from controller.dossier.export.table import Table, Wish, read_table
from controller.dossier.export.words import ExportError, Odd, Unusable
from controller.dossier.port import Record
from controller.dossier.reading import MAX_ITEMS
from controller.dossier.settings import FieldNames
from tests.clocks import FakeClock
from tests.integration.dossier.dossier_world import asking
from tests.integration.dossier.test_file_source import (
    CODE,
    HEAD,
    ROW,
    dated,
    patient,  # noqa: F401 - a fixture
    status,
    table,
    write_csv,
    write_xlsx,
)
from tests.waiting import PATIENCE_S

NAMES = FieldNames(receipt="Biên nhận", hidden="Ẩn")


def write_cells(path: Path, cells: str) -> None:
    """A workbook whose sheet has these rows as XML."""
    rows = (("MaHoSo", "TrangThaiHoSo", "Biên nhận", "Ẩn"),)
    write_xlsx(path.parent, rows, cells).rename(path)


def text(ref: str, said: str) -> str:
    return f'<c r="{ref}" t="inlineStr"><is><t>{said}</t></is></c>'


def children() -> set[int]:
    """Processes that this one has started and that still run."""
    return {
        int(pid)
        for thread in Path("/proc/self/task").iterdir()
        for pid in (thread / "children").read_text().split()
    }


def wish(names: FieldNames = NAMES, table: str = "") -> Wish:
    return Wish(names.model_dump(), frozenset(names.model_fields_set), table)


async def read(path: Path, names: FieldNames = NAMES) -> Table:
    return await read_table(path, wish(names))


async def test_a_blank_in_the_last_cell_of_a_sheet_ends_the_reader_and_not_the_desk(
    tmp_path: Path, clock: FakeClock
):
    good = dated(write_csv(tmp_path, (HEAD, ROW)), clock, -900)
    async with asking(table(tmp_path), clock) as service:
        assert await status(service) is DossierStatus.PROCESSING
        cells = f'<row r="1048576">{text("XFD1048576", " ")}</row>'
        write_cells(tmp_path / "cell.xlsx", cells)
        dated(tmp_path / "cell.xlsx", clock)
        clock.advance(10)
        assert await status(service) is DossierStatus.PROCESSING
        good.unlink()
        clock.advance(10)
        assert await status(service) is DossierStatus.PROCESSING, "the last good one stays in force"


async def test_an_endless_database_is_given_up_and_leaves_no_process(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(export_table, "DEADLINE_S", 1.0)
    with closing(sqlite3.connect(tmp_path / "export.db")) as db, db:
        db.execute(
            "CREATE VIEW ho_so AS WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) "
            "SELECT 'HS-0001-22' AS MaHoSo, '4' AS TrangThaiHoSo FROM r WHERE x < 0"
        )
    dated(tmp_path / "export.db", clock)
    before = children()

    async with asking(table(tmp_path), clock) as service:
        asked = [asyncio.create_task(status(service)) for _ in range(8)]
        await asyncio.sleep(0.3)
        assert len(children() - before) == 1, "one reads for all"
        assert {await one for one in asked} == {RefusalCode.LOOK_UP_DOWN}
        assert children() == before


async def test_a_look_up_that_gives_up_waiting_does_not_begin_the_reading_anew(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
):
    read_table = export_table.read_table
    begun = []
    held = asyncio.Event()

    async def slow(*what: Any) -> Table:
        begun.append(what)
        await held.wait()
        return await read_table(*what)

    monkeypatch.setattr("controller.dossier.export.folder.read_table", slow)
    monkeypatch.setattr("controller.dossier.service.TOTAL_S", 0.1)
    (tmp_path / "exports").mkdir()
    dated(write_csv(tmp_path / "exports", (HEAD, ROW)), clock)

    async with asking(table(tmp_path / "exports"), clock) as service:
        for _ in range(5):
            assert await status(service) is RefusalCode.LOOK_UP_DOWN
        held.set()
        async with asyncio.timeout(PATIENCE_S):
            while await status(service) is not DossierStatus.PROCESSING:
                clock.advance(10)
        assert len(begun) == 1


async def test_whoever_closes_while_an_export_is_read_ends_the_reading(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.csv")
    before = children()

    reading = asyncio.create_task(read_table(tmp_path / "pipe.csv", wish()))
    await asyncio.sleep(0.3)
    assert len(children() - before) == 1
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert children() == before


async def test_an_export_with_more_than_is_kept_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write_csv(tmp_path, (HEAD, *((f"HS-{number:07}-26", *ROW[1:]) for number in range(50))))
    starter = tmp_path / "reader.py"
    starter.write_text(
        "import json, sys\nfrom controller.dossier.export import reader\n"
        "reader.MOST_LINES = 1000\nreader.confine()\nprint(json.dumps(reader.read(json.load(sys.stdin))))\n"
    )
    monkeypatch.setattr(export_table, "READER", (str(starter),))
    with pytest.raises(ExportError, match="too-costly"):
        await read(tmp_path / "export.csv", FieldNames())


def test_a_crash_of_the_reader_leaves_no_dump_of_its_memory_behind():
    asks = (
        "import resource\nfrom controller.dossier.export.reader import confine\n"
        "confine()\nprint(resource.getrlimit(resource.RLIMIT_CORE))"
    )
    said = subprocess.run((sys.executable, "-c", asks), capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "(0, 0)"


async def test_every_row_of_many_is_found_by_its_code_and_by_its_receipt(tmp_path: Path):
    head = ("MaHoSo", "TrangThaiHoSo", "Biên nhận", "Ẩn")
    rows = tuple((f"HS-{number}", "4", f"BN-{number // 3}-26", "") for number in range(1000, 4000))
    found = await read(write_csv(tmp_path, (head, *rows)))
    assert found.report.dossiers == 3000
    for number in range(1000, 4000):
        code, receipt = DossierCode(f"HS-{number}"), DossierCode(f"BN-{number // 3}-26")
        assert found.records(code) == (Record(code, DossierStatus.PROCESSING, receipt=receipt),)
    assert [record.code for record in found.records("BN-500-26")] == ["HS-1500", "HS-1501", "HS-1502"]
    assert [record.code for record in found.all()] == [row[0] for row in rows]
    for absent in ("HS-999", "HS-10000", "HS-100", "A", "ZZZZZZ", "HS-1500-X"):
        assert found.records(absent) == ()


async def test_of_too_many_rows_with_one_code_not_all_are_taken(tmp_path: Path):
    head = ("MaHoSo", "TrangThaiHoSo", "Ẩn")
    rows = tuple(("HS-0001-22", f"Bước {number}", "") for number in range(5000))
    found = await read(write_csv(tmp_path, (head, *rows)))
    assert len(found.records("HS-0001-22")) == MAX_ITEMS + 1
    assert found.report.counts[Odd.TWICE] == 4999


async def test_a_spreadsheets_numbers_are_whole_and_a_hidden_one_stays_hidden(
    tmp_path: Path, clock: FakeClock
):
    def row(number: int, code: str, hidden: str) -> str:
        return f'<row r="{number}">{code}<c r="B{number}"><v>4</v></c>{hidden}</row>'

    cells = (
        row(2, text("A2", "HS-0001-22"), '<c r="D2"><v>1</v></c>')
        + row(3, text("A3", "HS-0002-22"), '<c r="D3"><v>0</v></c>')
        + row(4, '<c r="A4"><v>20261122001</v></c>', text("D4", "Không"))
        + row(5, text("A5", "HS-0005-22"), '<c r="D5" t="b"><v>1</v></c>')
        + row(6, text("A6", "HS-0006-22"), text("D6", "x"))
    )
    write_cells(tmp_path / "export.xlsx", cells)
    dated(tmp_path / "export.xlsx", clock)

    async with asking(table(tmp_path) | {"names": {"hidden": "Ẩn"}}, clock) as service:
        for shown in ("HS-0002-22", "20261122001"):
            assert await status(service, shown) is DossierStatus.PROCESSING
        for absent in ("HS-0001-22", "HS-0005-22", "HS-0006-22"):
            assert await status(service, absent) is RefusalCode.DOSSIER_NOT_FOUND


async def test_an_export_without_the_column_that_hides_is_not_used(tmp_path: Path):
    with pytest.raises(ExportError) as refused:
        await read(write_csv(tmp_path, (HEAD, ROW)))
    assert (refused.value.what, refused.value.line) == (Unusable.NO_COLUMN, 1)
    assert refused.value.facts == {"columns": "Ẩn", "has": ", ".join(HEAD)}


async def test_only_mapped_columns_of_a_database_are_asked_for(tmp_path: Path):
    with closing(sqlite3.connect(tmp_path / "export.db")) as db, db:
        db.execute('CREATE TABLE raw (MaHoSo, TrangThaiHoSo, "Ẩn", number)')
        db.execute("INSERT INTO raw VALUES (?, '4', 0, -9223372036854775808)", (CODE,))
        db.execute("CREATE VIEW ho_so AS SELECT *, abs(number) AS fails FROM raw")
        with pytest.raises(sqlite3.OperationalError, match="overflow"):
            db.execute("SELECT * FROM ho_so").fetchall()
    found = await read_table(tmp_path / "export.db", wish(table="ho_so"))
    assert found.records(CODE) == (Record(DossierCode(CODE), DossierStatus.PROCESSING),)
