"""What stands in one cell of an export, as JSON can say it, and whether it is a code. Pure."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from contracts.dossiers import KNOWN_SHAPE, DossierCode, as_code
from contracts.letters import plain

MAX_TEXT = 500
Cell = str | int | float | bool | dict[str, str] | None
"""What JSON has too. An empty table stands for a cell that is not there."""
_FORMULA = re.compile(r'="(.*)"|=T\("(.*)"\)', re.DOTALL)
"""How programs write a text so that a spreadsheet does not take it for a number."""
_ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,3}")
_EXACT = 10**15
"""Spreadsheets keep 15 digits of a number."""
_TWO_WORDS = re.compile(r"[^\W_]\s+[^\W_]")


def plain_cell(cell: Any, spell: Callable[[str], str] = str) -> Cell:
    """A whole number without its ``.0``, a date as ISO 8601, a text in today's letters and not too long."""
    if isinstance(cell, str):
        text = spell(cell).strip()[:MAX_TEXT]
        wrapped = _FORMULA.fullmatch(text)
        return (wrapped[1] or wrapped[2] or "") if wrapped else text
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else cell if cell - cell == 0 else None
    if cell is None or isinstance(cell, bool | int):
        return cell
    if isinstance(cell, date | datetime | time):
        return cell.isoformat()
    return plain_cell(cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell), spell)


def is_rounded(cell: Cell) -> bool:
    """Whether a code was taken for a number, so that some of its digits are gone."""
    if isinstance(cell, int):
        return abs(cell) >= _EXACT
    return isinstance(cell, float) or bool(isinstance(cell, str) and _ROUNDED.fullmatch(cell))


def code_of(cell: Cell) -> DossierCode | None:
    """The dossier code in a cell; None when there is none, several, or one that a spreadsheet spoiled."""
    if cell is None or isinstance(cell, bool | dict) or is_rounded(cell):
        return None
    text = str(cell)
    code = as_code(text)
    if code is None or KNOWN_SHAPE.fullmatch(code):
        return code
    return None if _TWO_WORDS.search(plain(text).strip()) and ":" not in text else code
