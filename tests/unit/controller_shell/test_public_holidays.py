"""The table of public holidays against the library that it was made from, and against what everybody knows.

After a new release of the library: MOTCUA_GOLDEN=write make test, and read the difference.
"""

import json
import os
from datetime import date
from typing import Any

import holidays
import pytest

from controller.public_holidays import TABLE, public_holidays

YEARS = range(2026, 2061)
WORKED = {"vi": "Ngày làm bù", "en": "Working day in lieu"}
HEAD = """# Public holidays of Viet Nam. Written from the library "holidays" by test_public_holidays.py: do not edit by hand.
# What the government decides for one year goes into special_days of the office's settings.
"""


def from_library() -> list[dict[str, Any]]:
    vietnamese, english = (
        holidays.country_holidays("VN", years=YEARS, language=language) for language in ("vi", "en_US")
    )
    closed = [{"date": day.isoformat(), "vi": vietnamese[day], "en": english[day]} for day in vietnamese]
    worked = [
        {"date": day.isoformat(), **WORKED, "works": True}
        for day in vietnamese.weekend_workdays
        if day.year in YEARS
    ]
    return sorted((*closed, *worked), key=lambda day: day["date"])


def written(days: list[dict[str, Any]]) -> str:
    lines = []
    for day in days:
        values = ", ".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in day.items())
        lines.append(f"    {{ {values} }},\n")
    return f"{HEAD}days = [\n{''.join(lines)}]\n"


@pytest.fixture(scope="module", autouse=True)
def recorded() -> None:
    if os.environ.get("MOTCUA_GOLDEN") == "write":
        TABLE.write_text(written(from_library()), "utf-8")


def test_the_table_is_what_the_library_says():
    assert TABLE.read_text("utf-8") == written(from_library())


# Tết as announced: Vietnamese lunar calendar, UTC+7. In 2030 the Chinese new year is a day later.
TET = {2026: "2026-02-17", 2027: "2027-02-06", 2028: "2028-01-26", 2029: "2029-02-13", 2030: "2030-02-02"} | {
    2031: "2031-01-23",
    2032: "2032-02-11",
    2033: "2033-01-31",
    2034: "2034-02-19",
    2035: "2035-02-08",
}


@pytest.mark.parametrize("year", TET)
def test_tet_is_on_its_day(year: int):
    table = public_holidays()
    tet = [
        day
        for day, holiday in table.items()
        if holiday.name["vi"] == "Tết Nguyên Đán" and day[:4] == str(year)
    ]
    assert tet == [TET[year]]


def test_every_year_has_its_days_and_what_falls_on_a_weekend_is_made_good():
    table = public_holidays()
    for year in YEARS:
        days = [date.fromisoformat(day) for day, h in table.items() if day[:4] == str(year) and not h.works]
        weekdays = [day for day in days if day.isoweekday() < 6]
        assert 10 <= len(weekdays) <= 14, year
        assert {date(year, 4, 30), date(year, 5, 1), date(year, 9, 2)} <= set(days)


def test_a_saturday_that_is_worked_for_a_monday_is_in_it():
    holiday = public_holidays()["2026-08-22"]
    assert holiday.works
    assert not public_holidays()["2026-08-31"].works
