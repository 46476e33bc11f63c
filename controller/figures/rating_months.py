"""What of a month's ratings the province may know: sums of whole days, enough people each. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import zip_longest

from contracts.statements import RatedQuestion, RatingBlock, RatingMonth
from controller.figures.ratings import Marks, added, asked_in, mark
from controller.rating.questionnaire import Question, Questionnaire

Days = Mapping[date, Marks]


def rating_month(
    month: date, days: Days, known: Mapping[tuple[str, int], Questionnaire], fewest: int
) -> RatingMonth | None:
    """``days``: those of the month that are over, and what was said on each; None: too little was said.

    Days are put together, from the first, until enough people have answered a question. So no two sums of a question
    share a day, and nothing can be found by subtraction; what is left at a month's end is not told.
    """
    asked = [one for one in asked_in(added(days.values())) if one in known]
    questions = tuple(
        found
        for one in asked
        for question in known[one].questions
        if (found := _question(known[one], question, days, fewest))
    )
    return RatingMonth(month=month, questions=questions) if questions else None


def _question(asked: Questionnaire, question: Question, days: Days, fewest: int) -> RatedQuestion | None:
    blocks = tuple(_blocks(asked, question, days, fewest))
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


def _blocks(asked: Questionnaire, question: Question, days: Days, fewest: int) -> Iterator[RatingBlock]:
    keys = [mark(asked.id, asked.version, question.id, choice.id) for choice in question.choices]
    first: date | None = None
    counts: tuple[int, ...] = ()
    for day in sorted(days):
        here = tuple(days[day].get(key, 0) for key in keys)
        first = first or day
        counts = tuple(one + more for one, more in zip_longest(counts, here, fillvalue=0))
        if sum(counts) >= fewest:
            yield RatingBlock(first=first, last=day, counts=counts)
            first, counts = None, ()


def _one_line(text: str) -> str:
    return " ".join(text.split())
