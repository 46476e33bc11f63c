"""Files of real offices: found are the same two dossiers, whatever stands around them and however it is written."""

import unicodedata
from datetime import date
from pathlib import Path

import pytest

from contracts.dossiers import DossierStatus
from controller.dossier.export.words import Odd
from controller.dossier.port import AsWritten
from controller.dossier.privacy import clean
from controller.dossier.settings import FieldNames
from tests.integration.dossier.office_files import (
    HEAD,
    ROWS,
    A,
    B,
    Broken,
    Cell,
    Day,
    Page,
    open_document,
    page_of_a_web_system,
    text_of,
    workbook,
    xml_of_2003,
)
from tests.integration.dossier.old_encodings import cp1258, tcvn3, vni, western
from tests.integration.dossier.reading_files import BOTH, DOCS, UNNAMED, read, told

CHRISTMAS = 46381.0
QUOTED = '"Mã hồ sơ";"Thủ tục";"Trạng thái";"Ngày hẹn trả"\n"{0}";"Đăng ký; ""lại""\nkhai sinh";"Đang xử lý";"25/12/2026"\n'
TITLES = "UBND XÃ MẪU,,,\r\nDANH SÁCH HỒ SƠ (từ ngày 01/11/2026 đến ngày 30/11/2026),,,\r\n,,,\r\n"
TEXTS: dict[str, bytes] = {
    "plain": text_of().encode(),
    "with a mark of its encoding": text_of().encode("utf-8-sig"),
    "decomposed": unicodedata.normalize("NFD", text_of()).encode(),
    "capitals": text_of((tuple(name.upper() for name in HEAD), *ROWS)).encode(),
    "without marks": text_of((("Ma ho so", "Thu tuc", "Trang thai", "Ngay hen tra"), *ROWS)).encode(),
    "camel case": text_of((("MaHoSo", "TenTTHC", "TrangThai", "NgayHenTra"), *ROWS)).encode(),
    "no-break blanks": text_of().replace(" ", "\u00a0").encode(),
    "zero-width signs": text_of((tuple(f"\u200b{name}\ufeff" for name in HEAD), *ROWS)).encode(),
    "notes at headings": text_of(
        (("Mã hồ sơ (*)", "Thủ tục", "Trạng thái:", "Ngày hẹn trả (dd/mm/yyyy)"), *ROWS)
    ).encode(),
    "semicolons": text_of(delimiter=";").encode(),
    "tabs": text_of(delimiter="\t").encode(),
    "bars": text_of(delimiter="|").encode(),
    "sep=": b"sep=;\r\n" + text_of(delimiter=";").encode(),
    "sep= of a strange sign": b"\xef\xbb\xbfSEP=~\r\n" + text_of(delimiter="~").encode(),
    "UTF-16": text_of(delimiter="\t").encode("utf-16"),
    "UTF-16 from a large machine": b"\xfe\xff" + text_of().encode("utf-16-be"),
    "UTF-16 without its mark": text_of().encode("utf-16-le"),
    "CP1258": cp1258(text_of()),
    "CP1258 with semicolons": cp1258(text_of(delimiter=";")),
    "TCVN3": tcvn3(text_of()).encode("latin-1"),
    "TCVN3 in UTF-8": tcvn3(text_of()).encode(),
    "TCVN3 below plain headings": tcvn3(
        text_of((("MaHoSo", "TenTTHC", "TrangThai", "NgayHenTra"), *ROWS))
    ).encode("latin-1"),
    "VNI": vni(text_of()).encode("latin-1"),
    "UTF-8 taken for CP1252": western(text_of(), "cp1252").encode(),
    "UTF-8 taken for CP1258": western(text_of(), "cp1258").encode(),
    "line ends of a Mac": text_of(end="\r").encode(),
    "line ends of Unix": text_of(end="\n").encode(),
    "no end": text_of().rstrip().encode(),
    "UTF-16 without an end": text_of().rstrip().encode("utf-16"),
    "an end of DOS": text_of().encode() + b"\x1a",
    "titles": (TITLES + text_of()).encode(),
    "titles of one cell": text_of((("UBND XÃ MẪU",), ("",), HEAD, *ROWS)).encode(),
    "totals and signatures": text_of(
        (
            HEAD,
            *ROWS,
            ("Tổng cộng: 2 hồ sơ", "", "", ""),
            ("", "", "Người lập biểu", ""),
            ("Trang 1/1", "", "", ""),
        )
    ).encode(),
    "numbers of the columns": text_of((HEAD, ("(1)", "(2)", "(3)", "(4)"), *ROWS)).encode(),
    "groups": text_of(
        (HEAD, ("I. Lĩnh vực Tư pháp", "", "", ""), ROWS[0], ("II. Đất đai", "", "", ""), ROWS[1])
    ).encode(),
    "heading again on each page": text_of((HEAD, ROWS[0], HEAD, ROWS[1])).encode(),
    "table that begins elsewhere": text_of(
        [("", "", *row) for row in (("", "", "", ""), HEAD, *ROWS)]
    ).encode(),
    "codes as formulas": text_of((HEAD, *((f'="{row[0]}"', *row[1:]) for row in ROWS))).encode(),
    "codes with an apostrophe": text_of((HEAD, *((f"'{row[0]}", *row[1:]) for row in ROWS))).encode(),
    "codes with long dashes": text_of(
        (HEAD, *((row[0].replace("-", "–"), *row[1:]) for row in ROWS))
    ).encode(),
    "quotes": (QUOTED + ";".join(ROWS[1]) + "\n").format(A).encode(),
    "blank lines": ("\r\n\r\n" + text_of(end="\r\n\r\n") + ",,,\r\n").encode(),
    "HTML": page_of_a_web_system((HEAD, *ROWS)),
    "XML of 2003": xml_of_2003((HEAD, *ROWS)),
    "ODS": open_document((HEAD, *ROWS)),
}
BOOKS: dict[str, tuple[Page, ...]] = {
    "plain": (Page((HEAD, *ROWS)),),
    "titles": (Page((("UBND XÃ MẪU",), ("DANH SÁCH HỒ SƠ",), (), HEAD, *ROWS), merged=("A1:D1", "A2:D2")),),
    "begins elsewhere": (Page((HEAD, *ROWS), top=7, left=30),),
    "cover first": (Page((("BÁO CÁO",), ("Tháng 11",)), "Bìa"), Page((HEAD, *ROWS), "Hồ sơ")),
    "hidden first": (
        Page((HEAD, ("000.12.34.H99-260803-0009", "x", "Dừng xử lý", "1/1/2026")), "Cũ", "hidden"),
        Page((HEAD, ("000.12.34.H99-260803-0008", "x", "Dừng xử lý", "1/1/2026")), "Rất cũ", "veryHidden"),
        Page((HEAD, *ROWS), "Hồ sơ"),
    ),
    "several sheets": (
        Page((HEAD, ROWS[0]), "Tư pháp"),
        Page((("Đất đai",), HEAD, ROWS[1]), "Đất đai & nhà"),
    ),
    "heading in two rows": (
        Page(
            (
                ("STT", "Thông tin hồ sơ", None, "Xử lý", "Ngày", None),
                ("STT", "Mã hồ sơ", "Thủ tục", "Trạng thái", "tiếp nhận", "hẹn trả"),
                *((n, *row[:3], "01/08/2026", row[3]) for n, row in enumerate(ROWS, 1)),
            ),
            merged=("A1:A2", "B1:C1", "E1:F1"),
        ),
    ),
    "heading merged downwards": (
        Page(
            (
                ("Mã hồ sơ", "Thủ tục", "Trạng thái", "Ngày", None),
                (None, None, None, "tiếp nhận", "hẹn trả"),
                *((*row[:3], "01/08/2026", row[3]) for row in ROWS),
            ),
            merged=("A1:A2", "B1:B2", "C1:C2", "D1:E1"),
        ),
    ),
    "line ends in headings": (
        Page((("Mã\nhồ sơ", "Thủ\r\ntục", "Trạng\u00a0thái ", " Ngày hẹn\n trả"), *ROWS)),
    ),
    "days as Excel keeps them": (
        Page((HEAD, (*ROWS[0][:3], Day(CHRISTMAS)), (*ROWS[1][:3], Day(CHRISTMAS - 35 + 0.7083)))),
    ),
    "days as numbers": (Page((HEAD, (*ROWS[0][:3], CHRISTMAS), (*ROWS[1][:3], CHRISTMAS - 35))),),
    "totals": (
        Page((HEAD, *ROWS, (), ("Tổng số: 2 hồ sơ",), (None, None, "Người lập biểu"), (None, "Cộng", 2))),
    ),
    "TCVN3": (Page([[tcvn3(cell) for cell in row] for row in (HEAD, *ROWS)]),),
    "line ends in codes": (Page((HEAD, *((row[0].replace("-", "-\n"), *row[1:]) for row in ROWS))),),
}


@pytest.mark.parametrize("names", [DOCS, UNNAMED], ids=["named", "unnamed"])
@pytest.mark.parametrize("content", TEXTS.values(), ids=TEXTS)
def test_both_dossiers_are_found_in_text_of_any_kind(content: bytes, names: FieldNames, tmp_path: Path):
    path = tmp_path / "export.csv"
    path.write_bytes(content)
    if names is DOCS and b"TenTTHC" in content:
        names = FieldNames(due="Ngày hẹn trả")
    found = read(path, names)
    assert told(found) == BOTH
    assert found.report.counts == {}
    procedures = [clean(record.procedure) for record in found.all()]
    assert procedures in (
        ["Đăng ký khai sinh", "Cấp giấy phép"],
        ['Đăng ký; "lại" khai sinh', "Cấp giấy phép"],
    )


@pytest.mark.parametrize("names", [DOCS, UNNAMED], ids=["named", "unnamed"])
@pytest.mark.parametrize("pages", BOOKS.values(), ids=BOOKS)
def test_both_dossiers_are_found_in_workbooks_of_any_kind(
    pages: tuple[Page, ...], names: FieldNames, tmp_path: Path
):
    path = tmp_path / "export.xlsx"
    path.write_bytes(workbook(*pages))
    found = read(path, names)
    assert told(found) == BOTH
    assert found.report.counts == {}


SOUND = HEAD, *ROWS
ODD_ROWS: dict[str, tuple[tuple[str, ...], Odd, str]] = {
    "no code": (("", "Khai tử", "Đang xử lý", "01/12/2026"), Odd.NO_CODE, ""),
    "a code of words": (("chưa cấp mã", "Khai tử", "Đang xử lý", "01/12/2026"), Odd.NO_CODE, "chưa cấp mã"),
    "a code with marks": (
        ("000.12.34.Đ99-260803-0003", "Khai tử", "Đang xử lý", ""),
        Odd.NO_CODE,
        "000.12.34.Đ99-260803-0003",
    ),
    "rounded": (("2.6E+14", "Khai tử", "Đang xử lý", "01/12/2026"), Odd.ROUNDED_CODE, "2.6E+14"),
    "rounded with a comma": (("2,60803E+14", "Khai tử", "Đang xử lý", ""), Odd.ROUNDED_CODE, "2,60803E+14"),
    "rounded and nothing else": (("2.6E+14", "", "", ""), Odd.ROUNDED_CODE, "2.6E+14"),
    "two codes": (
        (f"{A[:-1]}3 {A[:-1]}4", "Khai tử", "Đang xử lý", ""),
        Odd.SEVERAL_CODES,
        f"{A[:-1]}3 {A[:-1]}4",
    ),
    "no status": ((f"{A[:-1]}3", "Khai tử", "", "01/12/2026"), Odd.NO_STATUS, f"{A[:-1]}3"),
    "status is blank": ((f"{A[:-1]}3", "Khai tử", "\u00a0", "01/12/2026"), Odd.NO_STATUS, f"{A[:-1]}3"),
    "cells missing": ((f"{A[:-1]}3", "Khai tử"), Odd.CELLS_MISSING, f"{A[:-1]}3"),
    "an unknown status": (
        (f"{A[:-1]}3", "Khai tử", "Nằm trong tủ", "01/12/2026"),
        Odd.STATUS,
        "Nằm trong tủ",
    ),
    "a day of words": ((f"{A[:-1]}3", "Khai tử", "Đang xử lý", "sau Tết"), Odd.DAY, "sau Tết"),
    "a day that is none": ((f"{A[:-1]}3", "Khai tử", "Đang xử lý", "31/02/2026"), Odd.DAY, "31/02/2026"),
    "a day too narrow": ((f"{A[:-1]}3", "Khai tử", "Đang xử lý", "########"), Odd.DAY, "########"),
    "letters lost": ((f"{A[:-1]}3", "Khai t\ufffd", "Đang xử lý", "01/12/2026"), Odd.TEXT, "Khai t\ufffd"),
}


@pytest.mark.parametrize(("row", "what", "said"), ODD_ROWS.values(), ids=ODD_ROWS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_row_that_is_not_understood_is_told_with_its_line_and_spoils_no_other(
    kind: str, row: tuple[str, ...], what: Odd, said: str, tmp_path: Path
):
    rows = (HEAD, ROWS[0], row, ROWS[1])
    path = tmp_path / f"export.{kind}"
    path.write_bytes(text_of(rows, ";").encode() if kind == "csv" else workbook(Page(rows)))
    if kind == "xlsx" and what is Odd.CELLS_MISSING:
        what = Odd.NO_STATUS  # a sheet has all its cells
    found = read(path)
    assert set(BOTH) <= set(told(found))
    assert found.report.counts == {what: 1}
    (note,) = found.report.notes
    assert (note.what, note.line, note.said) == (what, 3, said)
    left_out = what in (Odd.NO_CODE, Odd.ROUNDED_CODE, Odd.SEVERAL_CODES, Odd.NO_STATUS, Odd.CELLS_MISSING)
    assert found.report.left_out == left_out
    assert found.report.dossiers == 3 - left_out


def test_a_dossier_whose_status_is_missing_is_not_absent(tmp_path: Path):
    path = tmp_path / "export.csv"
    path.write_bytes(text_of((HEAD, ROWS[0], (B, "Khai tử", "", "01/12/2026"))).encode())
    (record,) = (read(path)).records(B)
    assert (record.status, record.status_text, record.due) == (DossierStatus.OTHER, "", date(2026, 12, 1))
    assert record.unread == ("status",)


def test_quotes_that_never_close_cost_one_line(tmp_path: Path):
    rows = (HEAD, ROWS[0], (f"{A[:-1]}3", '"Khai tử', "Đang xử lý", "01/12/2026"), ROWS[1])
    path = tmp_path / "export.csv"
    path.write_bytes(text_of(rows).encode())
    found = read(path)
    assert set(BOTH) <= set(told(found))
    assert [(note.what, note.line) for note in found.report.notes] == [(Odd.BAD_QUOTES, 3)]


def test_quotes_inside_a_cell_are_letters(tmp_path: Path):
    rows = (HEAD, (A, 'Cấp "lại" giấy 12"', *ROWS[0][2:]), (B, '"Cấp "mới" giấy"', *ROWS[1][2:]))
    path = tmp_path / "export.csv"
    path.write_bytes(text_of(rows).encode())
    found = read(path)
    assert told(found) == BOTH
    assert found.report.counts == {}


@pytest.mark.parametrize("said", ["#REF!", "#N/A", "#VALUE!"])
def test_a_formula_that_failed_is_not_an_empty_cell(said: str, tmp_path: Path):
    path = tmp_path / "export.xlsx"
    rows = (HEAD, (*ROWS[0][:3], Broken(said)), (B, "Cấp giấy phép", Broken(said), "20/11/2026"))
    path.write_bytes(workbook(Page((("Bìa",),), "Bìa"), Page(rows, "Hồ sơ & khác", top=3, left=2)))
    found = read(path)
    (first,), (second,) = found.records(A), found.records(B)
    assert (first.due, first.unread) == (AsWritten(said), ("due",))
    assert (second.status, second.status_text) == (DossierStatus.OTHER, said)


def test_a_number_that_lost_digits_is_told_and_a_short_one_is_a_code(tmp_path: Path):
    path = tmp_path / "export.xlsx"
    rows = (HEAD, (673810079.0, *ROWS[0][1:]), (2.6e14, *ROWS[1][1:]), (2.60803000007e17, *ROWS[1][1:]))
    path.write_bytes(workbook(Page(rows)))
    found = read(path)
    assert [record.code for record in found.all()] == ["260000000000000", "673810079"]
    assert [(note.what, note.line) for note in found.report.notes] == [(Odd.ROUNDED_CODE, 4)]


def test_a_status_that_is_merged_over_several_rows_is_that_of_each(tmp_path: Path):
    path = tmp_path / "export.xlsx"
    rows = (HEAD, (*ROWS[0][:3], "25/12/2026"), (B, "Cấp giấy phép", None, None))
    path.write_bytes(workbook(Page(rows, merged=("C2:C3", "D2:D3"))))
    assert told(read(path)) == [BOTH[0], (B, *BOTH[0][1:])]


def test_one_dossier_over_several_rows_is_one(tmp_path: Path):
    path = tmp_path / "export.xlsx"
    rows = ((*HEAD, "Giấy tờ"), (*ROWS[0], "Đơn"), (None, None, None, None, "Bản sao"), (*ROWS[1], "Đơn"))
    path.write_bytes(workbook(Page(rows, merged=("A2:A3", "B2:B3", "C2:C3", "D2:D3"))))
    found = read(path)
    assert (told(found), found.report.counts) == (BOTH, {})


def test_where_a_day_can_only_have_its_month_first_those_that_may_are_not_believed(tmp_path: Path):
    path = tmp_path / "export.csv"
    rows = (HEAD, (*ROWS[0][:3], "12/25/2026"), (*ROWS[1][:3], "11/12/2026"))
    path.write_bytes(text_of(rows).encode())
    found = read(path)
    assert [record.due for record in found.all()] == [date(2026, 12, 25), AsWritten("11/12/2026")]
    assert found.report.counts == {Odd.DAY_OR_MONTH: 1}
    others = [(f"{A[:-1]}{n}", "x", "Đang xử lý", f"{20 + n}/11/2026") for n in range(3, 6)]
    path.write_bytes(text_of((*rows, *others)).encode())
    found = read(path)
    days = [record.due for record in found.all()]
    assert days[:2] == [AsWritten("12/25/2026"), date(2026, 12, 11)]


def test_days_that_a_spreadsheet_swapped_are_told_and_never_guessed(tmp_path: Path):
    """Excel with months first: 25/11/2026 stays text, 05/11/2026 became the eleventh of May."""
    path = tmp_path / "export.xlsx"
    swapped = [Day((date(2026, month, day) - date(1899, 12, 30)).days) for month, day in ((5, 11), (3, 12))]
    days: list[Cell] = ["25/11/2026", *swapped, "30/11/2026"]
    rows: list[tuple[Cell, ...]] = [(f"{A[:-1]}{n}", "x", "Đang xử lý", due) for n, due in enumerate(days)]
    path.write_bytes(workbook(Page((HEAD, *rows))))
    found = read(path)
    assert [record.due for record in found.all()] == [
        date(2026, 11, 25),
        AsWritten("2026-05-11"),
        AsWritten("2026-03-12"),
        date(2026, 11, 30),
    ]
    assert found.report.counts == {Odd.DAY_SWAPPED: 2}
    sure = (f"{A[:-1]}7", "x", "Đang xử lý", Day((date(2026, 11, 13) - date(1899, 12, 30)).days))
    path.write_bytes(workbook(Page((HEAD, *rows, sure))))
    assert read(path).report.counts == {}
