"""What of ratings leaves the office: sums of whole days, of five people at least, and nothing to be found by subtraction."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.statements import RatingMonth
from controller.figures.period import Period, free
from controller.figures.rating_months import rating_month
from controller.figures.ratings import mark
from controller.rating.settings import RatingSettings
from controller.rating.shelf import open_shelf
from tests.properties import examples

KNOWN = open_shelf(RatingSettings()).known
MONTH = date(2026, 11, 1)
CHOICES = ("very-good", "good", "fair", "bad", "very-bad")
Counts = tuple[int, ...]


def marks(counts: Counts) -> dict[str, int]:
    answers = {
        mark("one-touch-5", 1, "service", choice): n for choice, n in zip(CHOICES, counts, strict=True)
    }
    return {mark("one-touch-5", 1): sum(counts), mark("one-touch-5", 1, "", "waiting"): counts[3]} | answers


def day(place: int) -> Period:
    return free(MONTH + timedelta(days=place), MONTH + timedelta(days=place))


def stated(*days: Counts, fewest: int = 5) -> RatingMonth | None:
    told = {day(place): marks(counts) for place, counts in enumerate(days)}
    return rating_month(MONTH, told, KNOWN, fewest)


def blocks(*days: Counts, fewest: int = 5) -> list[tuple[int, int, Counts]]:
    found = stated(*days, fewest=fewest)
    return [(b.first.day, b.last.day, b.counts) for b in found.questions[0].blocks] if found else []


def test_days_are_put_together_until_five_have_answered_and_the_rest_is_not_told():
    days = [(4, 0, 0, 0, 0), (0, 0, 0, 0, 0), (0, 1, 0, 0, 1), (5, 0, 0, 0, 0), (1, 1, 1, 1, 0)]
    assert blocks(*days) == [(1, 3, (4, 1, 0, 0, 1)), (4, 4, (5, 0, 0, 0, 0))]
    assert blocks(*days, fewest=20) == []


def test_nothing_is_told_but_the_counts_of_answers():
    found = stated((3, 0, 0, 4, 0))
    assert found
    (question,) = found.model_dump(mode="json")["questions"]
    assert question.pop("text") == "Ông/bà có hài lòng với việc phục vụ không?"
    assert question.pop("choices")[0] == "Rất hài lòng"
    assert question == {
        "questionnaire": "one-touch-5",
        "version": 1,
        "question": "service",
        "best": 2,
        "blocks": [{"first": "2026-11-01", "last": "2026-11-01", "counts": [3, 0, 0, 4, 0]}],
    }


def test_of_a_questionnaire_whose_file_is_gone_nothing_is_told():
    assert rating_month(MONTH, {day(0): marks((9, 0, 0, 0, 0))}, {}, 5) is None


@given(st.lists(st.tuples(*[st.integers(0, 4)] * 5), max_size=30), st.integers(5, 12))
@examples(200)
def test_no_sum_is_of_few_and_none_shares_a_day(days: list[Counts], fewest: int):
    found = blocks(*days, fewest=fewest)
    assert all(sum(counts) >= fewest for _, _, counts in found)
    told = [day for first, last, _ in found for day in range(first, last + 1)]
    assert told == list(range(1, len(told) + 1))
    assert [sum(c) for c in zip(*(counts for _, _, counts in found), strict=True)] == (
        [sum(c) for c in zip(*days[: len(told)], strict=True)] if found else []
    )
    assert sum(map(sum, days[len(told) :])) < fewest


@pytest.mark.parametrize("gone_on", range(1, 6))
def test_what_was_told_stays_as_it_was_when_the_month_goes_on(gone_on: int):
    days = [(2, 1, 0, 0, 0)] * 6
    before, later = blocks(*days[:gone_on]), blocks(*days)
    assert later[: len(before)] == before
