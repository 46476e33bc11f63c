"""The file adapter: an export dropped into a folder, read whole or not at all."""

import csv
import os
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from contracts.dossiers import DossierCode, DossierStatus
from contracts.vocabulary import RefusalCode
from controller.dossier import service as looked
from controller.dossier.export import folder as file
from controller.dossier.export.folder import LOOK_S, OLD_MS, QUIET_S
from controller.dossier.service import DossierService
from tests.clocks import FakeClock
from tests.integration.dossier.dossier_world import MANY, asking

CODE = "H57.132-260804-0583"
HEAD = ("MaHoSo", "ChuHoSo", "SoDienThoai", "TenTTHC", "TrangThaiHoSo", "NgayTiepNhan", "NgayHenTra")
ROW = (
    CODE,
    "Nguyễn Văn Chim",
    "0987654321",
    "Đăng ký khai sinh",
    "Đang xử lý",
    "20261110105600",
    "25/11/2026",
)
Rows = tuple[tuple[str, ...], ...]


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy this machine is, what is being read is waited for."""
    monkeypatch.setattr(file, "PATIENCE_S", 30.0)
    monkeypatch.setattr(looked, "TOTAL_S", 30.0)
    monkeypatch.setattr(looked, "PACE_S", 0.001)
    monkeypatch.setattr(looked, "SLOW_S", 0.001)
    monkeypatch.setattr(looked, "SPREAD_S", 0.0)


def write_csv(folder: Path, rows: Rows, name: str = "export.csv", delimiter: str = ",") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def write_sqlite(folder: Path, rows: Rows) -> Path:
    path = folder / "export.db"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(f"CREATE TABLE ho_so ({', '.join(rows[0])})")
        db.executemany("INSERT INTO ho_so VALUES (?, ?, ?, ?, ?, ?, ?)", rows[1:])
    return path


def write_xlsx(folder: Path, rows: Rows, more: str = "") -> Path:
    """The least that is a workbook: one sheet of inline text, and ``more`` rows as XML."""
    path = folder / "export.xlsx"
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>"
        for row in rows
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    sheet_type = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{types}"><Override PartName="/xl/workbook.xml" '
        f'ContentType="{sheet_type}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" '
        f'ContentType="{sheet_type}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        f'<sheet name="HoSo" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}{more}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w") as book:
        for name, text in parts.items():
            book.writestr(name, text)
    return path


def dated(path: Path, clock: FakeClock, seconds: float = -OLD_MS / 1000) -> Path:
    """Written so long before the test's own time, and left alone since."""
    at = clock.utc_ms() * 1_000_000 + int(seconds * 1e9)
    os.utime(path, ns=(at, at))
    return path


async def status(service: DossierService, code: str = CODE) -> DossierStatus | RefusalCode | None:
    told = await service.look_up("kiosk-1", DossierCode(code))
    return told.result.dossiers[0].status if told.result else told.code


def table(folder: Path, **changes: Any) -> dict[str, Any]:
    return {
        "adapter": "file",
        "privacy": "basic",
        "limits": MANY,
        "fresh_s": 0,
        "breaker": {"failures": 100},
        "file": {"folder": str(folder), **changes},
    }


@pytest.mark.parametrize("write", [write_csv, write_sqlite, write_xlsx])
async def test_each_kind_of_export_is_read_and_nothing_of_a_person_is_kept(
    write: Callable[[Path, Rows], Path], tmp_path: Path, clock: FakeClock
):
    path = dated(write(tmp_path, (HEAD, ROW)), clock, -700)
    async with asking(table(tmp_path), clock) as service:
        told = await service.look_up("kiosk-1", DossierCode(CODE))
        assert told.result is not None
        seen = told.result.dossiers[0]
        assert (seen.status, seen.procedure, seen.due) == (
            DossierStatus.PROCESSING,
            "Đăng ký khai sinh",
            "2026-11-25",
        )
        assert seen.as_of == path.stat().st_mtime_ns // 1_000_000
        assert await status(service, "H57.132-260804-9999") is RefusalCode.DOSSIER_NOT_FOUND
        assert isinstance(service._source, file.FileSource)
        assert service._source._loaded is not None
        kept = service._source._loaded.table._lines[:]
        assert "Đăng ký khai sinh".encode() in kept
        assert b"Chim" not in kept
        assert b"0987654321" not in kept


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
async def test_csv_of_any_delimiter_is_read(delimiter: str, tmp_path: Path, clock: FakeClock):
    dated(write_csv(tmp_path, (HEAD, ROW), delimiter=delimiter), clock)
    async with asking(table(tmp_path), clock) as service:
        assert await status(service) is DossierStatus.PROCESSING


async def test_a_new_export_is_seen_and_a_half_written_one_changes_nothing(tmp_path: Path, clock: FakeClock):
    path = dated(write_csv(tmp_path, (HEAD, ROW)), clock)
    async with asking(table(tmp_path), clock) as service:
        assert await status(service) is DossierStatus.PROCESSING
        later = (*ROW[:4], "Đã xử lý xong", *ROW[5:])
        whole = write_csv(tmp_path, (HEAD, later)).read_bytes()
        for end in (0, 3, len(whole) // 2, *range(len(whole) - 9, len(whole) - 2)):
            path.write_bytes(whole[:end])
            clock.advance(LOOK_S)
            dated(path, clock)
            assert await status(service) is DossierStatus.PROCESSING, end
        path.write_bytes(whole)
        clock.advance(LOOK_S)
        dated(path, clock)
        assert await status(service) is DossierStatus.RESULT_READY


async def test_the_newest_of_several_counts_and_what_is_no_export_is_overlooked(
    tmp_path: Path, clock: FakeClock
):
    dated(write_csv(tmp_path, (HEAD, ROW), "old.csv"), clock, -3600)
    dated(write_csv(tmp_path, (HEAD, (*ROW[:4], "Dừng xử lý", *ROW[5:])), "new.csv"), clock, -700)
    for name in ("notes.txt", ".hidden.csv", "~lock.csv"):
        (tmp_path / name).write_text("no")
    async with asking(table(tmp_path), clock) as service:
        assert await status(service) is DossierStatus.STOPPED


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MaHoSo\n",
        b"a,b\n1,2\n",
        b"\xff\xfe\x00\n",
        ",".join(HEAD).encode() + b"\n",
        (",".join(HEAD) + "\n" + CODE + "\n").encode(),
    ],
)
async def test_an_export_that_is_none_is_no_answer(content: bytes, tmp_path: Path, clock: FakeClock):
    (tmp_path / "export.csv").write_bytes(content)
    dated(tmp_path / "export.csv", clock)
    async with asking(table(tmp_path), clock) as service:
        assert await status(service) is RefusalCode.LOOK_UP_DOWN


@pytest.mark.parametrize("name", ["export.xlsx", "export.db"])
async def test_rubbish_under_a_good_name_is_no_answer(name: str, tmp_path: Path, clock: FakeClock):
    (tmp_path / name).write_bytes(b"PK\x03\x04 rubbish" * 50)
    dated(tmp_path / name, clock)
    async with asking(table(tmp_path), clock) as service:
        assert await status(service) is RefusalCode.LOOK_UP_DOWN


async def test_a_missing_folder_is_no_answer_until_it_is_there(tmp_path: Path, clock: FakeClock):
    folder = tmp_path / "later"
    async with asking(table(folder), clock) as service:
        assert await status(service) is RefusalCode.LOOK_UP_DOWN
        folder.mkdir()
        dated(write_csv(folder, (HEAD, ROW)), clock)
        clock.advance(LOOK_S)
        assert await status(service) is DossierStatus.PROCESSING


async def test_an_export_that_is_too_old_is_no_answer_any_more(tmp_path: Path, clock: FakeClock):
    dated(write_csv(tmp_path, (HEAD, ROW)), clock)
    async with asking(table(tmp_path, oldest_hours=1), clock) as service:
        assert await status(service) is DossierStatus.PROCESSING
        clock.advance(3601)
        assert await status(service) is RefusalCode.LOOK_UP_DOWN


# --- an export that is being written ------------------------------------------------------------------

OTHER = "H57.132-260804-0999"
Seen = tuple[str | None, str | None]
"""Procedure and due date."""


def versions(folder: Path) -> dict[Seen, bytes]:
    """Two whole exports of 60 dossiers, by the procedure and the due date that each gives them all."""
    codes = [f"H57.132-260804-{number:04}" for number in range(941, 1000)]
    whole: dict[Seen, bytes] = {}
    for name, due in (("Đăng ký, khai sinh", "25/11/2026"), ("Đăng ký; kết hôn", "26/11/2026")):
        rows = [(code, "Nguyễn Văn Chim", "0987654321", name, "Đang xử lý", *ROW[5:6], due) for code in codes]
        path = write_csv(folder, (HEAD, *rows), f"version-{len(whole)}")
        whole[name, f"2026-11-{due[:2]}"] = path.read_bytes()
    return whole


async def answer(service: DossierService, code: str) -> Seen | RefusalCode | None:
    told = await service.look_up("kiosk-1", DossierCode(code))
    if told.result is None:
        return told.code
    return told.result.dossiers[0].procedure, told.result.dossiers[0].due


async def test_a_writer_that_stops_after_any_line_for_a_moment_is_waited_for(
    tmp_path: Path, clock: FakeClock
):
    exports = tmp_path / "exports"
    exports.mkdir()
    (old, first), (new, whole) = versions(tmp_path).items()
    path = exports / "export.csv"

    path.write_bytes(first)
    dated(path, clock)
    async with asking(table(exports), clock) as service:
        assert await answer(service, OTHER) == old
        lines = whole.splitlines(keepends=True)
        for count in range(len(lines)):
            path.write_bytes(b"".join(lines[: count + 1]))
            dated(path, clock, 0)
            assert await answer(service, OTHER) == old, count
            clock.advance(QUIET_S * 0.9)
        clock.advance(LOOK_S)
        assert await answer(service, OTHER) == old, "seen whole only now"
        clock.advance(max(LOOK_S, QUIET_S))
        assert await answer(service, OTHER) == new


async def test_a_file_from_a_clock_that_runs_ahead_is_read_when_it_has_been_left_alone(
    tmp_path: Path, clock: FakeClock
):
    dated(write_csv(tmp_path, (HEAD, ROW)), clock, 3600)
    async with asking(table(tmp_path), clock) as service:
        assert await status(service) is RefusalCode.LOOK_UP_DOWN
        clock.advance(max(LOOK_S, QUIET_S))
        assert await status(service) is DossierStatus.PROCESSING


async def test_a_file_from_a_clock_that_runs_behind_is_not_believed_to_have_been_left_alone(
    tmp_path: Path, clock: FakeClock
):
    dated(write_csv(tmp_path, (HEAD, ROW)), clock, -300)
    async with asking(table(tmp_path), clock) as service:
        assert await status(service) is RefusalCode.LOOK_UP_DOWN
        clock.advance(max(LOOK_S, QUIET_S))
        assert await status(service) is DossierStatus.PROCESSING


async def test_a_file_of_the_future_gives_way_to_any_other_and_grows_old_too(
    tmp_path: Path, clock: FakeClock
):
    dated(write_csv(tmp_path, (HEAD, ROW), "future.csv"), clock, 400 * 86_400)
    async with asking(table(tmp_path, oldest_hours=1), clock) as service:
        await status(service)
        clock.advance(LOOK_S)
        assert await status(service) is DossierStatus.PROCESSING
        told = await service.look_up("kiosk-1", DossierCode(CODE))
        assert told.result is not None
        assert told.result.dossiers[0].as_of == clock.utc_ms()
        newer = (HEAD, (*ROW[:4], "Dừng xử lý", *ROW[5:]))
        dated(write_csv(tmp_path, newer, "new.csv"), clock)
        clock.advance(LOOK_S)
        assert await status(service) is DossierStatus.STOPPED
        (tmp_path / "new.csv").unlink()
        for _ in range(3):
            clock.advance(3601)
            assert await status(service) is RefusalCode.LOOK_UP_DOWN
