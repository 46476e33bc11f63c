"""Ratings as tables: each question with its answers, the share that was satisfied, and how sure that is. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from contracts.chance import interval
from contracts.forms.table import Cell, Count, Share, Table
from controller.figures.ratings import Marks, asked_in, hidden, mark
from controller.rating.questionnaire import Question, Questionnaire, score


@dataclass(frozen=True)
class Row:
    """A name, and what was said there."""

    name: str
    marks: Marks


@dataclass(frozen=True)
class RatingReport:
    """``known``: the questionnaires by id and version; ``fewest``: figures of fewer ratings are not told."""

    known: Mapping[tuple[str, int], Questionnaire]
    say: Callable[..., str]
    fewest: int

    def tables(self, head: str, rows: Sequence[Row], whole: Marks | None) -> Iterator[Table]:
        """Of every question that was asked. ``head``: what the rows are; ``whole``: all of them, for the last row.

        Without a whole each row stands for itself.
        """
        everything = whole if whole is not None else {key: 1 for row in rows for key in row.marks}
        for asked in asked_in(everything):
            questionnaire = self.known.get(asked)
            if questionnaire is None:  # its file is gone
                continue
            for question in questionnaire.questions:
                yield self._question(questionnaire, question, head, rows, whole)
            if questionnaire.reasons and whole is not None:
                yield self._reasons(questionnaire, whole)

    def _question(
        self, asked: Questionnaire, question: Question, head: str, rows: Sequence[Row], whole: Marks | None
    ) -> Table:
        counts = [self._counts(asked, question, row.marks) for row in rows]
        numbers = {str(at): sum(found.values()) for at, found in enumerate(counts)}
        unsaid = hidden(numbers, self.fewest) if whole is not None else self._few(numbers)
        cells = [
            self._cells(row.name, question, counts[at], is_told=str(at) not in unsaid)
            for at, row in enumerate(rows)
            if numbers[str(at)]
        ]
        if whole is not None:
            found = self._counts(asked, question, whole)
            is_told = sum(found.values()) >= self.fewest
            cells.append(self._cells(self.say("table.total"), question, found, is_told=is_told))
        title = self.say("table.rating", question=question.text.vi, name=asked.name.vi, version=asked.version)
        heads = (head, self.say("column.ratings"), *(choice.text.vi for choice in question.choices))
        heads += (self.say("column.satisfied"), self.say("column.interval"))
        if question.points:
            heads += (self.say("column.score"),)
        key = f"rating-{asked.id}-{asked.version}-{question.id}"
        return Table(key, title, heads, tuple(cells), self._notes(asked, question), total=whole is not None)

    def _few(self, numbers: Mapping[str, int]) -> frozenset[str]:
        return frozenset(key for key, number in numbers.items() if number < self.fewest)

    def _counts(self, asked: Questionnaire, question: Question, found: Marks) -> dict[str, int]:
        return {
            choice.id: found.get(mark(asked.id, asked.version, question.id, choice.id), 0)
            for choice in question.choices
        }

    def _cells(
        self, name: str, question: Question, counts: Mapping[str, int], *, is_told: bool
    ) -> tuple[Cell, ...]:
        points = question.points
        if not is_told:
            nothing = ("-",) * (len(question.choices) + 2 + bool(points))
            return (name, self.say("rating.few", fewest=self.fewest), *nothing)
        number = sum(counts.values())
        best = sum(counts[choice.id] for choice in question.choices[: question.best])
        shares = tuple(Share(counts[choice.id], number) for choice in question.choices)
        cells: tuple[Cell, ...] = (name, Count(number), *shares, Share(best, number), _between(best, number))
        return (*cells, _written(score(points, counts))) if points else cells

    def _reasons(self, asked: Questionnaire, whole: Marks) -> Table:
        counts = [whole.get(mark(asked.id, asked.version, "", reason.id), 0) for reason in asked.reasons]
        number = sum(counts)
        rows: tuple[tuple[Cell, ...], ...] = ()
        if number >= self.fewest:
            rows = tuple(
                (reason.text.vi, Count(count), Share(count, number))
                for reason, count in zip(asked.reasons, counts, strict=True)
            )
        heads = (self.say("column.reason"), self.say("column.ratings"), self.say("column.share"))
        title = self.say("table.reasons", name=asked.name.vi, version=asked.version)
        return Table(f"reasons-{asked.id}-{asked.version}", title, heads, rows, (self.say("note.reasons"),))

    def _notes(self, asked: Questionnaire, question: Question) -> tuple[str, ...]:
        best = ", ".join(choice.text.vi for choice in question.choices[: question.best])
        notes = [self.say("note.satisfied", best=best), self.say("note.few", fewest=self.fewest)]
        if question.points:
            notes.append(self.say("note.score"))
        return (*notes, asked.basis) if asked.basis else tuple(notes)


def _between(part: int, whole: int) -> str:
    found = interval(part, whole)
    if found is None:
        return "-"
    low, high = (f"{Decimal(str(share * 100)).quantize(Decimal('0.1'))}".replace(".", ",") for share in found)
    return f"{low}% – {high}%"


def _written(value: Decimal | None) -> str:
    return "-" if value is None else f"{value}".replace(".", ",")
