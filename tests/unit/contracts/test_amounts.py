"""Amounts as people are told them."""

import pytest

from contracts.amounts import in_hours, thousands


@pytest.mark.parametrize(
    ("value", "told"), [(0, "0"), (999, "999"), (8000, "8.000"), (1_250_000, "1.250.000")]
)
def test_thousands_are_parted_by_dots(value: int, told: str):
    assert thousands(value) == told


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (0, 90, None),
        (60, 90, None),
        (0, 91, (0, 2)),
        (59, 120, (0, 2)),
        (60, 121, (1, 3)),
        (170, 170, (2, 3)),
    ],
)
def test_a_long_wait_is_told_in_hours_that_hold_it(low: int, high: int, told: tuple[int, int] | None):
    assert in_hours(low, high) == told
