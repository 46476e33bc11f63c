"""What people and systems write for a day: read, not given, or kept as written; never another day."""

import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.dossier.dates import LAST_YEAR, read_day
from controller.dossier.port import AsWritten
from controller.dossier.written_days import FIRST_YEAR, Order, order_of

VIET_NAM = 420
DAY = date(2026, 12, 25)
AS_TEXT = """
25/12/2026|25-12-2026|25.12.2026|25 12 2026|25. 12. 2026|25 / 12 / 2026|25\\12\\2026|25/12/26|25-12-26|25122026
2026/12/25|2026-12-25|2026.12.25|2026 12 25|20261225|202612251700|20261225170000|20261225170000123
17h00 25/12/2026|17:00 25/12/2026|17:00:00 25/12/2026|17h 25/12/2026|17h 25-12-2026|17g30 ngày 25/12/2026
17h00-25/12/2026|17:00-25/12/2026|17:00 - 25-12-2026|17h30' ngày 25/12/2026|8h30, 25/12/2026
25/12/2026 17:00|25/12/2026 17:00:00|25/12/2026 17h00|25/12/2026 17h|25/12/2026 lúc 17:00|25/12/2026 (17:00)
25/12/2026 23:59:59.997|25/12/2026 17 giờ 30|25/12/2026 5:00:00 CH|25/12/2026 5:00 PM|5:00 PM 25/12/2026
10 giờ 56 phút, ngày 25/12/2026|10 giờ 56 phút ngày 25 tháng 12 năm 2026|17 giờ ngày 25/12/2026
ngày 25 tháng 12 năm 2026|Ngày 25 tháng 12 năm 2026 lúc 17 giờ|25 tháng 12, 2026|25 tháng mười hai năm 2026
25 thg 12, 2026|25-thg 12-2026|25-thg12-26|25 Th12 2026|ngày 25/12/2026|trước ngày 25/12/2026
Trước 17h ngày 25/12/2026|sáng 25/12/2026|Chiều thứ Sáu 25/12/2026|Thứ Sáu, 25/12/2026|Thứ 6, 25/12/2026
thứ sáu ngày 25 tháng 12 năm 2026|T6 25/12/2026|CN, 25/12/2026|Hạn trả: 25/12/2026
Hẹn trả kết quả: 17 giờ 00 phút, ngày 25/12/2026
Friday, December 25, 2026|Dec 25, 2026|25 Dec 2026|25-Dec-26|25th December 2026|Fri Dec 25 00:00:00 ICT 2026
Fri Dec 25 2026 17:00:00 GMT+0700 (Indochina Time)|Fri Dec 25 2026 17:00:00 GMT+0700 (Giờ Đông Dương)
Fri, 25 Dec 2026 10:00:00 GMT|12/25/2026|12/25/2026 5:00:00 PM
2026-12-25T17:00:00|2026-12-25T17:00:00.000+07:00|2026-12-25T10:00:00Z|2026-12-25T17:00:00+0700
2026-12-25 17:00:00.0|2026-12-24T17:00:00Z|2026-12-24T18:00:00.0000000Z|2026-12-24 20:00:00 UTC
2026-12-24T22:00:00-05:00|2026-12-25Z|2026-12-25+07:00|20261225T170000|20261224T180000Z|25-12-2026 01:00 +07:00
46381|46381.708|46381,708|'25/12/2026|="25/12/2026"|25/12/2026.|/Date(1798182000000)/|1798182000|1798182000000
ngày 25/12 năm 2026|25/12, năm 2026|25-12 năm 2026|２５／１２／２０２６|25∕12∕2026|25–12–2026|25‑12‑2026
"""
NOT_GIVEN = """-|--|—|...|N/A|null|None|NaT|\\N|0|không|Không có|Không có ngày hẹn trả cụ thể theo quy định|chưa hẹn
Chưa có|chưa xác định|00/00/0000|0000-00-00|0001-01-01T00:00:00|01/01/0001|1/1/1900|9999-12-31|31/12/9999 23:59:59
1970-01-01T00:00:00Z|1900-01-00|1900-01-00 00:00:00|  /  /    |__/__/____|00000000"""
NO_DAY = """31/02/2026|30-02-2026|25/13/2026|13/13/2026|25/12|12/2026|tháng 12/2026|hôm qua|sau Tết|dự kiến 25/12/2026
25/12/2026 hẹn lại 30/12/2026|25/12/2026, 26/12/2026|từ 25/12/2026 đến 30/12/2026|25/12/2026-30/12/2026
sau ngày 25/12/2026|25/12/2026 âm lịch|mùng 5 tháng Giêng năm 2026|25/12/2O26|25/12/0026|25/12/2206|2026|17:00|17h00
#REF!|#VALUE!|########|25/12/????|2,02612E+13|2.6E+14|251226|5122026|2026122517|1234567890123456|-46381|12345|99999
ngày tháng 12 năm 2026|ngày 25 tháng  năm 2026|Quý IV/2026|15 ngày làm việc|2026/25/12|99/99/9999|45:99 25/12/2026
5/6/2026 5:00 PM|Chưa có kết quả, hẹn lại ngày 25/12/2026
Không xác định (dự kiến 25/12/2026)|Đúng hạn|x|25-12-2026-01|1/25/12/2026|25/12/20261|05/06/07/2026|2026-W52-5|True"""


def forms(table: str) -> list[str]:
    return [form for line in table.splitlines() for form in line.split("|") if form]


@pytest.mark.parametrize("text", forms(AS_TEXT))
def test_a_day_is_read_however_it_is_written(text: str):
    decomposed, unbroken = unicodedata.normalize("NFD", text), text.replace(" ", "\u00a0")
    for version in (text, decomposed, unbroken, f" {text}\u200b\r\n", text.upper(), f"\ufeff{text.lower()}"):
        assert read_day(version, VIET_NAM) == DAY, version


@pytest.mark.parametrize("text", ["", " ", *forms(NOT_GIVEN)])
def test_what_means_that_no_day_was_given_is_none(text: str):
    assert read_day(text, VIET_NAM) is None


@pytest.mark.parametrize("text", forms(NO_DAY))
def test_what_is_not_surely_one_day_is_kept_as_it_was_written(text: str):
    assert read_day(f" {text} ", VIET_NAM) == AsWritten(text.strip())


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (None, None),
        (0, None),
        (0.0, None),
        (46381, DAY),
        (46381.708, DAY),
        (20261225, DAY),
        (20261225170000.0, DAY),
        (1798182000000, DAY),
        ([2026, 12, 25], DAY),
        ([2026, 12, 25, 17, 0], DAY),
        ({"$date": "2026-12-25T00:00:00Z"}, DAY),
        ({"$date": 1798182000000}, DAY),
        (datetime(2026, 12, 24, 20, tzinfo=UTC), DAY),
        (DAY, DAY),
        (3.5, AsWritten("3.5")),
        (True, AsWritten("True")),
        ({}, AsWritten("")),
        ([26, 12], AsWritten("")),
        (float("nan"), None),
    ],
)
def test_what_json_and_spreadsheets_make_of_a_day_is_one(value: object, day: object):
    assert read_day(value, VIET_NAM) == day


@given(st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)), st.sampled_from("/-. "))
def test_every_day_of_our_time_is_read_with_and_without_zeros(day: date, sign: str):
    parts = (f"{day:%d}", f"{day:%m}", str(day.year))
    for text in (sign.join(parts), sign.join((str(day.day), str(day.month), parts[2]))):
        assert read_day(text, VIET_NAM) == read_day(f"17h00 {text}", VIET_NAM) == day
    assert read_day(f"{day.isoformat()}T23:59:59", VIET_NAM) == read_day(f"{day:%Y%m%d}", VIET_NAM) == day
    assert read_day("".join(parts), VIET_NAM) == day


@given(st.text(max_size=40) | st.text("0123456789/-. :hT+Zagiờthánnăm", max_size=30))
def test_no_text_breaks_it_and_no_day_is_outside_our_time(text: str):
    found = read_day(text, VIET_NAM)
    if isinstance(found, date):
        assert FIRST_YEAR <= found.year <= LAST_YEAR
    elif found is not None:
        assert found.text == text.strip()


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("25/12/2026", Order.DAY_FIRST),
        ("12/25/2026", Order.MONTH_FIRST),
        ("05/06/2026", Order.EITHER),
        ("06/06/2026", None),
        ("2026-06-05", None),
        ("sau tet", None),
    ],
)
def test_it_is_known_in_which_order_figures_stand(text: str, order: Order | None):
    assert order_of(text) is order


@pytest.mark.parametrize(
    "value",
    [
        {"year": 2026, "month": 12, "day": 25},
        {"Year": 2026, "Month": 12, "Day": 25, "DayOfWeek": 5},
        {"year": 2026, "month": "DECEMBER", "monthValue": 12, "dayOfMonth": 25, "dayOfYear": 359},
        [2026, 12, 25],
        [2026, 12, 25, 17, 0],
    ],
)
def test_a_day_in_parts_is_read(value: object):
    assert read_day(value, VIET_NAM) == DAY


@pytest.mark.parametrize(
    "value", [{"year": 2026, "month": 12}, {"year": "2026", "month": "12", "day": "x"}, {"a": 1}]
)
def test_parts_of_which_one_is_missing_are_no_day(value: object):
    assert read_day(value, VIET_NAM) == AsWritten("")
