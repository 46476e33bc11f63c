"""What a file of procedures would change, line by line, in one language: the same for the command and the page. Pure."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from controller.catalogue.changes import Changes
from controller.catalogue.procedure import Gap, Procedure, gaps
from controller.catalogue.reading import Note, Report

MOST_CODES = 30
Say = Callable[..., str]


def note(say: Say, one: Note) -> str:
    """What is strange about a row."""
    part = say(f"catalogue-part.{one.field}") if one.field else ""
    return say(f"catalogue.odd-{one.what}", row=one.row, code=one.code or "?", said=one.said, field=part)


def missing(say: Say, procedures: Iterable[Procedure], today: date) -> Iterator[str]:
    """What citizens would ask for and the catalogue does not say, and what is not shown to them."""
    by_gap: dict[Gap, list[str]] = {}
    for one in procedures:
        for gap in gaps(one, today):
            by_gap.setdefault(gap, []).append(one.code)
    for gap, codes in by_gap.items():
        yield say(f"catalogue.gap-{gap}", count=len(codes), codes=some(codes))


def changed(say: Say, report: Report, changes: Changes) -> Iterator[str]:
    """What would be other than before."""
    yield say("catalogue.read", count=len(report.procedures), left_out=report.left_out)
    for name in ("new", "changed", "gone", "worse", "kept"):
        codes = getattr(changes, name)
        if codes:
            yield say(f"catalogue.{name}", count=len(codes), codes=some(codes))
    if changes.unsaid:
        yield say(
            "catalogue.unsaid", fields=", ".join(say(f"catalogue-part.{name}") for name in changes.unsaid)
        )


def some(codes: Iterable[str]) -> str:
    """Codes, as many as a line has room for."""
    listed = list(codes)
    return ", ".join(listed[:MOST_CODES]) + (" …" if len(listed) > MOST_CODES else "")
