"""Numbers as offices write them."""

import pytest

from contracts.forms.written import as_minutes, count, share
from controller.figures.tally import Spread


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (829, 853, "97,2%"),
        (0, 0, "-"),
        (0, 7, "0,0%"),
        (7, 7, "100,0%"),
        (1, 2000, "0,1%"),
        (1, 2001, "0,0%"),
        (1, 3, "33,3%"),
        (2, 3, "66,7%"),
    ],
)
def test_shares(part: int, whole: int, words: str):
    assert share(part, whole) == words


@pytest.mark.parametrize(
    ("value", "words"), [(0, "0"), (6533, "6.533"), (17_999_879_301, "17.999.879.301"), (-1200, "-1.200")]
)
def test_counts(value: int, words: str):
    assert count(value) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, "-"), (29, "0"), (30, "1"), (89.9, "1"), (90, "2"), (150, "3"), (72_000, "1.200")],
)
def test_minutes_round_halves_up(seconds: float | None, words: str):
    assert as_minutes(seconds) == words


@pytest.mark.parametrize(
    ("values", "share_of", "rank"),
    [
        ([5], 0.9, 5),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9, 9),
        ([1, 1, 1, 9], 0.5, 1),
        ([3, 1, 2], 0.5, 2),
        ([], 0.5, None),
        ([4, 4], 0.0, 4),
    ],
)
def test_nearest_rank(values: list[int], share_of: float, rank: int | None):
    assert Spread(values).rank(share_of) == rank
