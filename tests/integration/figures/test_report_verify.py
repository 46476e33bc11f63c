"""``motcua report verify``: a report is what the journal knew, or the cell that is not is named; and the check that computes all again."""

import io
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from contracts.vocabulary import Millis
from controller.figures.__main__ import main
from controller.figures.book import Book
from controller.figures.period import Kind, around
from controller.journal.folder import FILE
from controller.settings_book.history import FOLDER, History
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, office_data
from tests.integration.controller.web_house import open_web, sign_in
from tests.integration.figures.journals import write
from tests.integration.figures.test_figures_page import CLERKS, DAYS, WEEK
from tests.report_check import plain
from tests.report_check.__main__ import compared, local
from tests.unit.figures.any_day import any_day


async def made(tmp_path: Path) -> Path:
    """A folder with the settings, the journal and both reports of a week."""
    write(tmp_path, {day: any_day(seed, date=day)[1] for seed, day in enumerate(DAYS)})
    async with open_web(tmp_path, FakeClock(MORNING), **CLERKS) as (_house, client):
        await sign_in(client)
        for ending in ("xlsx", "pdf"):
            answer = await client.get(f"/so-lieu/so-lieu.{ending}?{WEEK}")
            (tmp_path / f"week.{ending}").write_bytes(answer.content)
    settings = office_data(data_dir=str(tmp_path), **CLERKS)
    (tmp_path / "controller.toml").write_text(_toml(settings), "utf-8")
    return tmp_path


def _toml(told: dict[str, object]) -> str:
    import tomlkit  # noqa: PLC0415 - of this helper only

    return tomlkit.dumps(told)


def verified(folder: Path, name: str, *more: str) -> int:
    return main(["verify", str(folder / name), "--settings", str(folder / "controller.toml"), *more])


@pytest.mark.parametrize("ending", ["xlsx", "pdf"])
async def test_a_report_is_what_the_journal_knew_also_when_it_has_grown(
    tmp_path: Path, ending: str, capsys: pytest.CaptureFixture[str]
):
    reports = await made(tmp_path)
    write(reports, {"2026-11-21": any_day(9, date="2026-11-21")[1]})
    assert verified(reports, f"week.{ending}") == 0
    told = capsys.readouterr().out
    assert "Tuần 47 năm 2026: báo cáo dựa trên mọi điều đã ghi đến sự kiện" in told
    assert "THE SAME" in told


async def test_a_report_is_proved_by_the_names_that_were_in_force_when_it_was_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """Services were renamed and put into another order since: that is no change of the report."""
    data = office_data(data_dir=str(tmp_path), **CLERKS)
    history = History(tmp_path / FOLDER)
    history.begin(_toml(data), Millis(MORNING - 3_600_000))
    reports = await made(tmp_path)
    data["services"] = [{**one, "name": {"vi": f"Mới {one['code']}"}} for one in reversed(data["services"])]
    (tmp_path / "controller.toml").write_text(_toml(data), "utf-8")
    history.note(_toml(data), "lan", "linh-vuc", Millis(MORNING + 3_600_000))
    for ending in ("xlsx", "pdf"):
        assert verified(reports, f"week.{ending}") == 0
        assert "THE SAME" in capsys.readouterr().out


async def test_a_cell_that_was_rewritten_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    reports = await made(tmp_path)
    book = openpyxl.load_workbook(reports / "week.xlsx")
    sheet = book.worksheets[0]
    row = next(row for row in sheet.iter_rows() if row[0].value == "Đã phục vụ xong")
    row[1].value = 4000
    book.save(reports / "week.xlsx")
    assert verified(reports, "week.xlsx") == 1
    assert "KHÁC: Tổng hợp, Đã phục vụ xong, Tuần 47 năm 2026" in capsys.readouterr().out


async def test_a_report_of_another_journal_and_a_changed_journal_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    reports = await made(tmp_path)
    other = reports / "other"
    other.mkdir()
    write(other, {DAYS[0]: any_day(5, date=DAYS[0])[1]})
    assert verified(reports, "week.xlsx", "--journal", str(other / FILE)) == 1
    assert "không có trong sổ ghi này" in capsys.readouterr().out
    with closing(sqlite3.connect(reports / FILE, isolation_level=None)) as db:
        first = "SELECT min(seq) FROM event WHERE body LIKE '%A001%'"
        db.execute(f"UPDATE event SET body = replace(body, 'A001', 'A002') WHERE seq = ({first})")  # noqa: S608 - our own words
    assert verified(reports, "week.xlsx") == 1
    assert "của ngày 2026-11-17 trong sổ ghi không phải điều đã được ghi" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("x.xlsx", b"", "không phải tệp Excel"),
        ("x.pdf", b"%PDF-1.4 nothing", "không mang dấu"),
        ("x.xlsx", b"PK\x03\x04 broken", "không mang dấu"),
        ("x.txt", b"hello", "không phải tệp Excel"),
    ],
)
async def test_a_file_that_is_no_report_is_told(
    tmp_path: Path, name: str, body: bytes, said: str, capsys: pytest.CaptureFixture[str]
):
    reports = await made(tmp_path)
    (reports / name).write_bytes(body)
    assert verified(reports, name) == 1
    assert said in capsys.readouterr().out
    assert verified(reports, "nowhere.pdf") == 1
    assert verified(reports, "week.xlsx", "--journal", str(reports / "nowhere.db")) == 1


@pytest.mark.parametrize("seed", range(6))
def test_every_figure_is_what_plain_python_and_sql_count_and_a_wrong_one_is_found(tmp_path: Path, seed: int):
    day = "2026-11-18"
    write(tmp_path, {day: any_day(seed, date=day)[1]})
    figures = Book(tmp_path, local).figures(around(Kind.MONTH, date(2026, 11, 1)))
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        days = plain.all_figures(db, local)
        found = list(compared(figures, days, db))
        assert [one for one in found if one] == []
        assert len(found) > 200
        days[day]["all"][""]["served"] += 1
        days[day]["counter"]["counter-1"]["services"].append(7)
        assert len([one for one in compared(figures, days, db) if one]) == 2


async def test_the_mark_stands_among_the_properties_of_both_files(tmp_path: Path):
    reports = await made(tmp_path)
    book = openpyxl.load_workbook(io.BytesIO((reports / "week.xlsx").read_bytes()))
    told = book.properties.description
    assert told is not None
    assert told.startswith(
        "motcua-report kind=week first=2026-11-16 last=2026-11-22 limit=1800 made=1795399200000 journal="
    )
    assert told.encode() in (reports / "week.pdf").read_bytes()
