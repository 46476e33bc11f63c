"""What an office states to its province beside its facts: sums that do not follow from them, each whole and by its name.

A statement takes the place of the one of the same name that was made before. Of ratings only sums leave the office, of whole
days that are over, and never of fewer than five people: no single rating, no time, nothing that anybody wrote. They are
sums that the office's own page tells, too, so that nobody who reads both finds one rating.
"""

from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from contracts.open_data import SMALLEST
from contracts.province import Part, Plain, Word

MOST_CHOICES, MOST_QUESTIONS, MOST_BLOCKS = 7, 60, 31
Times = Annotated[int, Field(ge=0, le=1_000_000)]


class StatementKind(StrEnum):
    """What a statement is about."""

    RATINGS = "ratings"
    """Of a month, ``RatingMonth``; its name is the month, ``2026-11``."""
    FORM_06A = "form-06a"
    """How dossiers went in a period that is over, ``StatedForm``; its name is ``form_name``."""
    FORM_07B = "form-07b"
    """How many procedures there are, ``contracts.stated_forms.StatedProcedures``; named alike."""
    ANNEX = "annex"
    """How dossiers went, office by office, and why they were late: ``contracts.stated_forms.StatedAnnex``; named alike."""


class RatingBlock(Part):
    """So many days, both included, that at least five people answered; ``counts``: how often each choice was taken."""

    first: date
    last: date
    counts: Annotated[tuple[Times, ...], Field(min_length=2, max_length=MOST_CHOICES)]

    @model_validator(mode="after")
    def _enough(self) -> Self:
        if self.last < self.first:
            raise ValueError("last lies before first")
        if sum(self.counts) < SMALLEST:
            raise ValueError(f"of fewer than {SMALLEST} people")
        return self


class RatedQuestion(Part):
    """One question of one version of a questionnaire. ``best``: how many choices, from the first, count as satisfied."""

    questionnaire: Word
    version: Annotated[int, Field(ge=1, le=9999)]
    question: Word
    text: Plain
    choices: Annotated[tuple[Plain, ...], Field(min_length=2, max_length=MOST_CHOICES)]
    best: Annotated[int, Field(ge=1, lt=MOST_CHOICES)]
    blocks: Annotated[tuple[RatingBlock, ...], Field(min_length=1, max_length=MOST_BLOCKS)]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.best >= len(self.choices):
            raise ValueError("every choice counts as satisfied")
        if any(len(block.counts) != len(self.choices) for block in self.blocks):
            raise ValueError("counts are not those of the choices")
        if any(later.first <= earlier.last for earlier, later in pairwise(self.blocks)):
            raise ValueError("blocks overlap")
        return self


class RatingMonth(Part):
    """What was said in a month, question by question."""

    month: date
    """Its first day."""
    questions: Annotated[tuple[RatedQuestion, ...], Field(min_length=1, max_length=MOST_QUESTIONS)]

    @model_validator(mode="after")
    def _within(self) -> Self:
        days = [day for one in self.questions for block in one.blocks for day in (block.first, block.last)]
        if self.month.day != 1 or any(day.replace(day=1) != self.month for day in days):
            raise ValueError("a day lies outside the month")
        names = [(one.questionnaire, one.version, one.question) for one in self.questions]
        if len(set(names)) < len(names):
            raise ValueError("a question twice")
        return self


MOST_ROWS = 300


class FormRow(Part):
    """One field of form II.06a, counted; names as ``contracts.forms.progress.Progress`` has them."""

    name: Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{1,300}$")]
    online: Times = 0
    direct: Times = 0
    carried: Times = 0
    early: Times = 0
    on_time: Times = 0
    late: Times = 0
    open_in_time: Times = 0
    open_late: Times = 0
    post: Times = 0
    paused_in_time: Times = 0
    paused_late: Times = 0


class StatedForm(Part):
    """What the head of an office hands up. ``lacks``: what its source did not say, as ``contracts.forms.lacking`` names it."""

    first: date
    last: date
    rows: Annotated[tuple[FormRow, ...], Field(min_length=1, max_length=MOST_ROWS)]
    lacks: Annotated[tuple[Word, ...], Field(max_length=8)] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError("last lies before first")
        if any(row.paused_in_time + row.paused_late > row.open_in_time for row in self.rows):
            raise ValueError("more wait for papers than are open")
        return self


def form_name(first: date, last: date) -> str:
    """By which a form of a period is known."""
    return f"{first}-{last}"


def is_form_name(name: str) -> bool:
    """Whether it names a period as ``form_name`` does."""
    try:
        first, last = date.fromisoformat(name[:10]), date.fromisoformat(name[11:])
    except ValueError:
        return False
    return first <= last and form_name(first, last) == name
