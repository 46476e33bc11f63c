"""What people said of offices: of each question how often each answer was given, and between which shares the truth lies. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from contracts.chance import interval
from contracts.open_data import SMALLEST


@dataclass(frozen=True, order=True)
class Question:
    """What was asked. ``best``: how many choices, from the first, count as satisfied."""

    questionnaire: str
    version: int
    question: str
    text: str
    choices: tuple[str, ...]
    best: int

    @property
    def asked(self) -> tuple[object, ...]:
        """What must be the same for two offices' answers to be added up; words of the question itself may differ."""
        return self.questionnaire, self.version, self.question, self.choices, self.best


@dataclass(frozen=True)
class Said:
    """How often each choice of a question was taken in one office."""

    office: int
    question: Question
    counts: tuple[int, ...]


class View(StrEnum):
    """Where a share stands beside that of all."""

    BETTER = "better"
    WORSE = "worse"
    ALIKE = "alike"
    """The difference may be chance."""


@dataclass(frozen=True)
class Opinion:
    """One row. ``low`` and ``high``: between them the share of the satisfied lies, in 95 of 100 cases."""

    name: str
    counts: tuple[int, ...]
    satisfied: int
    low: float
    high: float
    view: View = View.ALIKE

    @property
    def number(self) -> int:
        """Of answers."""
        return sum(self.counts)

    @property
    def share(self) -> float:
        """Of the satisfied."""
        return self.satisfied / self.number


@dataclass(frozen=True)
class Asked:
    """A question with its rows, the most satisfied first, and all of them together."""

    question: Question
    rows: tuple[Opinion, ...]
    whole: Opinion


def opinions(said: Iterable[Said], names: Mapping[int, str]) -> list[Asked]:
    """By question. ``names``: what each office counts as: several may be one; who has none is left out."""
    words: dict[tuple[object, ...], Question] = {}
    found: dict[tuple[object, ...], dict[str, tuple[int, ...]]] = {}
    for one in said:
        if one.office not in names:
            continue
        key, name = one.question.asked, names[one.office]
        words.setdefault(key, one.question)
        rows = found.setdefault(key, {})
        rows[name] = added(rows.get(name, ()), one.counts)
    listed = [_asked(words[key], rows) for key, rows in found.items()]
    return sorted((one for one in listed if one), key=lambda one: (-one.whole.number, one.question))


def added(one: Iterable[int], more: Iterable[int]) -> tuple[int, ...]:
    """The sum, place by place."""
    return tuple(left + right for left, right in zip_longest(one, more, fillvalue=0))


def _asked(question: Question, rows: Mapping[str, tuple[int, ...]]) -> Asked | None:
    everything: tuple[int, ...] = ()
    for counts in rows.values():
        everything = added(everything, counts)
    whole = _opinion("", question, everything, None)
    if whole is None:
        return None
    told = [row for name, counts in rows.items() if (row := _opinion(name, question, counts, whole.share))]
    ordered = sorted(told, key=lambda row: (-row.share, -row.number, row.name))
    return Asked(question, tuple(ordered), whole)


def _opinion(name: str, question: Question, counts: tuple[int, ...], overall: float | None) -> Opinion | None:
    """None of too few: then nothing is said."""
    best, between = sum(counts[: question.best]), interval(sum(counts[: question.best]), sum(counts))
    if between is None or sum(counts) < SMALLEST:
        return None
    low, high = between
    view = View.ALIKE
    if overall is not None:
        view = View.BETTER if low > overall else View.WORSE if high < overall else View.ALIKE
    return Opinion(name, counts, best, low, high, view)
