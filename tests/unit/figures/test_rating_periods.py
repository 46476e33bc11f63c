"""Ratings of any period: whatever is subtracted from whatever, nobody learns what one citizen said and when."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, pairwise
from random import Random

import pytest

from contracts.vocabulary import ClerkId, RatingWay, ServiceCode
from controller.domain.rating_event import TicketRated
from controller.figures.figures import added_up, stretches
from controller.figures.period import Kind, Period, around, free
from controller.figures.rating_groups import cell
from controller.figures.ratings import GROUP, mark, marks, unfinished
from controller.figures.report import Names, Report
from controller.figures.sheet import Sheet, Side
from controller.figures.tally import NONE
from tests import builders as b
from tests.unit.figures.test_ratings import report

ASKED = mark("one-touch-5", 1)
FIRST = date(2026, 11, 1)
CLERK, SERVICE = "hoa", "land"


def sheet_of_ratings(choices: list[str]) -> Sheet:
    events = [
        TicketRated(
            n,
            b.ticket("A001"),
            b.ONE,
            ClerkId(CLERK),
            ServiceCode(SERVICE),
            RatingWay.COUNTER,
            "one-touch-5",
            1,
            {"service": choice},
        )
        for n, choice in enumerate(choices)
    ]
    tally = replace(NONE, issued=1, ratings=marks(events), new_ratings=unfinished(events))
    return {Side.ALL: {"": NONE}, Side.RATED: {cell(SERVICE, CLERK): tally}}


def of_services(**numbers: int) -> Sheet:
    """Of a day on which services were rated so often."""
    each = {
        cell(key, CLERK): sheet_of_ratings(["good", "bad"] * number)[Side.RATED][cell(SERVICE, CLERK)]
        for key, number in numbers.items()
    }
    return {Side.ALL: {"": NONE}, Side.RATED: each}


def days(*numbers: int) -> list[tuple[str, Sheet]]:
    dice = Random(7)  # noqa: S311 - a play, no secret
    return [
        (
            (FIRST + timedelta(days=n)).isoformat(),
            sheet_of_ratings([dice.choice(["good", "bad"]) for _ in range(number)]),
        )
        for n, number in enumerate(numbers)
    ]


def told(period: Period, found: list[tuple[str, Sheet]], today: str = "") -> int:
    within = [
        (day, sheet) for day, sheet in found if period.first.isoformat() <= day <= period.last.isoformat()
    ]
    sheet = added_up(period, within, "", today).sheet
    tallies = sheet.get(Side.CLERK, {})
    return tallies[CLERK].ratings.get(ASKED, 0) if CLERK in tallies else 0


NOVEMBER = around(Kind.MONTH, FIRST)


def test_two_periods_that_differ_by_a_day_never_differ_by_a_few():
    found = days(3, 11, 1, 0, 7, 4, 1, 6)
    periods = [
        free(FIRST + timedelta(days=a), FIRST + timedelta(days=z)) for a in range(8) for z in range(a, 8)
    ]
    numbers = [told(period, found) for period in [*periods, NOVEMBER]]
    for one, other in combinations(numbers, 2):
        assert one == other or abs(one - other) >= GROUP


@pytest.mark.parametrize("numbers", [(3, 11, 1), (1, 1, 1, 1, 1), (1, 0, 2), (4, 4), (5, 5), (6,)])
def test_looking_every_day_never_tells_a_few_and_a_month_that_is_over_tells_the_rest_if_it_is_a_group(
    numbers: tuple[int, ...],
):
    found = days(*numbers)
    seen = [told(NOVEMBER, found[: n + 1], day) for n, (day, _) in enumerate(found)]
    seen.append(told(NOVEMBER, found, "2026-12-01"))
    for before, after in pairwise(seen):
        assert after == before or after - before >= GROUP
    rest = sum(number % GROUP for number in numbers)
    assert seen[-1] == sum(numbers) - (rest if rest < GROUP else 0)


def test_a_quarter_tells_what_its_months_tell():
    found = [*days(3, 11, 1), *((day.replace("-11-", "-12-"), sheet) for day, sheet in days(4, 2, 6))]
    months = [told(around(Kind.MONTH, date(2026, month, 1)), found) for month in (10, 11, 12)]
    assert told(around(Kind.QUARTER, FIRST), found) == sum(months)


def test_all_of_a_table_is_the_sum_of_its_rows_so_that_no_row_is_the_difference():
    few, many = sheet_of_ratings(["good"] * 4), sheet_of_ratings(["bad"] * 6)
    sheet: Sheet = {
        Side.ALL: {"": NONE},
        Side.RATED: {
            cell(key, CLERK): one[Side.RATED][cell(SERVICE, CLERK)] for key, one in (("a", few), ("b", many))
        },
    }
    added = added_up(free(FIRST, FIRST), [(FIRST.isoformat(), sheet)], "").sheet
    table = next(Report(Names({}, {}, {}), lambda key, **_: key, 1800, report()).rated(Side.SERVICE, added))
    assert [str(row[1]) for row in table.rows][-1] == str(table.rows[0][1])
    assert len(table.rows) == 2, "of the four nobody is told anything"


def office_tells(period: Period, found: list[tuple[str, Sheet]], today: str) -> tuple[int, int]:
    """Of the whole office, and of all services together."""
    within = [one for one in found if period.first.isoformat() <= one[0] <= period.last.isoformat()]
    sheet = added_up(period, within, "", today).sheet
    each = [tally.ratings.get(ASKED, 0) for tally in sheet[Side.SERVICE].values()]
    return sheet[Side.ALL][""].ratings.get(ASKED, 0), sum(each)


def test_what_is_stated_to_the_province_and_published_is_what_the_offices_own_page_tells():
    found = [
        ("2026-11-02", of_services(land=3, civil=1)),
        ("2026-11-03", of_services(land=4)),
        ("2026-11-04", of_services(civil=1)),
    ]
    running = stretches(NOVEMBER, found, "2026-11-04")
    assert {one.first.isoformat(): said.get(ASKED, 0) for one, said in running.items()} == {
        "2026-11-02": 5,
        "2026-11-03": 5,
    }, "six and two, eight: of the second day the rest of a service, of the third, which goes on, nothing"
    for day, said in running.items():
        assert office_tells(day, found, "2026-11-04") == (said.get(ASKED, 0),) * 2
    (over,) = stretches(NOVEMBER, found, "2026-12-01").items()
    assert over[0] == NOVEMBER
    assert over[1].get(ASKED, 0) == 10, "four of land and four of civil are left: neither is a group"
    assert office_tells(NOVEMBER, found, "2026-12-01") == (10, 10)


def test_of_a_month_that_is_over_the_rest_of_a_service_is_told_once_it_is_a_group():
    found = [("2026-11-02", of_services(land=2)), ("2026-11-03", of_services(land=1, civil=1))]
    assert stretches(NOVEMBER, found, "2026-11-30")[around(Kind.DAY, FIRST.replace(day=2))] == {}
    (whole,) = stretches(NOVEMBER, found, "2026-12-01").values()
    assert whole.get(ASKED, 0) == 6
    assert office_tells(NOVEMBER, found, "2026-12-01") == (6, 6)
