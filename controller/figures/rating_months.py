"""What of a month's ratings the province may know: sums of stretches of days, enough people each. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import zip_longest

from contracts.statements import RatedQuestion, RatingBlock, RatingMonth
from controller.figures.period import Period
from controller.figures.ratings import Marks, added, asked_in, mark
from controller.rating.questionnaire import Question, Questionnaire

Told = Mapping[Period, Marks]
"""Stretches of days, none of which shares a day with another, and what is told of each."""


def rating_month(
    month: date, told: Told, known: Mapping[tuple[str, int], Questionnaire], fewest: int
) -> RatingMonth | None:
    """``told``: what the office's own figures tell of it (``stretches``); None: too little was said.

    Stretches are put together, from the first, until enough people have answered a question. So no two sums of a question
    share a day, and nothing can be found by subtraction, also not from the office's figures.
    """
    asked = [one for one in asked_in(added(told.values())) if one in known]
    questions = tuple(
        found
        for one in asked
        for question in known[one].questions
        if (found := _question(known[one], question, told, fewest))
    )
    return RatingMonth(month=month, questions=questions) if questions else None


def _question(asked: Questionnaire, question: Question, told: Told, fewest: int) -> RatedQuestion | None:
    blocks = tuple(_blocks(asked, question, told, fewest))
    if not blocks:
        return None
    return RatedQuestion(
        questionnaire=asked.id,
        version=asked.version,
        question=question.id,
        text=_one_line(question.text.vi),
        choices=tuple(_one_line(choice.text.vi) for choice in question.choices),
        best=question.best,
        blocks=blocks,
    )


def _blocks(asked: Questionnaire, question: Question, told: Told, fewest: int) -> Iterator[RatingBlock]:
    keys = [mark(asked.id, asked.version, question.id, choice.id) for choice in question.choices]
    first: date | None = None
    counts: tuple[int, ...] = ()
    for stretch, said in sorted(told.items(), key=lambda one: one[0].first):
        here = tuple(said.get(key, 0) for key in keys)
        first = first or stretch.first
        counts = tuple(one + more for one, more in zip_longest(counts, here, fillvalue=0))
        if sum(counts) >= fewest:
            yield RatingBlock(first=first, last=stretch.last, counts=counts)
            first, counts = None, ()


def _one_line(text: str) -> str:
    return " ".join(text.split())
