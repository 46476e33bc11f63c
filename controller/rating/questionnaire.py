"""A questionnaire: a data file with a version. What it asks, which answers there are, what they count. Pure."""

from collections import Counter as Tally
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Literal

from pydantic import Field

from contracts.settings import Id, Part, Problem, Settings
from controller.text_settings import TextSettings

Sign = Literal["very-good", "good", "fair", "bad", "very-bad"]
"""A drawn face. It never stands alone: the words are beside it."""
MOST_QUESTIONS, MOST_CHOICES, MOST_REASONS = 10, 7, 12


class Choice(Part):
    """One answer that can be touched."""

    id: Annotated[str, Id] = Field(description="Short id, as the journal keeps it")
    text: TextSettings
    sign: Sign | None = Field(None, description="The face beside the words; left out: none")
    low: bool = Field(False, description="Whether the reason is asked after it")
    points: int | None = Field(None, ge=0, le=10, description="What it counts, where a circular says so")


class Question(Part):
    """One question; its choices stand from the best to the worst."""

    id: Annotated[str, Id] = Field(description="Short id, as the journal keeps it")
    text: TextSettings
    best: int = Field(
        1, ge=1, le=MOST_CHOICES, description="How many choices, from the first, count as satisfied"
    )
    choices: tuple[Choice, ...] = Field(min_length=2, max_length=MOST_CHOICES)

    @property
    def points(self) -> Mapping[str, int] | None:
        """What each choice counts; None: nothing is counted."""
        found = {choice.id: choice.points for choice in self.choices if choice.points is not None}
        return found or None


class Reason(Part):
    """Why somebody was not satisfied; chosen, never typed."""

    id: Annotated[str, Id] = Field(description="Short id, as the journal keeps it")
    text: TextSettings


class Questionnaire(Settings):
    """The file of one version. Change what is asked and the version changes, too: answers are counted by version."""

    id: Annotated[str, Id] = Field(description="Short id, the same for all versions")
    version: int = Field(ge=1, le=9999, description="1, 2, 3, …")
    since: date = Field(description="When this version was decided")
    basis: str = Field(
        "", max_length=300, description="The law or decision that it follows; shown under the figures"
    )
    name: TextSettings
    questions: tuple[Question, ...] = Field(min_length=1, max_length=MOST_QUESTIONS)
    reasons: tuple[Reason, ...] = Field((), max_length=MOST_REASONS)

    def problems(self) -> Iterator[Problem]:
        """What is impossible although every single value is allowed."""
        yield from _twice("questions.id", (question.id for question in self.questions))
        yield from _twice("reasons.id", (reason.id for reason in self.reasons))
        for at, question in enumerate(self.questions):
            key = f"questions.{at}"
            yield from _twice(f"{key}.choices.id", (choice.id for choice in question.choices))
            if question.best >= len(question.choices):
                allowed = f"less than its {len(question.choices)} choices: somebody must be able to say no"
                yield Problem(f"{key}.best", str(question.best), allowed)
            if question.points and len(question.points) < len({choice.id for choice in question.choices}):
                yield Problem(
                    f"{key}.choices.points", "points of some choices", "points of all choices, or of none"
                )
            if not self.reasons and any(choice.low for choice in question.choices):
                yield Problem(f"{key}.choices.low", "true", "only with [[reasons]] to choose from")

    def why_not(self, answers: Mapping[str, str], reason: str) -> str:
        """Why this is no answer to it, naming what; empty: it is one. Questions may be left unanswered."""
        asked = {question.id: question for question in self.questions}
        for name, chosen in answers.items():
            if name not in asked:
                return f"answers: found the question {name!r}; allowed: {', '.join(asked)}"
            choices = {choice.id: choice for choice in asked[name].choices}
            if chosen not in choices:
                return f"answers.{name}: found {chosen!r}; allowed: {', '.join(choices)}"
        if not answers:
            return "answers: found none; allowed: at least one"
        if reason and reason not in {known.id for known in self.reasons}:
            return f"reason: found {reason!r}; allowed: {', '.join(known.id for known in self.reasons) or 'none'}"
        if reason and not any(self._is_low(name, chosen) for name, chosen in answers.items()):
            return f"reason: found {reason!r}; allowed: only after a low answer"
        return ""

    def _is_low(self, question: str, chosen: str) -> bool:
        return any(
            choice.low
            for asked in self.questions
            if asked.id == question
            for choice in asked.choices
            if choice.id == chosen
        )


def score(points: Mapping[str, int], counts: Mapping[str, int]) -> Decimal | None:
    """The sum of points divided by the number of answers, to one decimal, halves up; None of none.

    TT 01/2018/TT-VPCP, Article 15.2a.
    """
    number = sum(counts.values())
    if not number:
        return None
    total = sum(points[choice] * count for choice, count in counts.items())
    return (Decimal(total) / number).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _twice(key: str, ids: Iterable[str]) -> Iterator[Problem]:
    for name, times in Tally(ids).items():
        if times > 1:
            yield Problem(key, f"{name!r} {times} times", "every id once")
