"""Which months of a stretch of days are whole."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from province.period import Period, month_after

D = date


@pytest.mark.parametrize(
    ("period", "whole", "left"),
    [
        (Period(D(2026, 1, 1), D(2026, 1, 31)), Period(D(2026, 1, 1), D(2026, 1, 31)), ()),
        (Period(D(2026, 1, 2), D(2026, 1, 31)), None, (Period(D(2026, 1, 2), D(2026, 1, 31)),)),
        (Period(D(2026, 1, 1), D(2026, 1, 30)), None, (Period(D(2026, 1, 1), D(2026, 1, 30)),)),
        (
            Period(D(2025, 12, 31), D(2026, 3, 1)),
            Period(D(2026, 1, 1), D(2026, 2, 28)),
            (Period(D(2025, 12, 31), D(2025, 12, 31)), Period(D(2026, 3, 1), D(2026, 3, 1))),
        ),
        (Period(D(2026, 1, 31), D(2026, 2, 1)), None, (Period(D(2026, 1, 31), D(2026, 2, 1)),)),
    ],
)
def test_whole_months_and_what_is_left(period: Period, whole: Period | None, left: tuple[Period, ...]):
    assert period.parts() == (whole, left)


@given(st.dates(D(2020, 1, 1), D(2030, 1, 1)), st.integers(0, 900))
def test_every_day_is_in_exactly_one_part(first: date, length: int):
    period = Period(first, first + timedelta(days=length))
    whole, left = period.parts()
    days = [
        part.first + timedelta(days=n)
        for part in [*([whole] if whole else []), *left]
        for n in range((part.last - part.first).days + 1)
    ]
    assert sorted(days) == [first + timedelta(days=n) for n in range(length + 1)]
    if whole:
        assert whole.first.day == 1
        assert month_after(whole.last) == whole.last + timedelta(days=1)
