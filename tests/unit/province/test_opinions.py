"""What people said of offices: added up, with the interval in which the truth lies, and never of a few."""

from dataclasses import replace

import pytest

from contracts.chance import interval
from province.opinions import Opinion, Question, Said, View, opinions

ASKED = Question(
    "one-touch-5", 1, "service", "Hài lòng không?", ("Rất", "Có", "Thường", "Không", "Rất không"), 2
)
NAMES = {1: "Xã A", 2: "Xã B", 3: "Xã C"}


def said(office: int, *counts: int, question: Question = ASKED) -> Said:
    return Said(office, question, counts)


def rows(*all_of_them: Said) -> dict[str, Opinion]:
    (one,) = opinions(all_of_them, NAMES)
    return {row.name: row for row in one.rows} | {"": one.whole}


def test_answers_are_added_up_and_the_interval_is_wilsons():
    found = rows(said(1, 6, 2, 1, 1, 0), said(1, 0, 0, 0, 0, 10), said(2, 5, 0, 0, 0, 0))
    assert found["Xã A"].counts == (6, 2, 1, 1, 10)
    assert (found["Xã A"].share, found["Xã A"].number) == (0.4, 20)
    assert (found["Xã A"].low, found["Xã A"].high) == interval(8, 20)
    assert found[""].counts == (11, 2, 1, 1, 10)


@pytest.mark.parametrize(
    ("counts", "view"),
    [((3, 1, 1, 0, 0), View.ALIKE), ((400, 90, 5, 5, 0), View.BETTER), ((10, 10, 80, 200, 200), View.WORSE)],
)
def test_only_who_lies_beyond_chance_is_said_to_differ(counts: tuple[int, ...], view: View):
    assert rows(said(1, *counts), said(2, 300, 100, 50, 50, 30))["Xã A"].view is view


def test_who_is_not_seen_by_this_account_is_left_out_and_merged_offices_are_one():
    (one,) = opinions([said(1, 9, 0), said(2, 9, 0), said(4, 99, 0)], {1: "Xã A", 2: "Xã A"})
    assert [(row.name, row.number) for row in one.rows] == [("Xã A", 18)]


def test_what_was_asked_otherwise_is_not_added_up_but_other_words_are():
    three = replace(ASKED, choices=("Có", "Không"), best=1)
    worded = replace(ASKED, text="Ông/bà hài lòng không?")
    found = opinions(
        [said(1, 9, 9, 0, 0, 0), said(2, 7, 0, question=three), said(3, 5, 0, 0, 0, 0, question=worded)],
        NAMES,
    )
    assert [[row.name for row in one.rows] for one in found] == [["Xã A", "Xã C"], ["Xã B"]]


def test_of_a_few_nothing_is_said():
    assert opinions([said(1, 2, 2, 0, 0, 0)], NAMES) == []
