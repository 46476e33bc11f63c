"""Tables for programs: CSV and JSON."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import asdict

from contracts.forms.table import Table, plain
from controller.figures.figures import Figures

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would compute."""


def as_csv(tables: Iterable[Table]) -> bytes:
    """All tables below one another; with a mark that lets Excel read the letters."""
    held = io.StringIO()
    writer = csv.writer(held)
    for table in tables:
        writer.writerow([table.title])
        writer.writerow(table.columns)
        writer.writerows([[inert(plain(cell)) for cell in row] for row in table.rows])
        writer.writerow([])
    return held.getvalue().encode("utf-8-sig")


def as_json(figures: Figures, tables: Iterable[Table]) -> bytes:
    """For programs."""
    period = figures.period
    told = {
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "journal": figures.newest,
        "tables": [
            {
                **asdict(table),
                "sums": sorted(table.sums),
                "rows": [[plain(cell) for cell in row] for row in table.rows],
            }
            for table in tables
        ],
    }
    return json.dumps(told, ensure_ascii=False).encode()


def inert(value: str | float | None) -> str | int | float | None:
    """A cell that no spreadsheet computes."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
