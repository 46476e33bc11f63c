"""The tables as a PDF to be signed and stamped: the national heading, page numbers, room for two signatures.

Layout after the habits of Decree 30/2020/NĐ-CP: agency left, nation and motto right, Times-like letters.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Literal

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import KeepTogether, Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as Grid

from contracts.forms.table import Table, depth, headings, is_number, text, widths

FONTS = Path(__file__).parent / "fonts"
FACES = {
    "Serif": FONTS / "LiberationSerif-Regular.ttf",
    "Serif-Bold": FONTS / "LiberationSerif-Bold.ttf",
    "Serif-Italic": FONTS / "LiberationSerif-Italic.ttf",
}
MARGIN = 15 * mm
TA_CENTER: Literal[1] = 1
TA_RIGHT: Literal[2] = 2
LEAST_LETTERS, MOST_LETTERS = 6, 60
"""Of a column, when the page is shared out."""
MOST_TOGETHER = 20
"""Lines of a table that is not broken over two pages."""
_LINE = 0.5


@dataclass(frozen=True)
class Letterhead:
    """The words around the tables."""

    left: Sequence[str]
    """The authority, and below it the office in bold."""
    nation: str
    motto: str
    title: str
    period: str
    notes: Sequence[str]
    made: Sequence[str]
    """Below everything: when, by which program, resting on which journal."""
    place: str
    signers: Sequence[tuple[str, str]]
    """Who signs, and what is written below: left and right."""
    page: str
    """With ``{page}``."""
    anchor: str = ""
    """What ``motcua report verify`` looks for among the file's properties."""


def paper(head: Letterhead, tables: Iterable[Table]) -> bytes:
    """The file."""
    _register()
    held = io.BytesIO()
    page = landscape(A4)
    document = SimpleDocTemplate(
        held,
        pagesize=page,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=head.title,
        subject=head.period,
        keywords=[head.anchor] if head.anchor else [],
        lang="vi",
    )
    wide = page[0] - 2 * MARGIN
    story: list[Any] = [_heading(head, wide), Spacer(1, 6 * mm)]
    story += [Paragraph(escape(head.title), _style("Serif-Bold", 14, TA_CENTER))]
    story += [Paragraph(escape(head.period), _style("Serif-Italic", 12, TA_CENTER)), Spacer(1, 3 * mm)]
    story += [Paragraph(escape(note), _style("Serif", 11)) for note in head.notes]
    *before, last = tables
    for table in before:
        story += _table(table, wide)
    story += _table(last, wide, _signatures(head, wide))

    def footer(canvas: Any, _document: Any) -> None:
        canvas.saveState()
        canvas.setFont("Serif", 9)
        canvas.drawString(MARGIN, 8 * mm, "   ".join(head.made))
        canvas.drawRightString(page[0] - MARGIN, 8 * mm, head.page.format(page=canvas.getPageNumber()))
        canvas.restoreState()

    document.build(story, onFirstPage=footer, onLaterPages=footer)
    return held.getvalue()


def _register() -> None:
    for name, path in FACES.items():
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, path))


def _style(face: str, size: float, align: Literal[0, 1, 2] = 0) -> ParagraphStyle:
    return ParagraphStyle(
        f"{face}{size}{align}", fontName=face, fontSize=size, leading=size * 1.25, alignment=align
    )


def _heading(head: Letterhead, wide: float) -> Grid:
    left = [
        Paragraph(escape(line), _style("Serif" if n < len(head.left) - 1 else "Serif-Bold", 12, TA_CENTER))
        for n, line in enumerate(head.left)
    ]
    right = [
        Paragraph(escape(head.nation), _style("Serif-Bold", 12, TA_CENTER)),
        Paragraph(f"<u>{escape(head.motto)}</u>", _style("Serif-Bold", 13, TA_CENTER)),
    ]
    return Grid(
        [[left, right]], colWidths=[wide * 0.45, wide * 0.55], style=[("VALIGN", (0, 0), (-1, -1), "TOP")]
    )


def _table(table: Table, wide: float, end: Sequence[Any] = ()) -> list[Any]:
    """``end``: what stands below the last one; never alone on a page, which nobody would sign and stamp."""
    cell, number = _style("Serif", 10), _style("Serif", 10, TA_RIGHT)
    head, bold, bold_number = (
        _style("Serif-Bold", 10, TA_CENTER),
        _style("Serif-Bold", 10),
        _style("Serif-Bold", 10, TA_RIGHT),
    )
    rows: list[list[Any]] = [["" for _ in table.columns] for _ in range(depth(table))]
    spans = []
    for one in headings(table):
        rows[one.row][one.column] = Paragraph(escape(one.head.text), head)
        last_cell = (one.column + one.head.columns - 1, one.row + one.head.rows - 1)
        spans.append(("SPAN", (one.column, one.row), last_cell))
    for place, cells in enumerate(table.rows):
        styles = (bold, bold_number) if table.is_sum(place) else (cell, number)
        rows.append([Paragraph(escape(text(one)), styles[is_number(one)]) for one in cells])
    grid = Grid(
        rows,
        colWidths=_columns(table, wide),
        repeatRows=depth(table),
        style=[
            *spans,
            ("GRID", (0, 0), (-1, -1), _LINE, colors.black),
            ("BACKGROUND", (0, 0), (-1, depth(table) - 1), colors.HexColor("#E8EEF4")),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("TOPPADDING", (0, 0), (-1, -1), 1),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ],
    )
    title = Paragraph(escape(table.title), _style("Serif-Bold", 12))
    notes = [Paragraph(escape(note), _style("Serif-Italic", 9)) for note in table.notes]
    above, space = [title, Spacer(1, 1.5 * mm), grid], Spacer(1, 5 * mm)
    short = len(rows) < MOST_TOGETHER
    if end:
        return [space, *([KeepTogether(above)] if short else above), KeepTogether([*notes, *end])]
    return [space, KeepTogether([*above, *notes])] if short else [space, *above, *notes]


def _columns(table: Table, wide: float) -> list[float]:
    """Each column has of the page what its longest text has of all of them; a very long one is broken into lines."""
    letters = [min(MOST_LETTERS, max(LEAST_LETTERS, one)) for one in widths(table)]
    return [wide * one / sum(letters) for one in letters]


def _signatures(head: Letterhead, wide: float) -> list[Any]:
    cells = [
        [
            Paragraph(escape(who), _style("Serif-Bold", 12, TA_CENTER)),
            Paragraph(escape(how), _style("Serif-Italic", 11, TA_CENTER)),
        ]
        for who, how in head.signers
    ]
    dated = Paragraph(escape(head.place), _style("Serif-Italic", 12, TA_CENTER))
    grid = Grid(
        [["", dated], cells], colWidths=[wide / 2, wide / 2], style=[("VALIGN", (0, 0), (-1, -1), "TOP")]
    )
    return [Spacer(1, 8 * mm), grid, Spacer(1, 26 * mm)]
