"""Tables of procedures as offices keep them: a sheet for each field, fields between the rows, numbers and days in cells."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from contracts.procedures import FeeKind, Unit
from controller.catalogue.cells import Odd
from controller.catalogue.file import records
from controller.catalogue.procedure import Fee, Paper, TimeLimit
from controller.catalogue.reading import Report, read

HEADING = ["STT", "Mã TTHC", "Tên thủ tục", "Phí, lệ phí", "Thời hạn giải quyết", "Thành phần hồ sơ"]


def read_book(tmp_path: Path, *sheets: tuple[str, str, list[list[Any]]]) -> Report:
    """``sheets``: name, "visible" or "hidden", rows."""
    book, path = openpyxl.Workbook(), tmp_path / "tthc.xlsx"
    book.remove(book.worksheets[0])
    for name, state, rows in sheets:
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for row in rows:
            sheet.append(row)
    book.save(path)
    return read(records(path), {})


def test_every_sheet_with_the_heading_is_read_and_its_rows_are_told_by_its_name(tmp_path: Path):
    report = read_book(
        tmp_path,
        ("Bìa", "visible", [["Danh mục thủ tục"]]),
        ("Hộ tịch", "visible", [HEADING, [1, "1.001193", "Khai sinh", "-1"]]),
        ("Đất đai", "visible", [[], HEADING, [1, "1.012786", "Cấp lại"], [2, "?", "Không mã"]]),
        ("Nháp", "hidden", [HEADING, [1, "1.999999", "Bản nháp"]]),
    )
    assert [one.code for one in report.procedures] == ["1.001193", "1.012786"]
    assert [(note.row, note.what) for note in report.notes] == [
        ("Hộ tịch!2", Odd.FEE),
        ("Đất đai!4", Odd.NO_CODE),
    ]


def test_what_stands_below_the_name_of_a_field_is_of_that_field(tmp_path: Path):
    rows: list[list[Any]] = [
        HEADING,
        ["I", "Lĩnh vực Hộ tịch"],
        [1, "1.001193", "Khai sinh"],
        ["II. LĨNH VỰC: Đất đai"],
        ["II", "", "II. LĨNH VỰC: Đất đai"],
        [2, "1.012786", "Cấp lại"],
        ["", "", "Người lập biểu"],
    ]
    report = read_book(tmp_path, ("A", "visible", rows), ("B", "visible", [HEADING, [1, "1.000001", "Khác"]]))
    assert [(one.code, one.field) for one in report.procedures] == [
        ("1.001193", "Hộ tịch"),
        ("1.012786", "Đất đai"),
        ("1.000001", ""),
    ]
    assert not report.notes


def test_numbers_in_cells_are_what_they_say_and_days_that_were_words_are_told(tmp_path: Path):
    rows: list[list[Any]] = [
        HEADING,
        [1, 1.00419, "Số 0 cuối mã đã mất", 8000, 5],
        [2, "1.000002", "Thời hạn 2-3 ngày", "Không", date(2026, 3, 2)],
    ]
    report = read_book(tmp_path, ("A", "visible", rows))
    first, second = report.procedures
    assert (first.code, first.fee) == ("1.004190", Fee(FeeKind.AMOUNT, 8000))
    assert (first.time.count, first.time.unit) == (5, Unit.WORKING_DAYS)
    assert second.time == TimeLimit()
    assert [(note.code, note.what) for note in report.notes] == [("1.000002", Odd.MADE_DAY)]


def test_how_many_of_a_paper_is_read_from_its_line(tmp_path: Path):
    papers = "1. Tờ khai (01 bản chính)\n2) Ảnh (4x6)\n- Căn cước (Bản chính: 1 - Bản sao: 2)"
    (one,) = read_book(
        tmp_path, ("A", "visible", [HEADING, [1, "1.001193", "Khai sinh", "", "", papers]])
    ).procedures
    assert one.papers == (Paper("Tờ khai", 1), Paper("Ảnh (4x6)"), Paper("Căn cước", 1, 2))


def test_a_sign_that_only_looks_like_a_line_end_ends_no_cell(tmp_path: Path):
    path = tmp_path / "tthc.csv"
    path.write_text(
        "Mã TTHC,Tên thủ tục,Phí,Kết quả\n1.001193,Khai\u2028sinh,8000,Giấy\n"
        "1.000002,Mi\u00e1\u00bb\u0085n,9000,Giấy\n",
        "utf-8",
    )
    report = read(records(path), {})
    assert [(one.fee.vnd, one.result) for one in report.procedures] == [(8000, "Giấy"), (9000, "Giấy")]
