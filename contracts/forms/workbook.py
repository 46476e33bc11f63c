"""The tables as an Excel file: numbers stay numbers, text stays text, and charts are Excel's own."""

import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import xlsxwriter

from contracts.forms.table import (
    Cell,
    Count,
    Minutes,
    Placed,
    Share,
    Table,
    depth,
    headings,
    plain,
    widths,
)

WIDEST = 46
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


@dataclass(frozen=True)
class Heading:
    """What stands above the tables on the first sheet."""

    left: Sequence[str]
    title: str
    period: str
    made: Sequence[str]
    anchor: str = ""
    """What ``motcua report verify`` looks for among the file's properties."""


Charted = Mapping[str, tuple[int, ...]]
"""Tables with a chart beside them by their keys, and the columns that it shows."""


def workbook(heading: Heading, tables: Iterable[Table], charted: Charted = MappingProxyType({})) -> bytes:
    """The file. One sheet for each table."""
    held = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(held, options) as book:
        font = {"font_name": "Times New Roman", "font_size": 12}
        styles = {
            "text": book.add_format({**font, "border": 1, "text_wrap": True, "valign": "top"}),
            "count": book.add_format({**font, "border": 1, "num_format": "#,##0", "valign": "top"}),
            "share": book.add_format({**font, "border": 1, "num_format": "0.0%", "valign": "top"}),
            "head": book.add_format(
                {
                    **font,
                    "border": 1,
                    "bold": True,
                    "text_wrap": True,
                    "align": "center",
                    "bg_color": "#E8EEF4",
                }
            ),
            "title": book.add_format({**font, "bold": True, "font_size": 14}),
            "note": book.add_format({**font, "italic": True, "text_wrap": True, "valign": "top"}),
            "plain": book.add_format(font),
        }
        styles["total"] = book.add_format({**font, "border": 1, "bold": True})
        styles["total-count"] = book.add_format({**font, "border": 1, "bold": True, "num_format": "#,##0"})
        styles["total-share"] = book.add_format({**font, "border": 1, "bold": True, "num_format": "0.0%"})
        properties = {"title": heading.title, "subject": heading.period, "comments": heading.anchor}
        book.set_properties(properties)
        names: set[str] = set()
        for number, table in enumerate(tables):
            columns = charted.get(table.key, ())
            _sheet(book, styles, table, heading if number == 0 else None, _name(table.title, names), columns)
    return held.getvalue()


def _name(title: str, taken: set[str]) -> str:
    """A sheet's name: at most 31 letters, none that Excel forbids, and every one once."""
    plain_title = unicodedata.normalize("NFC", title).translate(_FORBIDDEN).strip("' ")[:31] or "Sheet"
    name, number = plain_title, 2
    while name.casefold() in taken:
        name, number = f"{plain_title[:27]} ({number})", number + 1
    taken.add(name.casefold())
    return name


def _sheet(
    book: Any,
    styles: dict[str, Any],
    table: Table,
    heading: Heading | None,
    name: str,
    charted: Sequence[int],
) -> None:
    sheet, row = book.add_worksheet(name), 0
    if heading:
        for line in heading.left:
            sheet.write_string(row, 0, line, styles["plain"])
            row += 1
        sheet.write_string(row, 0, heading.title, styles["title"])
        sheet.write_string(row + 1, 0, heading.period, styles["plain"])
        row += 2
        for line in heading.made:
            sheet.write_string(row, 0, line, styles["plain"])
            row += 1
        row += 1
    sheet.write_string(row, 0, table.title, styles["title"])
    row += 1
    top = row
    for placed in headings(table):
        _head(sheet, top, placed, styles["head"])
    row += depth(table) - 1
    for number, cells in enumerate(table.rows):
        row += 1
        style = "total" if table.is_sum(number) else ""
        for place, cell in enumerate(cells):
            _write(sheet, row, place, cell, styles, style)
    for place, width in enumerate(widths(table)):
        sheet.set_column(place, place, min(WIDEST, max(9, width + 3)))
    for note in table.notes:
        row += 1
        sheet.merge_range(row, 0, row, max(1, len(table.columns) - 1), note, styles["note"])
        sheet.set_row(row, 32)
    sheet.freeze_panes(top + depth(table), 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top, top + depth(table) - 1)
    sheet.set_footer("&C&P / &N")
    if charted and len(table.rows) > 1:
        _chart(book, sheet, table, name, top, charted)


def _head(sheet: Any, top: int, placed: Placed, style: Any) -> None:
    head, row, column = placed.head, top + placed.row, placed.column
    if head.rows == head.columns == 1:
        sheet.write_string(row, column, head.text, style)
    else:
        sheet.merge_range(row, column, row + head.rows - 1, column + head.columns - 1, head.text, style)


def _chart(book: Any, sheet: Any, table: Table, name: str, top: int, charted: Sequence[int]) -> None:
    rows = len(table.rows) - (1 if table.total else 0)
    chart = book.add_chart({"type": "column"})
    for column in charted:
        chart.add_series(
            {
                "name": [name, top, column],
                "categories": [name, top + 1, 0, top + rows, 0],
                "values": [name, top + 1, column, top + rows, column],
            }
        )
    chart.set_title({"name": table.title, "name_font": {"size": 12}})
    chart.set_size({"width": 760, "height": 320})
    sheet.insert_chart(top, len(table.columns) + 1, chart)


def _write(sheet: Any, row: int, place: int, cell: Cell, styles: dict[str, Any], style: str) -> None:
    """Numbers as shown, so that what is added up by hand fits what was printed."""
    value = plain(cell)
    prefix = f"{style}-" if style else ""
    if isinstance(cell, Share) and isinstance(value, float):
        sheet.write_number(row, place, value / 100, styles[f"{prefix}share"])
    elif isinstance(cell, Count | Minutes) and isinstance(value, int):
        sheet.write_number(row, place, value, styles[f"{prefix}count"])
    elif value == "":
        sheet.write_blank(row, place, None, styles[style or "text"])
    else:
        sheet.write_string(row, place, "-" if value is None else str(value), styles[style or "text"])
