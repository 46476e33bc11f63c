"""Of services and clerks, days and months, everything that is told is added and subtracted: nothing smaller than a group is found."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from contracts.vocabulary import ClerkId, RatingWay, ServiceCode
from controller.domain.rating_event import TicketRated
from controller.figures.figures import added_up
from controller.figures.period import Kind, Period, around, free
from controller.figures.ratings import GROUP
from controller.figures.sheet import Sheet, Side, sheet_of
from tests import builders as b
from tests.properties import examples

FIRST = date(2026, 11, 28)  # over the end of a month
DAYS, SERVICES, CLERKS = 4, ("a", "b"), ("x", "y", "z")
RATING = st.tuples(st.sampled_from(SERVICES), st.sampled_from(CLERKS))
TODAY = "2026-12-20"


def rated(n: int, service: str, clerk: str) -> TicketRated:
    """Each gives an answer of its own, so that sums tell of whom they are."""
    answers = {"q": f"c{n}"}
    return TicketRated(
        n, b.ticket("A001"), b.ONE, ClerkId(clerk), ServiceCode(service), RatingWay.COUNTER, "own", 1, answers
    )


def sheets(said: list[list[tuple[str, str]]]) -> tuple[list[tuple[str, Sheet]], int]:
    found, n = [], 0
    for day, ratings in enumerate(said):
        events = [rated(n + at, *one) for at, one in enumerate(ratings)]
        n += len(ratings)
        found.append(((FIRST + timedelta(days=day)).isoformat(), sheet_of(events, b.open_office().local)))
    return found, n


def periods() -> Iterator[Period]:
    yield around(Kind.MONTH, FIRST)
    yield around(Kind.QUARTER, FIRST)
    yield around(Kind.MONTH, FIRST + timedelta(days=DAYS))
    for begin, end in product(range(DAYS), repeat=2):
        if begin <= end:
            yield free(FIRST + timedelta(days=begin), FIRST + timedelta(days=end))


def all_told(found: list[tuple[str, Sheet]]) -> set[frozenset[int]]:
    """Every sum that anybody may see: which ratings are in it."""
    sums = set()
    for period, today in product(periods(), (TODAY, "2026-11-30", "2026-12-01")):
        first, last = period.first.isoformat(), period.last.isoformat()
        within = [(day, sheet) for day, sheet in found if first <= day <= last and day <= today]
        sheet = added_up(period, within, "", today).sheet
        for side in (Side.ALL, Side.SERVICE, Side.CLERK):
            for tally in sheet[side].values():
                answers = (key.rpartition("|")[2] for key in tally.ratings)
                sums.add(frozenset(int(answer[1:]) for answer in answers if answer))
    return sums - {frozenset()}


def solved(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    """The reduced rows: all that follows from sums by adding and subtracting them, however often."""
    done: list[list[Fraction]] = []
    width = len(rows[0]) if rows else 0
    for column in range(width):
        row = next((row for row in rows if row[column]), None)
        if row is None:
            continue
        rows.remove(row)
        row = [value / row[column] for value in row]
        rows = [_less(other, row, column) for other in rows]
        done = [*(_less(other, row, column) for other in done), row]
    return done


def _less(row: list[Fraction], pivot: list[Fraction], column: int) -> list[Fraction]:
    times = row[column]
    return [value - times * other for value, other in zip(row, pivot, strict=True)]


@given(st.lists(st.lists(RATING, max_size=24), min_size=DAYS, max_size=DAYS))
@examples(60)
def test_no_sum_of_what_is_told_and_no_difference_is_of_fewer_than_a_group(
    said: list[list[tuple[str, str]]],
) -> None:
    found, count = sheets(said)
    sums = all_told(found)
    assert all(len(one) >= GROUP for one in sums)
    for one, other in product(sums, repeat=2):
        assert not 0 < len(one - other) < GROUP
        assert not 0 < len(one & other) < GROUP
    rows = [[Fraction(n in one) for n in range(count)] for one in sums]
    for row in solved(rows):
        by_value: dict[Fraction, int] = {}
        for value in row:
            by_value[value] = by_value.get(value, 0) + bool(value)
        assert all(number >= GROUP for value, number in by_value.items() if value), (
            "whoever is found has four beside him"
        )


def test_a_rating_of_two_services_by_one_clerk_is_not_the_difference() -> None:
    """Once: five of one service, one of another, the same clerk; the fifth and the one could be subtracted."""
    said = [[("a", "x"), ("b", "x"), *[("a", "x")] * 4], [], [], []]
    found, _ = sheets(said)
    assert all_told(found) == {frozenset({0, 2, 3, 4, 5})}


def test_of_a_service_is_told_what_its_clerks_have_too_little_of() -> None:
    said = [[("a", "x")] * 3, [("a", "y")] * 4, [], []]
    found, _ = sheets(said)
    month = around(Kind.MONTH, FIRST)
    sheet = added_up(month, found[:3], "", TODAY).sheet
    assert [len(one.ratings) - 1 for one in sheet[Side.SERVICE].values()] == [7]
    assert all(not one.ratings for one in sheet[Side.CLERK].values())
