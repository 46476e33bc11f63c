"""The annex and form II.07b of offices on the centre's page, in its files, and what can be none of them."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from pdfminer.high_level import extract_text
from sqlalchemy import Engine, text

from simulation.province.handed_up import annex_of, procedures_of
from simulation.province.year import form_of
from tests.integration.province.centre_house import PLANS
from tests.integration.province.test_statements import House

pytestmark = pytest.mark.slow

NAME = "2026-07-01-2026-09-30"
Q3 = {"first": "2026-07-01", "last": "2026-09-30"}
TOWN = {"name": "Xã Yên Thành", "one_stop": 3, "linked": 240, "received": 853, "on_time": 829, "overdue": 24}
COUNTS = {"all_levels": 300, "province": 40, "district": 0, "commune": 280, "received": 250,
          "received_province": 30, "received_district": 0, "received_commune": 240}  # fmt: skip


def annex(*units: dict[str, Any], **changes: Any) -> dict[str, Any]:
    groups = [{"name": "CẤP XÃ (01)", "units": units or [TOWN]}]
    return {**Q3, "groups": groups, "reasons": [{"reason": "Bão", "number": 24}], **changes}


@pytest.fixture
def house(engine: Engine) -> House:
    found = House(engine)
    found.web.sign_in()
    return found


def hand_up(house: House, kind: str, body: Any, office: int = 1, name: str = NAME) -> list[str]:
    return [one.why for one in house.state(body, office=office, beat=2, name=name, kind=kind).apart]


def test_the_annex_is_summed_on_page_and_in_files(house: House):
    assert "Chưa đơn vị nào gửi biểu này" in house.web.page("/bieu-mau?bieu=phu-luc-ii")
    assert hand_up(house, "annex", annex({**TOWN, "overdue": 25})) == []
    page = house.web.page("/bieu-mau?bieu=phu-luc-ii")
    for said in (
        "Xã Yên Thành: 5=6+7: 853 khác 854",
        "Chưa gửi kỳ này: Xã Kim Liên.",
        "853 + ?",
        "- Bão: 24 hồ sơ",
    ):
        assert said in page
    kim_lien = {"name": "Xã Kim Liên", "received": 6533, "on_time": 6533, "overdue": 0}
    assert hand_up(house, "annex", annex(kim_lien, reasons=[]), office=2) == []
    address = f"?bieu=phu-luc-ii&ky={NAME}"
    book = openpyxl.load_workbook(io.BytesIO(house.web.client.get(f"/bieu-mau.xlsx{address}").content))
    rows = [tuple(cell.value for cell in row[1:7]) for row in book.worksheets[0].iter_rows()]
    assert ("Tổng cộng", None, None, 7386, 7362, 25) in [tuple(c or None for c in row) for row in rows]
    assert "7.386" in extract_text(io.BytesIO(house.web.client.get(f"/bieu-mau.pdf{address}").content))


def test_procedures_are_summed_and_a_part_of_the_province_sees_its_part(house: House):
    assert hand_up(house, "form-07b", {**Q3, **COUNTS}) == []
    page = house.web.page("/bieu-mau?bieu=bieu-07b")
    assert "300 + ?" in page
    assert "Chưa gửi kỳ này: Xã Kim Liên." in page
    house.web.sign_in("namdan")
    assert "Xã Yên Thành" not in house.web.page("/bieu-mau?bieu=bieu-07b")


@pytest.mark.parametrize(
    ("kind", "bad"),
    [
        ("annex", annex(groups=[])),
        ("annex", annex({**TOWN, "received": -1})),
        ("annex", annex({**TOWN, "name": "a\nb"})),
        ("annex", annex(reasons=[{"reason": ""}])),
        ("annex", annex(last="2026-06-30")),
        ("annex", annex(*[TOWN] * 201)),
        ("form-07b", {**Q3, **COUNTS, "received": 301}),
        ("form-07b", {**Q3, "all_levels": 3}),
    ],
)
def test_what_can_be_none_is_kept_apart(house: House, kind: str, bad: dict[str, Any]):
    assert hand_up(house, kind, bad) == ["statement"]
    assert hand_up(house, kind, annex() if kind == "annex" else Q3 | COUNTS, name="2031-01-01-2031-03-31") == ["statement"]  # fmt: skip


def test_the_play_hands_up_what_offices_may(house: House):
    form = form_of(PLANS[0], date(2026, 7, 1), date(2026, 9, 30))
    assert hand_up(house, "annex", annex_of(PLANS[0], form)) == []
    assert hand_up(house, "form-07b", procedures_of(PLANS[0], form)) == []
    assert "Tổng không khớp" not in house.web.page("/bieu-mau?bieu=phu-luc-ii")


def test_what_was_kept_before_its_kind_was_known_and_is_none_breaks_no_page(house: House):
    hand_up(house, "moods", {"of": "tomorrow"})
    hand_up(house, "news", annex(), name="Q3")
    with house.engine.begin() as connection:
        connection.execute(text("UPDATE statement SET kind = 'annex'"))
    assert "Cộng số liệu của 0 trên 2 đơn vị." in house.web.page("/bieu-mau?bieu=phu-luc-ii")
    assert "Cộng số liệu của 0 trên 2 đơn vị." in house.web.page("/bieu-mau?bieu=phu-luc-ii&ky=Q3")
