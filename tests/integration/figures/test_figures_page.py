"""The page of figures and its files: read again by other libraries, cell by cell, and seen in a real browser."""

import csv
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import openpyxl
import pytest
from fontTools.ttLib import TTFont
from pdfminer.high_level import extract_text

from contracts.forms.paper import FACES
from contracts.texts import load_catalogue
from controller.web.figures import TEXTS
from hardware.sealed_file import write_sealed
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, PIN_HASH
from tests.integration.controller.web_house import open_web, sign_in
from tests.integration.figures.journals import write
from tests.unit.figures.any_day import any_day

CLERKS = {"clerks": [{"id": "lan", "name": "=Lan", "pin_hash": PIN_HASH, "caretaker": True}]}
WEEK = "kind=week&day=2026-11-19"
DAYS = ("2026-11-17", "2026-11-18", "2026-11-20")


@asynccontextmanager
async def office(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    tmp_path.mkdir(exist_ok=True)
    write(tmp_path, {day: any_day(seed, date=day)[1] for seed, day in enumerate(DAYS)})
    async with open_web(tmp_path, FakeClock(MORNING), **CLERKS) as (_house, client):
        await sign_in(client)
        yield client


async def test_only_who_may_read_figures_does(tmp_path: Path):
    async with open_web(tmp_path, FakeClock(MORNING)) as (_house, client):
        await sign_in(client)
        for path in ("/so-lieu", "/so-lieu/so-lieu.xlsx", "/so-lieu/so-lieu.json"):
            assert (await client.get(path)).status_code == 403, path


async def test_the_page_names_its_period_and_what_was_before_it(tmp_path: Path):
    async with office(tmp_path) as client:
        page = (await client.get(f"/so-lieu?{WEEK}")).text
        assert "Tuần 47 năm 2026" in page
        assert "Tuần 46 năm 2026" in page
        assert "kind=week&amp;day=2026-11-09" in page
        assert page.count("<svg") == 3


async def test_the_file_for_excel_opens_and_says_what_the_page_says(tmp_path: Path):
    async with office(tmp_path) as client:
        told = (await client.get(f"/so-lieu/so-lieu.json?{WEEK}")).json()
        answer = await client.get(f"/so-lieu/so-lieu.xlsx?{WEEK}")
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        assert len(book.worksheets) == len(told["tables"])
        cells = 0
        for sheet, table in zip(book.worksheets, told["tables"], strict=True):
            rows = list(sheet.iter_rows(values_only=True))
            top = rows.index(
                next(row for row in rows if row[: len(table["columns"])] == tuple(table["columns"]))
            )
            for found, wanted in zip(rows[top + 1 :], table["rows"], strict=False):
                for cell, value in zip(found, wanted, strict=False):
                    percent = isinstance(value, float)
                    assert cell == (
                        pytest.approx(value / 100) if percent else "-" if value is None else value
                    )
                    cells += 1
        assert cells > 200
        formulas = [
            cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
        ]
        assert not formulas


async def test_the_paper_has_its_heading_every_table_and_no_missing_letter(tmp_path: Path):
    async with office(tmp_path) as client:
        answer = await client.get(f"/so-lieu/so-lieu.pdf?{WEEK}")
        assert answer.headers["content-type"] == "application/pdf"
        text = " ".join(extract_text(io.BytesIO(answer.content)).split())
        told = (await client.get(f"/so-lieu/so-lieu.json?{WEEK}")).json()
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Người lập biểu",
        "Trang 1",
    ):
        assert words in text
    for table in told["tables"]:
        assert table["title"] in text


def test_every_letter_of_every_text_is_in_the_letters_of_the_paper():
    said = set("".join(load_catalogue(*TEXTS).languages["vi"].values()))
    for face in FACES.values():
        with TTFont(face) as font:
            assert {letter for letter in said if ord(letter) not in font.getBestCmap()} == set(), face


async def test_the_open_file_lets_no_spreadsheet_compute(tmp_path: Path):
    async with office(tmp_path) as client:
        answer = await client.get(f"/so-lieu/so-lieu.csv?{WEEK}")
        assert answer.content.startswith(b"\xef\xbb\xbf")
        cells = [cell for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))) for cell in row]
    assert not [
        cell for cell in cells if cell.startswith(("=", "+", "@")) or (cell.startswith("-") and len(cell) > 1)
    ]


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("kind=free&first=2026-11-30&last=2026-11-01", "ngày cuối đứng trước"),
        ("kind=free&first=1900-01-01&last=2026-11-01", "dài hơn ba năm"),
        ("kind=free", "phải viết theo dạng"),
        ("kind=month&day=31/11/2026", "phải viết theo dạng"),
        ("kind=year&day=0001-01-01", "phải viết theo dạng"),
        ("kind=month&day=0001-06-05", "phải viết theo dạng"),
        ("kind=free&first=0001-06-01&last=0001-06-05", "phải viết theo dạng"),
        ("kind=day&day=9999-12-32", "phải viết theo dạng"),
    ],
)
async def test_a_period_that_is_none_is_told(tmp_path: Path, query: str, why: str):
    async with office(tmp_path) as client:
        answer = await client.get(f"/so-lieu?{query}")
        assert answer.status_code == 422
        assert why in answer.text
        assert (await client.get(f"/so-lieu/so-lieu.xlsx?{query}")).status_code == 422


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("page", ["", "/ngay", "/uu-tien", "/bieu-06a"])
async def test_at_the_ends_of_the_calendar_no_page_fails(tmp_path: Path, page: str, day: str):
    async with office(tmp_path) as client:
        assert (await client.get(f"/so-lieu{page}?kind=day&day={day}")).status_code == 422


async def test_a_period_without_anything_says_so_and_divides_by_nothing(tmp_path: Path):
    async with office(tmp_path) as client:
        for ending in ("xlsx", "pdf", "csv", "json"):
            assert (
                await client.get(f"/so-lieu/so-lieu.{ending}?kind=month&day=2025-01-01")
            ).status_code == 200
        page = (await client.get("/so-lieu?kind=month&day=2025-01-01")).text
        assert "Không có số nào được lấy trong kỳ này" in page
        assert "0,0%" not in page


async def test_devices_are_told_as_far_as_they_were_watched(tmp_path: Path):
    """The office's own programs watch; what nobody noted is said to be unknown, never 0 %."""
    write(tmp_path, {day: any_day(seed, 30, date=day)[1] for seed, day in enumerate(DAYS)})
    kiosk = '"kiosk-1": {"program": "kiosk", "watched": 3600000, "heard": 1800000, "faultless": 900000}'
    noted = f'{{"open": 7200000, "devices": {{{kiosk}}}}}'.encode()
    write_sealed(tmp_path / "uptime" / f"{DAYS[0]}.json", noted)
    async with open_web(tmp_path, FakeClock(MORNING), **CLERKS) as (_house, client):
        await sign_in(client)
        told = (await client.get(f"/so-lieu/so-lieu.json?{WEEK}")).json()
        (table,) = [table for table in told["tables"] if table["key"] == "uptime"]
        assert table["rows"] == [["Ki-ốt (kiosk-1)", 1, 120, 60, 50.0, 25.0]]
        page = (await client.get("/so-lieu?kind=day&day=2026-10-01")).text
        assert "Không rõ: chưa ghi nhận gì về thiết bị trong kỳ này" in page
