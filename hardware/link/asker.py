"""Asking the desk until it answers: the same command, with the same id, again and again. Pure.

The desk knows the id of what it has answered and gives the same answer again, so that neither a lost command nor a
lost reply can do anything twice. Whoever asks keeps an OpenQuestion and lets time pass with ``go_on``; what it hands
back is to be sent now. Times are monotonic seconds of the asker's own clock.
"""

from dataclasses import dataclass, field, replace
from math import inf
from typing import Generic, NamedTuple, TypeVar

from contracts import messages as m
from contracts.vocabulary import RequestId

MOST_AT_ONCE = 50
"""So many questions of one asker are under way: a desk that comes back must not drown in them."""

Question = TypeVar("Question", bound=m.Command)
"""One kind of command, or of look-up."""


@dataclass(frozen=True)
class Patience:
    """How one kind of question is asked: said again every ``repeat_s`` seconds, and given up after ``give_up_s``.

    What must not come late is given up while the desk still takes it; what must arrive is never given up.
    """

    repeat_s: float
    give_up_s: float = inf


@dataclass(frozen=True)
class OpenQuestion(Generic[Question]):
    """What the desk has not answered: wanted ``since``, to be said at ``next_at``."""

    command: Question = field(repr=False)
    since: float
    next_at: float

    @property
    def id(self) -> RequestId:
        """What the reply will name."""
        return self.command.request_id


class Turn(NamedTuple, Generic[Question]):
    """What stands open now (None: it was given up), and what is to be sent."""

    question: OpenQuestion[Question] | None
    due: tuple[Question, ...]


class Round(NamedTuple, Generic[Question]):
    """The same of several."""

    questions: tuple[OpenQuestion[Question], ...]
    due: tuple[Question, ...]


def begin(command: Question, now: float, *, in_s: float = 0.0) -> OpenQuestion[Question]:
    """A question that is due ``in_s`` seconds from now: for the first time, or again for whoever sends it now."""
    return OpenQuestion(command, since=now, next_at=now + in_s)


def go_on(question: OpenQuestion[Question], now: float, patience: Patience) -> Turn[Question]:
    """Time has passed."""
    if now - question.since >= patience.give_up_s:
        return Turn(None, ())
    if now < question.next_at:
        return Turn(question, ())
    return Turn(replace(question, next_at=now + patience.repeat_s), (question.command,))


def go_on_all(
    questions: tuple[OpenQuestion[Question], ...], now: float, patience: Patience
) -> Round[Question]:
    """Time has passed for several; only the first MOST_AT_ONCE are asked."""
    turns = [go_on(question, now, patience) for question in questions[:MOST_AT_ONCE]]
    still_open = tuple(turn.question for turn in turns if turn.question)
    return Round(
        still_open + questions[MOST_AT_ONCE:], tuple(command for turn in turns for command in turn.due)
    )


def hurry(questions: tuple[OpenQuestion[Question], ...], now: float) -> tuple[OpenQuestion[Question], ...]:
    """Everything is due now: there is a new chance to be heard."""
    return tuple(replace(question, next_at=now) for question in questions)


def find(questions: tuple[OpenQuestion[Question], ...], answered: RequestId) -> OpenQuestion[Question] | None:
    """The question that this reply answers; None for an old or a foreign one."""
    return next((question for question in questions if question.id == answered), None)


def without(
    questions: tuple[OpenQuestion[Question], ...], answered: RequestId
) -> tuple[OpenQuestion[Question], ...]:
    """What is still open after this reply."""
    return tuple(question for question in questions if question.id != answered)
