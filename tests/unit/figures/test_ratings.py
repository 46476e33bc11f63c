"""Ratings added up: what is counted, what is not told of too few, and how sure a share is."""

from collections.abc import Mapping
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.chance import interval
from contracts.forms.table import Count, Share, text
from contracts.vocabulary import ClerkId, CounterId, RatingWay, ServiceCode, TicketId
from controller.domain.rating_event import TicketRated
from controller.figures.rating_report import RatingReport, Row
from controller.figures.ratings import GROUP, added, hidden, mark, marks, unfinished, without
from controller.rating.settings import RatingSettings
from controller.rating.shelf import open_shelf
from tests.properties import examples

KNOWN = open_shelf(RatingSettings()).known
FIVE = "one-touch-5"


def rated(
    answer: str = "good", reason: str = "", questionnaire: str = FIVE, question: str = "service"
) -> TicketRated:
    return TicketRated(
        1,
        TicketId("20261123-A001"),
        CounterId("1"),
        ClerkId("lan"),
        ServiceCode("civil"),
        RatingWay.COUNTER,
        questionnaire,
        1,
        {question: answer},
        reason,
    )


def report(fewest: int = 5) -> RatingReport:
    return RatingReport(KNOWN, lambda key, **facts: f"{key} {facts}" if facts else key, fewest)


def some(**answers: int) -> Mapping[str, int]:
    return marks([rated(answer.replace("_", "-")) for answer, times in answers.items() for _ in range(times)])


def cells(rows: list[Row], whole: Mapping[str, int] | None, fewest: int = 5) -> list[list[str]]:
    table = next(iter(report(fewest).tables("service", rows, whole)))
    return [[text(cell) for cell in row] for row in table.rows]


def test_every_answer_is_counted_by_questionnaire_version_and_question():
    found = marks([rated("good"), rated("good"), rated("bad", "waiting")])
    assert found == {
        mark(FIVE, 1): 3,
        mark(FIVE, 1, "service", "good"): 2,
        mark(FIVE, 1, "service", "bad"): 1,
        mark(FIVE, 1, "", "waiting"): 1,
    }
    assert added([found, found])[mark(FIVE, 1)] == 6
    assert without(found, marks([rated("bad", "waiting")])) == marks([rated("good"), rated("good")])


@pytest.mark.parametrize(("number", "rest"), [(0, 0), (4, 4), (5, 0), (6, 1), (14, 4), (15, 0)])
def test_a_day_that_goes_on_tells_whole_groups_of_five(number: int, rest: int):
    assert unfinished([rated()] * number).get(mark(FIVE, 1), 0) == rest


def test_groups_are_of_answers_to_one_question_of_one_questionnaire_and_of_reasons():
    said = (
        [rated()] * 3 + [rated("bad", "waiting")] + [rated(questionnaire="own")] * 4 + [rated(question="q")]
    )
    told = without(marks(said), unfinished(said))
    assert told == {mark(FIVE, 1): GROUP}, "of no question five have answered it"
    said = [rated("bad", "waiting")] * 5 + [rated(), rated("bad", "rude")]
    assert without(marks(said), unfinished(said)) == marks([rated("bad", "waiting")] * 5)


@pytest.mark.parametrize(
    ("numbers", "unsaid"),
    [
        ({"a": 9, "b": 5}, ""),
        ({"a": 9, "b": 4}, "ab"),  # with b alone hidden, the total would tell it
        ({"a": 20, "b": 9, "c": 4}, "bc"),
        ({"a": 20, "b": 3, "c": 3}, "bc"),  # together six: nothing to find
        ({"a": 20, "b": 0}, "b"),
        ({}, ""),
    ],
)
def test_too_few_are_not_told_nor_found_by_subtraction(numbers: dict[str, int], unsaid: str):
    assert hidden(numbers, 5) == frozenset(unsaid)


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 30), max_size=8), st.integers(5, 12))
@examples(200)
def test_what_is_hidden_is_never_a_small_group_by_itself(numbers: dict[str, int], fewest: int):
    unsaid = hidden(numbers, fewest)
    assert all(key in unsaid for key, number in numbers.items() if number < fewest)
    together = sum(numbers[key] for key in unsaid)
    assert together == 0 or together >= fewest or unsaid == set(numbers)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 5, 0.0, 0.4345), (5, 5, 0.5655, 1.0), (50, 100, 0.4038, 0.5962)],
)
def test_the_interval_is_wilsons(part: int, whole: int, low: float, high: float):
    found = interval(part, whole)
    assert found is not None
    assert list(found) == pytest.approx([low, high], abs=1e-4)
    assert interval(0, 0) is None


def test_the_interval_holds_the_true_share_as_often_as_it_says():
    held = []
    for true in (number / 100 for number in range(50, 96)):
        chances = [comb(40, part) * true**part * (1 - true) ** (40 - part) for part in range(41)]
        spans = [interval(part, 40) or (0.0, 0.0) for part in range(41)]
        held.append(
            sum(chance for chance, (low, high) in zip(chances, spans, strict=True) if low <= true <= high)
        )
    assert 0.94 <= sum(held) / len(held) <= 0.96


def test_a_row_has_its_spread_the_share_that_was_satisfied_and_how_sure_that_is():
    rows = [Row("Hộ tịch", some(very_good=3, good=5, bad=2)), Row("Đất đai", some(fair=6))]
    first, second, total = cells(rows, added(row.marks for row in rows))
    assert first == ["Hộ tịch", "10", "30,0%", "50,0%", "0,0%", "20,0%", "0,0%", "80,0%", "49,0% – 94,3%"]
    assert second[:2] == ["Đất đai", "6"]
    assert total[1] == "16"


def test_too_few_have_no_figure_and_a_person_alone_needs_as_many():
    rows = [Row("Hộ tịch", some(good=10)), Row("Đất đai", some(bad=4))]
    told = cells(rows, added(row.marks for row in rows))
    assert [row[1].startswith("rating.few") for row in told] == [True, True, False]
    assert "4" not in "".join(told[1][2:])
    alone = cells([Row("Lan", some(good=4))], None)
    assert alone[0][1].startswith("rating.few")
    assert cells([Row("Lan", some(good=5))], None)[0][1] == "5"


def test_the_circulars_points_are_summed_divided_and_rounded():
    said = ["shorter"] * 1 + ["equal"] * 3 + ["longer"] * 16
    found = marks([rated(answer, questionnaire="tt01-2018", question="index-1") for answer in said])
    tables = {table.key: table for table in report().tables("service", [Row("x", found)], found)}
    row = tables["rating-tt01-2018-1-index-1"].rows[-1]
    assert row[1:5] == (Count(20), Share(1, 20), Share(3, 20), Share(16, 20))
    assert row[-1] == "0,3", "5 points of 20: 0.25, halves up"
    nobody = tables["rating-tt01-2018-1-index-3"].rows
    assert text(nobody[-1][1]).startswith("rating.few"), "an index that nobody answered is left out"
    assert any("Thông tư 01/2018" in note for note in tables["rating-tt01-2018-1-index-1"].notes)


def test_reasons_are_told_of_the_whole_office_when_there_are_enough():
    few, enough = ([rated("bad", "waiting")] * times for times in (4, 5))
    for said, rows in ((few, 0), (enough, 7)):
        found = marks(said)
        *_, reasons = report().tables("service", [Row("x", found)], found)
        assert len(reasons.rows) == rows


def test_versions_are_never_mixed_and_a_questionnaire_that_is_gone_is_not_told():
    other = {mark("gone", 1): 9, mark("gone", 1, "q", "good"): 9}
    found = added([some(good=5), other])
    keys = [table.key for table in report().tables("service", [Row("x", found)], found)]
    assert keys == ["rating-one-touch-5-1-service", "reasons-one-touch-5-1"]
