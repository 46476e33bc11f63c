"""The centre's page of the forms: what offices handed up, added up, as page, Excel file and paper."""

import io
from typing import Any

import openpyxl
import pytest
from pdfminer.high_level import extract_text
from sqlalchemy import Engine

from tests.integration.province.test_statements import House

pytestmark = pytest.mark.slow

NAME = "2026-07-01-2026-09-30"
Q3 = {"first": "2026-07-01", "last": "2026-09-30"}
BIRTHS = {"name": "Hộ tịch", "online": 7, "direct": 3, "on_time": 9, "late": 1}
LAND = {"name": "Đất đai", "carried": 1200, "on_time": 1000, "open_late": 200}


def form(*rows: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {**Q3, "rows": rows or (BIRTHS, LAND), **changes}


@pytest.fixture
def house(engine: Engine) -> House:
    found = House(engine)
    found.web.sign_in()
    return found


def hand_up(house: House, body: Any, office: int = 1, beat: int = 2, name: str = NAME) -> list[str]:
    return [one.why for one in house.state(body, office=office, beat=beat, name=name, kind="form-06a").apart]


def test_nothing_was_handed_up(house: House):
    assert "Chưa đơn vị nào gửi biểu" in house.web.page("/bieu-mau")
    assert house.web.client.get("/bieu-mau.xlsx").status_code == 404


def test_the_sum_says_who_is_missing_and_which_sums_do_not_hold(house: House):
    assert hand_up(house, form({**BIRTHS, "late": 2}, LAND)) == []
    page = house.web.page("/bieu-mau")
    for said in (
        "từ 01/07/2026 đến 30/09/2026",
        "Cộng số liệu của 1 trên 2 đơn vị.",
        "Chưa gửi kỳ này: Xã Kim Liên.",
        "1.210 + ?",
        "Xã Yên Thành: Hộ tịch: 3=7+11: 10 khác 11",
    ):
        assert said in page
    assert hand_up(house, form({"name": "hộ tịch", "online": 5, "early": 5}), office=2) == []
    page = house.web.page("/bieu-mau?bieu=tien-do-766")
    assert "Cộng số liệu của 2 trên 2 đơn vị." in page
    assert "1.215" in page
    assert "+ ?" not in page


def test_files_say_what_the_page_says(house: House):
    hand_up(house, form())
    hand_up(house, form({"name": "Hộ tịch", "online": 5, "early": 5}), office=2)
    book = openpyxl.load_workbook(io.BytesIO(house.web.client.get(f"/bieu-mau.xlsx?ky={NAME}").content))
    rows = [tuple(cell.value for cell in row[:7]) for row in book.worksheets[0].iter_rows()]
    assert ("2", "Hộ tịch", 15, 12, 3, 0, 15) in rows
    assert rows[0][0] == "NGHỆ AN"
    assert [sheet.title[:12] for sheet in book.worksheets] == ["Biểu số II.0", "Từng đơn vị"]
    answer = house.web.client.get(f"/bieu-mau.pdf?ky={NAME}")
    assert answer.content.startswith(b"%PDF")
    assert "tải biểu mẫu" in house.web.page("/nhat-ky")
    assert house.web.client.get("/bieu-mau.exe").status_code == 404
    assert "1.215" in extract_text(io.BytesIO(answer.content))


def test_a_part_of_the_province_sees_its_part(house: House):
    hand_up(house, form())
    house.web.sign_in("namdan")
    page = house.web.page("/bieu-mau")
    assert "Xã Yên Thành" not in page
    assert "1.210" not in page
    assert "Cộng số liệu của 0 trên 1 đơn vị." in page


def test_a_form_that_is_taken_back_is_gone(house: House):
    hand_up(house, form())
    hand_up(house, None, beat=3)
    assert "Chưa đơn vị nào gửi biểu" in house.web.page("/bieu-mau")


@pytest.mark.parametrize(
    "bad",
    [
        form(first="2026-10-01"),
        form(last="2026-08-31"),
        form({**BIRTHS, "online": -1}),
        form({**BIRTHS, "paused_late": 1}),
        form({**BIRTHS, "name": ""}),
        form({**BIRTHS, "name": "\x00"}),
        form(lacks=["x" * 50]),
        {**Q3, "rows": []},
        {**Q3, "rows": [BIRTHS] * 301},
    ],
    ids=["period", "other-period", "negative", "paused", "no-name", "nul", "lack", "empty", "many"],
)
def test_what_can_be_no_form_is_kept_apart(house: House, bad: dict[str, Any]):
    assert hand_up(house, bad) == ["statement"]
    assert "Chưa đơn vị nào gửi biểu" in house.web.page("/bieu-mau")


@pytest.mark.parametrize("name", ["2031-01-01-2031-03-31", "1970-01-01-1970-03-31", "Q3"])
def test_a_period_of_which_nothing_can_be_known_is_kept_apart(house: House, name: str):
    days = {"first": name[:10], "last": name[11:]} if len(name) > 10 else {}
    assert hand_up(house, form(**days), name=name) == ["statement"]


@pytest.mark.parametrize("asked", ["?ky=2026-01-01-2026-03-31", "?ky=%00", "?bieu=x&ky=x", "?ky="])
def test_a_period_that_nobody_handed_up_is_the_newest_one(house: House, asked: str):
    hand_up(house, form())
    assert "từ 01/07/2026 đến 30/09/2026" in house.web.page(f"/bieu-mau{asked}")
