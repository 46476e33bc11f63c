"""Whole numbers as offices write them in tables: dots, blanks or commas between thousands. Pure; guesses nothing."""

import re
from decimal import Decimal

_GROUPED = re.compile(r"[0-9]{1,3}(?:[.,   ][0-9]{3})+")
_PLAIN = re.compile(r"[0-9]{1,12}(?:[.,]0+)?")
_NOTHING = frozenset({"", "-", "–", "—", "x", "/"})
MOST = 10**12


def read_count(cell: object) -> int | None:
    """The number that a cell says; None: nothing stands there. Raises ValueError of anything else."""
    if cell is None:
        return None
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        if cell != cell or not 0 <= cell < MOST or int(cell) != cell:  # noqa: PLR0124 - not a number
            raise ValueError(f"no whole number: {cell!r}")
        return int(cell)
    said = " ".join(str(cell).split())
    if said.casefold() in _NOTHING:
        return None
    if _GROUPED.fullmatch(said):
        return int(re.sub(r"[^0-9]", "", said))
    if _PLAIN.fullmatch(said):
        return int(re.split(r"[.,]", said)[0])
    raise ValueError(f"no whole number: {said!r}")
