"""The figures of ratings: counted a second way, never of too few, clerks' for the head alone, and every look noted."""

import csv
import io
import json
import re
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import date
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import httpx
import openpyxl
import pytest
from pdfminer.high_level import extract_text

from contracts.open_data import OpenResults
from contracts.vocabulary import ClerkId, RatingWay, ServiceCode
from controller.domain.events import AnyEvent, TicketRated
from controller.figures.book import Book
from controller.figures.period import Kind, around
from controller.figures.ratings import mark
from controller.figures.sheet import Side, everything
from controller.journal.folder import FILE
from controller.rating.box import Box
from tests import builders as b
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, PIN_HASH
from tests.integration.controller.web_house import open_web, post_form, sign_in
from tests.integration.figures.journals import write
from tests.integration.figures.test_book_of_figures import local
from tests.unit.figures.any_day import any_day

ANSWERS = ("very-good", "good", "fair", "bad", "very-bad")
PEOPLE: list[dict[str, Any]] = [
    {"id": "lan", "name": "Nguyễn Thị Lan", "pin_hash": PIN_HASH, "head": True},
    {"id": "hoa", "name": "Trần Thị Hoa", "pin_hash": PIN_HASH},
    {"id": "duc", "name": "Phạm Minh Đức", "pin_hash": PIN_HASH, "caretaker": True},
]
MONTH = around(Kind.MONTH, date(2026, 11, 23))
ASKED = {"questionnaire": "one-touch-5", "suggestions": True}


def ratings(
    seed: int, day: str, number: int, clerk: str = "hoa", service: ServiceCode | None = None
) -> list[AnyEvent]:
    dice = Random(seed)  # noqa: S311 - a play, no secret
    at = b.clock("21:00", day)
    return [
        TicketRated(
            at + n,
            b.ticket(f"A{n:03}"),
            b.ONE,
            ClerkId(clerk),
            service or (b.CIVIL if dice.random() < 0.7 else b.LAND),
            RatingWay.PHONE,
            "one-touch-5",
            1,
            {"service": dice.choice(ANSWERS)},
        )
        for n in range(number)
    ]


@asynccontextmanager
async def office(
    folder: Path, days: dict[str, list[AnyEvent]], rating: dict[str, Any] | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    folder.mkdir(exist_ok=True)
    write(folder, days)
    changes = {"clerks": PEOPLE, "rating": ASKED if rating is None else rating}
    async with open_web(folder, FakeClock(MORNING), **changes) as (_house, client):
        yield client


def month(service: ServiceCode | None = None, **by_clerk: int) -> dict[str, list[AnyEvent]]:
    events = [
        event
        for seed, (who, n) in enumerate(by_clerk.items())
        for event in ratings(seed, "2026-11-02", n, who, service)
    ]
    return {"2026-11-02": [*any_day(1, date="2026-11-02")[1], *events]}


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_book_counts_what_plain_sql_counts(tmp_path: Path):
    write(tmp_path, {f"2026-11-{day:02}": ratings(day, f"2026-11-{day:02}", day) for day in (2, 3, 9, 10)})
    sheet = Book(tmp_path, local).figures(MONTH).sheet
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        rows = [
            json.loads(body) for (body,) in db.execute("SELECT body FROM event WHERE kind = 'TicketRated'")
        ]
    plain = Counter(row["answers"]["service"] for row in rows)
    found = everything(sheet).ratings
    assert {answer: found.get(mark("one-touch-5", 1, "service", answer), 0) for answer in plain} == plain
    of_land = sum(row["service"] == "land" for row in rows)
    assert sheet[Side.SERVICE]["land"].ratings[mark("one-touch-5", 1)] == of_land
    assert sheet[Side.COUNTER] == {}, "where one clerk sits a counter is a person"


@pytest.mark.parametrize(("given", "told"), [(4, 0), (5, 5), (9, 5), (10, 10)])
def test_of_a_day_only_whole_groups_of_five_are_told_today_and_tomorrow(
    tmp_path: Path, given: int, told: int
):
    write(tmp_path, {"2026-11-23": ratings(1, "2026-11-23", given, service=b.LAND)})
    for today, number in (("2026-11-23", told), ("2026-11-24", told), ("2026-12-01", told)):
        found = everything(Book(tmp_path, local, partial(str, today)).figures(MONTH).sheet).ratings
        assert found.get(mark("one-touch-5", 1), 0) == number


async def test_the_page_of_the_office_tells_services_and_no_clerk(tmp_path: Path):
    async with office(tmp_path, month(hoa=40, duc=3)) as client:
        await sign_in(client)
        page = (await client.get("/so-lieu?kind=month&day=2026-11-02")).text
        assert "Ông/bà có hài lòng với việc phục vụ không?" in page
        assert "Khoảng tin cậy 95%" in page
        told = (await client.get("/so-lieu/so-lieu.json?kind=month&day=2026-11-02")).json()
        by_key = {table["key"]: table for table in told["tables"]}
        *services, whole = by_key["rating-one-touch-5-1-service"]["rows"]
        assert whole[0] == "Tổng cộng"
        assert whole[1] == sum(row[1] for row in services)
        assert 43 - 4 * len(services) <= whole[1] <= 43
        assert "clerk" not in by_key
        assert "Trần Thị Hoa" not in json.dumps(told, ensure_ascii=False)


async def test_clerks_figures_are_for_the_head_of_months_and_of_enough_ratings(tmp_path: Path):
    async with office(tmp_path, month(b.CIVIL, hoa=40, duc=3, lan=12)) as client:
        await sign_in(client)
        page = words((await client.get("/so-lieu/can-bo?kind=month&day=2026-11-02")).text)
        assert "Trần Thị Hoa 40" in page
        assert "Nguyễn Thị Lan 10" in page
        assert "Tổng cộng 50" in page, "and not 55, or the total would tell Đức's three"
        for kind in ("day", "week", "free"):
            answer = await client.get(
                f"/so-lieu/can-bo?kind={kind}&day=2026-11-02&first=2026-11-02&last=2026-11-02"
            )
            assert answer.status_code == 422
            assert "Trần Thị Hoa" not in answer.text.partition("<main")[2]


@pytest.mark.parametrize("who", ["hoa", "duc"])
async def test_nobody_else_sees_them_not_even_the_caretaker(tmp_path: Path, who: str):
    async with office(tmp_path, month(hoa=40)) as client:
        await sign_in(client, clerk=who)
        for path in ("/so-lieu/can-bo", "/so-lieu/can-bo/can-bo.json", "/gop-y"):
            assert (await client.get(path)).status_code == 403, path
        assert Box(tmp_path).looks(ClerkId("hoa")) == []
    async with office(tmp_path, {}) as client:
        assert (await client.get("/so-lieu/cua-toi")).status_code == 403


async def test_a_clerk_sees_the_own_figures_and_who_looked(tmp_path: Path):
    async with office(tmp_path, month(b.CIVIL, hoa=40, duc=6)) as client:
        await sign_in(client)
        await client.get("/so-lieu/can-bo?kind=month&day=2026-11-02")
        await client.get("/so-lieu/can-bo/can-bo.xlsx?kind=quarter&day=2026-11-02")
        await client.post("/sign-out", headers={"origin": str(client.base_url)})
        await sign_in(client, clerk="hoa")
        page = words((await client.get("/so-lieu/cua-toi?kind=month&day=2026-11-02")).text)
        assert "Trần Thị Hoa 40" in page
        assert "Phạm Minh Đức" not in page
        assert "Nguyễn Thị Lan xem Tháng 11 năm 2026, của tất cả cán bộ" in page
        assert "Nguyễn Thị Lan xem Quý IV năm 2026, của tất cả cán bộ" in page


async def test_a_clerks_note_is_read_with_the_figures_and_a_long_one_is_not_lost(tmp_path: Path):
    async with office(tmp_path, month(hoa=40)) as client:
        await sign_in(client, clerk="hoa")
        own = "/so-lieu/cua-toi?kind=month&day=2026-11-02"
        long = await post_form(client, own, said="Máy hỏng. " * 1000)
        assert "Ghi chú dài 9999 chữ cái, nhiều nhất là 500" in long.text
        assert "Máy hỏng. Máy hỏng." in long.text
        saved = await post_form(client, own, said="Máy in hỏng\r\nhai ngày <b>\0")
        assert "Đã lưu ghi chú" in saved.text
        await client.post("/sign-out", headers={"origin": str(client.base_url)})
        await sign_in(client)
        page = (await client.get("/so-lieu/can-bo?kind=month&day=2026-11-02")).text
        assert "Máy in hỏng\nhai ngày &lt;b&gt;" in page


async def test_what_is_not_noted_is_not_shown_and_what_is_old_neither(tmp_path: Path):
    async with office(tmp_path, month(hoa=40), ASKED | {"keep_months": 2}) as client:
        await sign_in(client)
        old = await client.get("/so-lieu/can-bo?kind=month&day=2026-08-02")
        assert (old.status_code, "trong 2 tháng gần đây" in old.text) == (403, True)
        (tmp_path / "rating.db").unlink()
        (tmp_path / "rating.db").mkdir()
        answer = await client.get("/so-lieu/can-bo?kind=month&day=2026-11-02")
        assert answer.status_code == 503
        assert "Chưa ghi được ai xem" in answer.text
        assert "Trần Thị Hoa" not in answer.text


async def test_the_files_say_what_the_page_says(tmp_path: Path):
    async with office(tmp_path, month(hoa=40, duc=30)) as client:
        await sign_in(client)
        base, asked = "/so-lieu/can-bo/can-bo", "kind=month&day=2026-11-02"
        told = (await client.get(f"{base}.json?{asked}")).json()["tables"]
        book = openpyxl.load_workbook(io.BytesIO((await client.get(f"{base}.xlsx?{asked}")).content))
        assert len(book.worksheets) == len(told)
        cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
        paper = " ".join(extract_text(io.BytesIO((await client.get(f"{base}.pdf?{asked}")).content)).split())
        plain = (await client.get(f"{base}.csv?{asked}")).content.decode("utf-8-sig")
        names = {row[0] for row in csv.reader(io.StringIO(plain)) if row}
        for table in told:
            for row in table["rows"]:
                assert row[0] in cells
                assert row[0] in names
                assert row[0] in paper
        assert (await client.get(f"{base}.exe?{asked}")).status_code == 404
        assert len(Box(tmp_path).looks(ClerkId("hoa"))) == 4


async def test_suggestions_are_read_and_deleted_by_the_head(tmp_path: Path):
    async with office(tmp_path, month(hoa=5)) as client:
        Box(tmp_path).suggest(b.ticket("A001"), "2026-11-23", "Nên có thêm ghế <script>")
        await sign_in(client)
        page = (await client.get("/gop-y")).text
        assert "Nên có thêm ghế &lt;script&gt;" in page
        assert "Tháng 11/2026" in page
        assert "A001" not in page
        (one,) = Box(tmp_path).suggestions()
        assert (await post_form(client, f"/gop-y/{one.id}/xoa")).status_code == 303
        assert Box(tmp_path).suggestions() == []
        assert "thêm ghế".encode() not in (tmp_path / "rating.db").read_bytes()


async def test_anybody_reads_how_satisfied_people_were_in_a_month_that_is_over(tmp_path: Path):
    october = [*any_day(1, date="2026-10-05")[1], *ratings(1, "2026-10-05", 40, service=b.LAND)]
    few = [*any_day(2, date="2026-09-07")[1], *ratings(2, "2026-09-07", 4)]
    async with office(tmp_path, {"2026-09-07": few, "2026-10-05": october}) as client:
        told = OpenResults.model_validate_json((await client.get("/ket-qua.json")).content)
        (rating,) = told.ratings
        given = Counter(event.answers["service"] for event in october if isinstance(event, TicketRated))
        best = given["very-good"] + given["good"]
        assert rating.number == 40
        assert rating.satisfied == pytest.approx(100 * best / 40, abs=0.05)
        assert rating.low < rating.satisfied < rating.high
        page = words((await client.get("/ket-qua")).text)
        assert "hài lòng, trong 40 lượt đánh giá" in page
        assert "satisfied, of 40 ratings" in words((await client.get("/ket-qua?lang=en")).text)
        assert (
            OpenResults.model_validate_json((await client.get("/ket-qua.json?thang=2026-09")).content).ratings
            == ()
        )
