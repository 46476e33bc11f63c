"""`make report-check`: a seeded year through the real rules; every figure computed again in two other ways, every form made and
opened again by other libraries, cell by cell. One JSON line; 1 when anything differs.

``--tickets N`` asks for about so many numbers in the year (a province centre has 300,000), ``--seed`` for another year.
"""

import argparse
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.figures import percentile
from contracts.forms.annex import Late, annex
from contracts.forms.lacking import LIST
from contracts.forms.law import form_06a, form_07b, form_766
from contracts.forms.paper import Letterhead, paper
from contracts.forms.procedure_counts import Listed, procedure_counts
from contracts.forms.progress import progress
from contracts.forms.table import Table
from contracts.forms.workbook import Heading, workbook
from contracts.texts import FIRST, load_catalogue
from controller.figures.audit import Audit
from controller.figures.book import Book
from controller.figures.figures import Figures
from controller.figures.overtaking import overtakings
from controller.figures.pauses import pauses
from controller.figures.period import Kind, Period, around
from controller.figures.report import Names, Report
from controller.figures.sheet import Side, everything
from controller.figures.story import story
from controller.figures.tally import COUNTS
from controller.figures.unit_file import read_units
from controller.journal.folder import FILE
from controller.web.figures import TEXTS
from tests.integration.figures.journals import write
from tests.report_check import again, plain, year
from tests.unit.figures.test_finished_tables import ANNEX
from tests.unit.figures.test_progress import one as dossier

PER_PRESS = 0.17
"""Numbers that a press of the play gives on a full day; the others find the office shut, or nobody to call."""
MOST_YEAR_MS = 1000.0
ASKED = 20
MOST_TOLD = 5


def local(at: int) -> datetime:
    """The office's wall time."""
    return datetime.fromtimestamp(at / 1000, UTC).replace(tzinfo=None) + timedelta(hours=7)


def periods() -> Iterator[Period]:
    """The year, its quarters, some months, weeks and days."""
    yield around(Kind.YEAR, date(2026, 6, 1))
    for month in (1, 4, 7, 10):
        yield around(Kind.QUARTER, date(2026, month, 1))
    for month in (2, 11):
        yield around(Kind.MONTH, date(2026, month, 1))
    for day in (date(2026, 3, 4), date(2026, 9, 17)):
        yield around(Kind.WEEK, day)
        yield around(Kind.DAY, day)


def compared(figures: Figures, days: dict[str, Any], db: sqlite3.Connection) -> Iterator[str | None]:
    """Each figure of a period against plain Python, and what SQL can count against SQL: None, or what differs."""
    first, last = figures.period.first.isoformat(), figures.period.last.isoformat()
    within = [sides for day, sides in days.items() if first <= day <= last]
    wanted, ours = _plain(within), _ours(figures)
    for place in sorted({*wanted, *ours}):
        left, right = ours.get(place) or 0, wanted.get(place) or 0
        yield None if left == right else f"{figures.period.kind} {place}: {left} is not {right}"
    told, whole = plain.by_sql(db, first, last), everything(figures.sheet)
    for name in plain.SQL:
        left, right = getattr(whole, name), told[name]
        yield None if left == right else f"{name} by SQL: {left} is not {right}"
    for side in plain.SIDES_BY_SQL:
        counted = {str(key): tally.issued for key, tally in figures.sheet.get(Side(side), {}).items()}
        yield None if counted == dict(told[side]) else f"{side} by SQL: {counted} is not {dict(told[side])}"


UNTIMED = {"language", "kiosk", "quarter", "weekday"}
"""Sides of which no durations are kept."""


def _plain(days: Sequence[dict[str, Any]]) -> dict[tuple[str, str, str], Any]:
    """Side, key and name -> a number, or sorted seconds."""
    found: dict[tuple[str, str, str], Any] = {}
    for sides in days:
        for side, keys in sides.items():
            for key, named in keys.items():
                for name, value in named.items():
                    if side in UNTIMED and name in plain.LISTS:
                        continue
                    place = (side, key, name)
                    found[place] = found.get(place, [] if isinstance(value, list) else 0) + value
    return {place: sorted(value) if isinstance(value, list) else value for place, value in found.items()}


def _ours(figures: Figures) -> dict[tuple[str, str, str], Any]:
    """The same of the book."""
    found: dict[tuple[str, str, str], Any] = {}
    for side, keys in figures.sheet.items():
        for key, tally in keys.items():
            found |= {(str(side), str(key), name): getattr(tally, name) for name in COUNTS}
            found |= {(str(side), str(key), name): sorted(getattr(tally, name)) for name in plain.LISTS}
    return found


def forms(book: Book, folder: Path, say: Callable[..., str]) -> Iterator[tuple[str, tuple[Table, ...]]]:
    """Every form there is, with its tables."""
    names = Names({}, {}, {})
    report, audit = Report(names, say, 1800), Audit(names, say, local)
    for period in (around(Kind.YEAR, date(2026, 6, 1)), around(Kind.DAY, date(2026, 3, 4))):
        figures = [book.figures(one) for one in (period, period.before(), period.last_year())]
        yield f"report-{period.kind}", tuple(table for table in report.tables(*figures) if table.rows)
    day = "2026-03-04"
    events = book.events(day)
    yield "story", (audit.told([one.line for one in story(day, events)]),)
    yield "audit", (audit.overtakings(overtakings(day, events)), audit.pauses(pauses(events)))
    dossiers = [
        dossier(received=date(2026, 10, n), due=date(2026, 10, n + 2), ended=date(2026, 10, n + n % 4))
        for n in range(1, 25)
    ]
    rows = progress(dossiers, date(2026, 10, 1), date(2026, 12, 31))
    yield "06a", (form_06a(rows, say),)
    yield "06a-blank", (form_06a((), say, {LIST}),)
    yield "766", (form_766(rows, say),)
    yield "07b", (form_07b([procedure_counts([Listed("Cấp xã", received=True)] * 3, "Xã A")], say),)
    (folder / "annex.csv").write_text(ANNEX, "utf-8")
    units = read_units(folder / "annex.csv")
    yield "annex", (annex(units.groups, [Late(one) for one in units.reasons], say),)


def made(tables: Sequence[Table], say: Callable[..., str]) -> tuple[bytes, bytes]:
    """As an Excel file and as a paper."""
    excel = workbook(Heading(("ỦY BAN NHÂN DÂN XÃ",), "Thử", "Kỳ thử", ("Lập thử",)), tables)
    signers = ((say("document.maker"), say("document.sign")), (say("document.head"), say("document.seal")))
    head = Letterhead(("ỦY BAN NHÂN DÂN XÃ",), say("document.nation"), say("document.motto"), "Thử", "Kỳ thử", (), ("Lập thử",),
                      say("document.place"), signers, say("document.page", page="{page}"))  # fmt: skip
    return excel, paper(head, tables)


def computed(book: Book, folder: Path) -> Iterator[str | None]:
    """Every figure of every period against the other two ways."""
    with closing(sqlite3.connect(folder / FILE)) as db:
        days = plain.all_figures(db, local)
        plain.with_index(db)
        for period in periods():
            yield from compared(book.figures(period), days, db)


def reopened(name: str, tables: Sequence[Table], say: Callable[..., str]) -> Iterator[str | None]:
    """Every cell of a form as other libraries read it."""
    excel, signed = made(tables, say)
    for wrong in (*again.in_workbook(excel, tables), *again.in_paper(signed, tables)):
        yield f"{name}: {wrong}" if wrong else None


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What it gives, and the seconds of processor time that it takes."""
    begun = time.process_time()
    return work(), time.process_time() - begun


def check(folder: Path, seed: int, tickets: int) -> dict[str, Any]:
    """Everything that is promised of figures, in numbers."""
    texts = load_catalogue(*TEXTS)

    def say(key: str, **facts: object) -> str:
        return texts.say(FIRST, key, **facts)

    write(folder, dict(year.year(seed, max(60, round(tickets / 255 / PER_PRESS)))))
    book, whole_year = Book(folder, local), around(Kind.YEAR, date(2026, 6, 1))
    whole, build_s = timed(lambda: book.figures(whole_year))
    took = [timed(lambda: book.figures(whole_year))[1] * 1000 for _ in range(ASKED)]
    figures = list(computed(book, folder))
    drawn = dict(forms(book, folder, say))
    cells = [told for name, tables in drawn.items() for told in reopened(name, tables, say)]
    missing = sum(again.letters_missing(tables) for tables in drawn.values())
    trouble = [told for told in (*figures, *cells) if told]
    issued = everything(whole.sheet).issued
    return {
        "seed": seed,
        "days": len(whole.by_day),
        "tickets": issued,
        "figures": len(figures),
        "forms": len(drawn),
        "cells": len(cells),
        "differences": len(trouble),
        "letters_missing": missing,
        "build_s": round(build_s, 2),
        "build_s_per_300000": round(build_s / issued * 300_000, 1),
        "year_ms_p50": round(percentile(took, 50), 1),
        "year_ms_p99": round(percentile(took, 99), 1),
        "trouble": trouble[:MOST_TOLD],
        "good": not trouble and not missing and percentile(took, 99) < MOST_YEAR_MS,
    }


def main() -> int:
    """Check, tell, and say whether every promise holds."""
    parser = argparse.ArgumentParser(prog="python -m tests.report_check", description=__doc__)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--tickets", type=int, default=15_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="motcua-") as folder:
        line = check(Path(folder), args.seed, args.tickets)
    print(json.dumps(line, ensure_ascii=False))
    return 0 if line["good"] else 1


if __name__ == "__main__":
    sys.exit(main())
