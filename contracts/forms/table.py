"""A table of figures, as pages, spreadsheets, papers and programs all draw it. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from contracts.forms import written

Say = Callable[..., str]
"""A sentence by its key, filled with facts."""


@dataclass(frozen=True)
class Count:
    """A number of things."""

    value: int


@dataclass(frozen=True)
class Minutes:
    """A duration, kept in seconds and shown in whole minutes; None: there is none."""

    seconds: float | None


@dataclass(frozen=True)
class Share:
    """A part of a whole, shown in percent."""

    part: int
    whole: int


@dataclass(frozen=True)
class InPart:
    """A number of which a part is not known: what can be said of it."""

    words: str


Cell = str | Count | Minutes | Share | InPart


@dataclass(frozen=True)
class Head:
    """A heading over several columns, or down several rows."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True)
class Table:
    """``key`` names it for programs; ``total``: whether the last row sums up the others; ``sums``: further rows that sum up.

    ``bands``: the heading where it has several rows, as the law's forms have; ``columns`` then name each column alone.
    """

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    total: bool = False
    bands: tuple[tuple[Head, ...], ...] = ()
    sums: frozenset[int] = frozenset()

    def is_sum(self, row: int) -> bool:
        """Whether a row sums up others, and is written in bold."""
        return row in self.sums or (self.total and row == len(self.rows) - 1)


@dataclass(frozen=True)
class Placed:
    """Where a heading stands."""

    head: Head
    row: int
    column: int


def headings(table: Table) -> tuple[Placed, ...]:
    """The headings with their places, the rows from above."""
    bands = table.bands or (tuple(Head(column) for column in table.columns),)
    found: list[Placed] = []
    taken: set[tuple[int, int]] = set()
    for row, band in enumerate(bands):
        column = 0
        for head in band:
            while (row, column) in taken:
                column += 1
            found.append(Placed(head, row, column))
            taken |= {
                (row + down, column + right) for down in range(head.rows) for right in range(head.columns)
            }
            column += head.columns
    return tuple(found)


def depth(table: Table) -> int:
    """How many rows the heading has."""
    return len(table.bands) or 1


def text(cell: Cell) -> str:
    """A cell as people read it."""
    match cell:
        case Count(value):
            return written.count(value)
        case Minutes(seconds):
            return written.as_minutes(seconds)
        case Share(part, whole):
            return written.share(part, whole)
        case InPart(words):
            return words
        case _:
            return cell


def plain(cell: Cell) -> str | int | float | None:
    """A cell as programs read it: minutes and percentages as shown, None where there is nothing."""
    match cell:
        case Count(value):
            return value
        case Minutes(seconds):
            return written.minutes(seconds)
        case Share(part, whole):
            found = written.percent(part, whole)
            return None if found is None else float(found)
        case InPart(words):
            return words
        case _:
            return cell


def is_number(cell: Cell) -> bool:
    """Whether it is set to the right."""
    return not isinstance(cell, str)


def widths(table: Table) -> Sequence[int]:
    """The letters of the longest cell of each column; of headings, of their longest word."""
    heads = [max(len(word) for word in column.split() or [""]) for column in table.columns]
    cells = [[len(text(row[place])) for row in table.rows] for place in range(len(heads))]
    return [max([head, *column]) for head, column in zip(heads, cells, strict=True)]
