"""More files of real offices: what programs write that nobody thinks of, and days that cannot be in that order."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from controller.dossier.export.words import Odd
from controller.dossier.port import AsWritten
from controller.dossier.settings import FieldNames
from tests.integration.dossier.binary_workbook import binary_workbook
from tests.integration.dossier.office_files import (
    HEAD,
    ROWS,
    A,
    B,
    Page,
    open_document,
    page_of_a_web_system,
    text_of,
    workbook,
)
from tests.integration.dossier.reading_files import BOTH, DOCS, UNNAMED, read, told

ALL = (HEAD, *ROWS)


def changed(book: bytes, part: str, old: str, new: str) -> bytes:
    """A zipped file with one of its parts changed, which must hold ``old``."""
    whole = BytesIO()
    with zipfile.ZipFile(BytesIO(book)) as source, zipfile.ZipFile(whole, "w") as made:
        for name in source.namelist():
            text = source.read(name).decode()
            assert name != part or old in text
            made.writestr(name, text.replace(old, new) if name == part else text)
    return whole.getvalue()


def with_formulas() -> bytes:
    """Each code is computed from other cells; the file has what came of it."""
    book = workbook(Page(ALL))
    for code in (A, B):
        plain = f't="inlineStr"><is><t xml:space="preserve">{code}</t></is>'
        book = changed(
            book, "xl/worksheets/sheet1.xml", plain, f't="str"><f>CONCATENATE(X1,Y1)</f><v>{code}</v>'
        )
    return book


def with_hidden_columns() -> bytes:
    """The status is in a column that nobody sees."""
    hidden = '<cols><col min="2" max="3" hidden="1" width="0"/></cols><sheetData>'
    return changed(workbook(Page(ALL)), "xl/worksheets/sheet1.xml", "<sheetData>", hidden)


def with_blank_cells_told_as_a_count() -> bytes:
    """As LibreOffice writes: so many cells, and so many rows, of the same."""
    cell = '<table:table-cell table:number-columns-repeated="3"/>'
    rows = f'<table:table-row table:number-rows-repeated="7">{cell}</table:table-row><table:table-row>'
    return changed(open_document(ALL), "content.xml", '"Tờ 1"><table:table-row>', f'"Tờ 1">{rows}')


FILES = {
    "binary.xlsb": binary_workbook(ALL),
    "days as numbers.xlsb": binary_workbook((HEAD, (*ROWS[0][:3], 46381.0), (*ROWS[1][:3], 46346.0))),
    "formulas.xlsx": with_formulas(),
    "hidden columns.xlsx": with_hidden_columns(),
    "LETTERS.XLSX": workbook(Page(ALL)),
    "a web page.xls": page_of_a_web_system(ALL),
    "a web page of Windows.xls": page_of_a_web_system(ALL, "utf-16"),
    "a text.xls": text_of(ALL, "\t").encode("utf-16"),
    "a text.xlsx": text_of(ALL, ";").encode("utf-8-sig"),
    "a workbook.csv": workbook(Page(ALL)),
    "UTF-16 of a large machine without its mark.csv": text_of(ALL).encode("utf-16-be"),
    "UTF-32.csv": text_of(ALL).encode("utf-32"),
    "too many commas.csv": text_of([(*row, "", "", "") for row in ALL]).encode(),
    "quoted.csv": text_of([[f'"{cell}"' for cell in row] for row in ALL]).encode(),
    "quoted, with line ends in it.csv": text_of(
        [[f'"{cell}"' for cell in row] for row in (HEAD, (f"{A}\n", *ROWS[0][1:]), (f"\n{B}", *ROWS[1][1:]))]
    ).encode(),
    "blanks around.csv": text_of([[f"  {cell} " for cell in row] for row in ALL], ";").encode(),
    "counted blanks.ods": with_blank_cells_told_as_a_count(),
}


@pytest.mark.parametrize("names", [DOCS, UNNAMED], ids=["named", "unnamed"])
@pytest.mark.parametrize("name", FILES)
def test_both_dossiers_are_found(name: str, names: FieldNames, tmp_path: Path):
    path = tmp_path / name
    path.write_bytes(FILES[name])
    found = read(path, names)
    assert told(found) == BOTH
    assert found.report.counts == {}


def test_a_due_date_before_the_day_of_receipt_is_told_and_not_hidden(tmp_path: Path):
    head = (*HEAD, "Ngày tiếp nhận")
    path = tmp_path / "export.csv"
    path.write_bytes(text_of((head, (*ROWS[0], "01/08/2026"), (*ROWS[1], "21/11/2026"))).encode())
    found = read(path, UNNAMED)
    assert told(found) == BOTH, "citizens see it as it is"
    (note,) = found.report.notes
    assert (note.what, note.line, note.field, note.said) == (Odd.BEFORE_RECEIVED, 3, "due", "20/11/2026")
    assert found.report.left_out == 0


def test_days_of_which_nobody_knows_which_they_are_come_before_nothing(tmp_path: Path):
    """Where months may stand first, 05/06 before 01/07 proves nothing."""
    head = (*HEAD, "Ngày tiếp nhận")
    rows = ((*ROWS[0][:3], "05/06/2026", "01/07/2026"), (*ROWS[1][:3], "12/25/2026", "11/30/2026"))
    path = tmp_path / "export.csv"
    path.write_bytes(text_of((head, *rows)).encode())
    found = read(path, UNNAMED)
    assert Odd.BEFORE_RECEIVED not in found.report.counts
    assert [type(record.due) for record in found.records(A)] == [AsWritten]
