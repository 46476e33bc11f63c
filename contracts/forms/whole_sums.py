"""Sums of which a part may be missing: such a sum says so, and what is missing is never counted as 0. Pure."""

from collections.abc import Sequence

from contracts.forms.table import Cell, Count, InPart, Say
from contracts.forms.written import count


def sum_cell(values: Sequence[int | None], say: Say, *, whole: bool) -> Cell:
    """The sum of what is known. ``whole``: whether nobody is missing."""
    known = [value for value in values if value is not None]
    value = sum(known)
    if whole and len(known) == len(values):
        return Count(value)
    return in_part(value, say)


def in_part(value: int, say: Say) -> InPart:
    """What is known of a sum of which a part is missing: of nothing known it is no number."""
    return InPart(say("form.at-least", value=count(value)) if value else say("form.unknown"))


def missing_notes(offices: Sequence[str], missing: Sequence[str], say: Say) -> tuple[str, ...]:
    """Of how many offices it is the sum, and who is missing, by name."""
    told = say("form.of", count=len(offices) - len(missing), all=len(offices))
    return (told, say("form.missing", offices=", ".join(missing))) if missing else (told,)
