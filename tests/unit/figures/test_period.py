"""Periods, and what they are compared with."""

from datetime import date

import pytest

from controller.figures.period import Kind, Period, PeriodError, around, free

D = date


@pytest.mark.parametrize(
    ("kind", "day", "first", "last"),
    [
        (Kind.DAY, D(2026, 11, 30), D(2026, 11, 30), D(2026, 11, 30)),
        (Kind.WEEK, D(2026, 11, 29), D(2026, 11, 23), D(2026, 11, 29)),
        (Kind.MONTH, D(2028, 2, 10), D(2028, 2, 1), D(2028, 2, 29)),
        (Kind.QUARTER, D(2026, 12, 31), D(2026, 10, 1), D(2026, 12, 31)),
        (Kind.HALF, D(2026, 7, 1), D(2026, 7, 1), D(2026, 12, 31)),
        (Kind.YEAR, D(2026, 6, 6), D(2026, 1, 1), D(2026, 12, 31)),
    ],
)
def test_the_period_of_a_day(kind: Kind, day: date, first: date, last: date):
    found = around(kind, day)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    ("period", "before", "year_before"),
    [
        (
            around(Kind.MONTH, D(2026, 1, 31)),
            (D(2025, 12, 1), D(2025, 12, 31)),
            (D(2025, 1, 1), D(2025, 1, 31)),
        ),
        (around(Kind.MONTH, D(2025, 2, 1)), (D(2025, 1, 1), D(2025, 1, 31)), (D(2024, 2, 1), D(2024, 2, 29))),
        (
            around(Kind.DAY, D(2028, 2, 29)),
            (D(2028, 2, 28), D(2028, 2, 28)),
            (D(2027, 2, 28), D(2027, 2, 28)),
        ),
        (
            around(Kind.WEEK, D(2026, 1, 1)),
            (D(2025, 12, 22), D(2025, 12, 28)),
            (D(2024, 12, 30), D(2025, 1, 5)),
        ),
        (
            free(D(2026, 3, 1), D(2026, 3, 10)),
            (D(2026, 2, 19), D(2026, 2, 28)),
            (D(2025, 3, 1), D(2025, 3, 10)),
        ),
    ],
)
def test_what_a_period_is_compared_with(
    period: Period, before: tuple[date, date], year_before: tuple[date, date]
):
    assert (period.before().first, period.before().last) == before
    assert (period.last_year().first, period.last_year().last) == year_before


def test_days_in_the_wrong_order_are_no_period():
    with pytest.raises(PeriodError, match="backwards"):
        free(D(2026, 3, 2), D(2026, 3, 1))
