"""Questionnaires are data files: those that are shipped, what an answer may be, and what is told of one with mistakes."""

import shutil
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from controller.rating.questionnaire import Questionnaire, score
from controller.rating.settings import RatingSettings
from controller.rating.shelf import SHIPPED, Shelf, open_shelf

ONE_TOUCH = (SHIPPED / "one-touch-5.toml").read_text("utf-8")


def shelf_with(folder: Path, text: str, *, asked: str = "one-touch-5", name: str = "own.toml") -> Shelf:
    (folder / name).write_text(text, "utf-8")
    return open_shelf(RatingSettings(questionnaire=asked, folder=folder))


def asked(name: str) -> Questionnaire:
    found = open_shelf(RatingSettings(questionnaire=name)).asked
    assert found is not None
    return found


def test_those_that_are_shipped_are_whole_and_nobody_is_asked_unless_it_is_set():
    shelf = open_shelf(RatingSettings())
    assert shelf.wrong == ()
    assert {name for name, _ in shelf.known} == {
        "one-touch-5",
        "one-touch-3",
        "tt01-2018",
        "province-example",
    }
    assert shelf.asked is None


def test_a_file_is_named_as_what_is_in_it():
    for path in SHIPPED.glob("*.toml"):
        assert tomllib.loads(path.read_text("utf-8"))["id"] == path.stem


def test_the_circular_counts_two_one_nought_and_rounds_halves_up_to_one_decimal():
    questions = asked("tt01-2018").questions
    assert [question.id for question in questions] == ["index-1", "index-3", "index-4", "index-7"]
    assert [list((question.points or {}).values()) for question in questions] == [[2, 1, 0]] * 4
    points = questions[0].points or {}
    assert score(points, {"shorter": 1, "longer": 3}) == Decimal("0.5")
    assert score(points, {"shorter": 1, "equal": 3, "longer": 16}) == Decimal("0.3"), "0.25 is half way"
    assert score(points, {"shorter": 2, "equal": 1}) == Decimal("1.7")
    assert score(points, {}) is None, "an index without answers is left out"


def test_low_answers_of_one_touch_may_have_a_reason_and_others_none():
    one = asked("one-touch-5")
    assert one.why_not({"service": "bad"}, "waiting") == ""
    assert one.why_not({"service": "bad"}, "") == ""
    assert "only after a low answer" in one.why_not({"service": "good"}, "waiting")
    assert "'tired'" in one.why_not({"service": "bad"}, "tired")


def test_questions_may_be_left_out_but_not_all_and_none_is_invented():
    four = asked("tt01-2018")
    assert four.why_not({"index-4": "one"}, "") == ""
    assert "at least one" in four.why_not({}, "")
    assert "'index-9'" in four.why_not({"index-9": "one"}, "")
    assert "found 'two'; allowed: none, one, more" in four.why_not({"index-4": "two"}, "")


WRONG = [
    ("version = 1\n", "", "version: missing"),
    ("version = 1\n", 'version = "one"\n', 'version: found "one"'),
    ("version = 1\n", "version = 0\n", "version: found 0"),
    ("best = 2", "best = 5", "questions.0.best: found 5; allowed: less than its 5 choices"),
    ("best = 2", "bets = 2", "questions.0.bets: unknown key; did you mean 'best'?"),
    ('id = "very-bad"', 'id = "bad"', "questions.0.choices.id: found 'bad' 2 times"),
    ('id = "money"', 'id = "Money!"', 'reasons.5.id: found "Money!"'),
    ('id = "money"', 'id = "papers"', "reasons.id: found 'papers' 2 times"),
    ('sign = "fair"', 'sign = "star"', 'questions.0.choices.2.sign: found "star"'),
    ('sign = "fair"', "points = 2", "questions.0.choices.points: found points of some choices"),
    ("since = 2026-11-30", "since = 2026-13-30", "not valid TOML"),
    ("since = 2026-11-30", "since = “2026-11-30”", 'write " instead'),
    ('vi = "Chờ lâu", ', "", "reasons.1.text.vi: missing"),
]


@pytest.mark.parametrize(("right", "mistake", "told"), WRONG, ids=lambda text: text[:24])
def test_a_mistake_is_told_with_file_key_and_value_and_the_version_before_it_is_asked(
    tmp_path: Path, right: str, mistake: str, told: str
):
    newer = ONE_TOUCH.replace("version = 1", "version = 2") if "version" not in right else ONE_TOUCH
    assert right in newer
    shelf = shelf_with(tmp_path, newer.replace(right, mistake, 1))
    (sentence,) = shelf.wrong
    assert str(tmp_path / "own.toml") in sentence
    assert told in sentence
    assert shelf.asked is not None
    assert shelf.asked.version == 1


def test_a_low_answer_needs_reasons_to_choose_from(tmp_path: Path):
    bare = ONE_TOUCH.partition("[[reasons]]")[0].replace("version = 1", "version = 2")
    assert "questions.0.choices.low: found true" in shelf_with(tmp_path, bare).wrong[0]


def test_the_newest_version_is_asked_and_older_ones_stay_known(tmp_path: Path):
    shelf = shelf_with(tmp_path, ONE_TOUCH.replace("version = 1", "version = 2"))
    assert shelf.wrong == ()
    assert shelf.asked is not None
    assert shelf.asked.version == 2
    assert ("one-touch-5", 1) in shelf.known


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"questionnaire": "one-tuch"}, "rating.questionnaire: found 'one-tuch'; allowed: one-touch-3"),
        (
            {"questionnaire": "one-touch-5", "folder": "/nowhere/at-all"},
            "rating.folder: found '/nowhere/at-all'",
        ),
    ],
)
def test_settings_that_name_what_is_not_there_are_told(settings: Any, told: str):
    assert told in open_shelf(RatingSettings.model_validate(settings)).wrong[0]


def test_the_same_version_twice_is_told_and_the_first_counts(tmp_path: Path):
    shutil.copy(SHIPPED / "one-touch-5.toml", tmp_path / "again.toml")
    shelf = open_shelf(RatingSettings(questionnaire="one-touch-5", folder=tmp_path))
    assert "version: found 1, which one-touch-5 has already" in shelf.wrong[0]


@pytest.mark.parametrize(
    "address", ["http://dichvucong.gov.vn", "javascript:alert(1)", "https://a b", 'https://x"y']
)
def test_an_address_for_complaints_is_a_safe_one(address: str):
    with pytest.raises(ValueError, match="complaints"):
        RatingSettings(complaints=address)
