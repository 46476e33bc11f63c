"""A file of procedures -> procedures, and every row that was not understood told by its number."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contracts.procedures import FeeKind, Unit
from controller.catalogue import cells
from controller.catalogue.cells import Odd
from controller.catalogue.file import CatalogueFileError, records
from controller.catalogue.procedure import Fee, Gap, Paper, TimeLimit, gaps, in_force
from controller.catalogue.reading import Report, read
from tests.unit.catalogue.records import BIRTH, DEATH, LAND

DAY = date(2026, 11, 30)


def read_json(tmp_path: Path, *given: Any, **services: str) -> Report:
    path = tmp_path / "tthc.json"
    path.write_text(json.dumps({"meta": {}, "procedures": list(given)}), "utf-8")
    return read(records(path), services)


def told(report: Report) -> list[tuple[int | str, str, str, Odd]]:
    return [(note.row, note.code, note.field, note.what) for note in report.notes]


def test_the_shape_of_the_national_portal_is_read_whole(tmp_path: Path):
    report = read_json(tmp_path, BIRTH, LAND, ht="civil")
    birth, land = report.procedures
    assert (birth.title, birth.service, birth.fee) == (
        "Đăng ký khai sinh",
        "civil",
        Fee(FeeKind.FREE, text="Miễn phí"),
    )
    assert [paper.text for paper in birth.papers] == ["Tờ khai", "Giấy chứng sinh"]
    assert (birth.time.count, birth.time.unit) == (1, Unit.WORKING_DAYS)
    assert land.title == "Cấp lại Giấy chứng nhận do bị mất"
    assert (land.fee.kind, land.time.count) == (FeeKind.BY_RULE, 10)
    assert [paper.text for paper in land.papers] == ["Đơn đề nghị", "Bản sao căn cước"]
    assert not report.notes


@pytest.mark.parametrize(
    ("amount", "text", "fee", "odd"),
    [
        (0, "", FeeKind.UNKNOWN, ()),  # nobody filled it in
        (0, "Miễn phí", FeeKind.FREE, ()),
        (None, "Không", FeeKind.FREE, ()),
        (None, "Không có thông tin", FeeKind.UNKNOWN, ()),
        (None, "theo quy định", FeeKind.BY_RULE, ()),
        (0, "Hội đồng nhân dân cấp tỉnh quyết định", FeeKind.BY_RULE, ()),
        (8000, "8.000 đồng/bản sao", FeeKind.AMOUNT, ()),
        (None, "50.000 đồng", FeeKind.AMOUNT, ()),
        (None, "50 000 VNĐ", FeeKind.AMOUNT, ()),
        ("20,000đ", "", FeeKind.AMOUNT, ()),
        (45, "45 VNĐ", FeeKind.UNKNOWN, (Odd.FEE,)),  # thousands, with the zeros left off
        (-1, "", FeeKind.UNKNOWN, (Odd.FEE,)),
        ("-1", "", FeeKind.UNKNOWN, (Odd.FEE,)),
        (None, "-1", FeeKind.UNKNOWN, (Odd.FEE,)),
        (float("nan"), "", FeeKind.UNKNOWN, (Odd.FEE,)),
        (10**12, "", FeeKind.UNKNOWN, (Odd.FEE,)),
        (50_000, "Miễn phí", FeeKind.UNKNOWN, (Odd.FEE,)),  # which of the two?
        (True, "", FeeKind.UNKNOWN, (Odd.FEE,)),
    ],
)
def test_a_fee_is_what_was_published_and_never_free_by_a_zero(
    amount: Any, text: str, fee: FeeKind, odd: tuple[Odd, ...]
):
    found, strange = cells.fee_of(amount, text)
    assert (found.kind, strange) == (fee, odd)


@pytest.mark.parametrize(
    ("count", "text", "limit"),
    [
        (None, "3", (3, Unit.WORKING_DAYS)),  # as 1,421 records have it
        (None, "03 ngày làm việc", (3, Unit.WORKING_DAYS)),
        (None, "15 Ngày", (15, Unit.DAYS)),
        (None, "1 Giờ", (1, Unit.HOURS)),
        (None, "02 (ngày làm việc)", (2, Unit.WORKING_DAYS)),
        (None, "Không quá 2 tháng", (2, Unit.MONTHS)),
        (None, "Không có thông tin", (None, Unit.WORKING_DAYS)),
        (None, "15 ngày đối với nhà ở; 20 ngày đối với công trình khác", (None, Unit.WORKING_DAYS)),
        (0, "", (None, Unit.WORKING_DAYS)),
        (-3, "", (None, Unit.WORKING_DAYS)),
    ],
)
def test_a_time_limit_keeps_its_unit_and_a_longer_text_stays_a_text(
    count: Any, text: str, limit: tuple[int | None, Unit]
):
    found, _ = cells.time_of(count, text)
    assert (found.count, found.unit) == limit


def test_markup_inside_cells_becomes_words_and_nothing_runs(tmp_path: Path):
    wild = BIRTH | {
        "required_documents": "<p>Tờ khai<br>Giấy &amp; <b>chứng sinh</b></p><script>alert(1)</script>",
        "detail_url": "javascript:alert(1)",
    }
    report = read_json(tmp_path, wild | {"result_vi": "<i>Giấy</i> khai sinh"})
    (one,) = report.procedures
    assert (one.result, one.address) == ("Giấy khai sinh", "")
    assert [paper.text for paper in one.papers] == ["Tờ khai", "Giấy & chứng sinh"]
    assert (1, "1.001193", "result", Odd.MARKUP) in told(report)


def test_every_bad_row_is_told_and_the_others_are_used(tmp_path: Path):
    report = read_json(
        tmp_path,
        BIRTH,
        BIRTH | {"name_vi": "x"},
        {"name_vi": "Không mã"},
        DEATH | {"name_vi": ""},
        "?",
        LAND | {"Hiệu lực từ": "31/02/2026"},
    )
    assert [one.code for one in report.procedures] == ["1.001193", "1.012786"]
    assert report.left_out == 4
    assert told(report) == [
        (2, "1.001193", "code", Odd.TWICE),
        (3, "", "code", Odd.NO_CODE),
        (4, "1.000656", "name", Odd.NO_NAME),
        (5, "", "", Odd.SHAPE),
        (6, "1.012786", "since", Odd.DAY),
    ]


def test_a_table_of_an_office_is_read_under_its_titles(tmp_path: Path):
    path = tmp_path / "tthc.csv"
    path.write_text(
        "\ufeffUBND PHƯỜNG;;;;\nDANH MỤC THỦ TỤC;;;;\nSTT;Mã TTHC;Tên thủ tục;Lĩnh vực;Phí, lệ phí\n"
        "1;1.001193;Đăng ký khai sinh;Hộ tịch;Miễn phí\n2;khác;Tên gì đó;Hộ tịch;\n;;Người lập biểu;;\n",
        "utf-8",
    )
    report = read(records(path), {"ho tich": "civil"})
    assert [(one.code, one.service) for one in report.procedures] == [("1.001193", "civil")]
    assert (5, "", "code", Odd.NO_CODE) in told(report)


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("a.json", b"{", "no-json"),
        ("a.json", b"{}", "no-procedures"),
        ("a.json", b"[" * 100_000, "no-json"),
        ("a.csv", b"a;b\n1;2\n", "no-heading"),
        ("a.xlsx", b"PK\x03\x04 torn", "file-not-readable"),
        ("a.csv", b"", "file-empty"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, name: str, content: bytes, key: str):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CatalogueFileError) as refused:
        records(path)
    assert refused.value.key == key
    with pytest.raises(CatalogueFileError, match="no-access"):
        records(tmp_path / "not there")


def test_what_is_missing_and_what_is_not_in_force_is_known(tmp_path: Path):
    (one,) = read_json(tmp_path, {"code": "1.000001", "name": "Thủ tục", "until": "2026-11-29"}).procedures
    assert gaps(one, DAY) == (Gap.FEE, Gap.TIME, Gap.PAPERS, Gap.QUEUE, Gap.OUT_OF_DATE)
    assert Gap.SHORT in gaps(replace(one, name="T" * 300), DAY)
    assert Gap.SHORT not in gaps(replace(one, name="T" * 300, short="T"), DAY)
    assert not in_force(one, DAY)
    assert in_force(one, date(2026, 11, 29))
    assert one.time == TimeLimit()


@pytest.mark.parametrize(
    ("cell", "words", "odd"),
    [
        ("Giấy A &amp; B&nbsp;C", "Giấy A & B C", (Odd.MARKUP,)),
        ("&lt;b&gt;Giấy&lt;/b&gt; &amp;amp; tờ khai", "Giấy & tờ khai", (Odd.MARKUP,)),
        ("Giấy \x1b[31mđỏ", "Giấy [31mđỏ", (Odd.BROKEN,)),
        ("Giấy \ufffd tờ", "Giấy tờ", (Odd.BROKEN,)),
        ("R&D; 1 < 2 và 3 > 2", "R&D; 1 < 2 và 3 > 2", ()),
    ],
)
def test_entities_and_signs_that_are_no_letters_are_no_words(cell: str, words: str, odd: tuple[Odd, ...]):
    assert cells.text_of(cell) == (words, odd)


def test_half_a_letter_spoils_one_cell_and_not_the_file(tmp_path: Path):
    report = read_json(
        tmp_path, {**BIRTH, "result_vi": "Giấy \ud800 khai sinh"}, {**DEATH, "result_vi": "\udfff"}
    )
    assert [one.result for one in report.procedures] == ["Giấy khai sinh", ""]
    assert [what for _, _, field, what in told(report) if field == "result"] == [Odd.BROKEN, Odd.BROKEN]
    str(report).encode()


@pytest.mark.parametrize("text", ["-3 ngày", "0 ngày", "000 giờ", "-1 tháng"])
def test_a_time_limit_of_nothing_or_less_is_told(text: str):
    assert cells.time_of(None, text)[1] == (Odd.TIME,)


def test_a_list_of_time_limits_is_no_negative_one():
    assert cells.time_of(None, "- 03 ngày làm việc; - 05 ngày nếu phải xác minh")[1] == ()


@pytest.mark.parametrize("text", ["5k", "1e5", "(5.000)", "5.000.00", "-5.000", "2tr", "5 k đồng"])
def test_a_figure_that_may_mean_anything_is_told_and_is_no_fee(text: str):
    assert cells.fee_of(None, text) == (Fee(), (Odd.FEE,))


@pytest.mark.parametrize("text", ["5.000 - 10.000 đồng", "50.000đ/lần", "5.000 đồng/bản, tối đa 200.000"])
def test_a_fee_in_words_stays_as_it_is(text: str):
    assert cells.fee_of(None, text) == (Fee(FeeKind.BY_RULE, text=text), ())


@pytest.mark.parametrize("cell", [{"vi": "Giấy"}, ["a", "b"]])
def test_a_record_where_words_should_be_is_told_and_not_printed(cell: object, tmp_path: Path):
    assert cells.text_of(cell) == ("", (Odd.NESTED,))
    assert cells.papers_of([{"text": cell}, "Tờ khai"]) == ((Paper("Tờ khai"),), (Odd.NESTED,))
    report = read_json(tmp_path, {**BIRTH, "result_vi": cell})
    assert report.procedures[0].result == ""
    assert [what for _, _, name, what in told(report) if name == "result"] == [Odd.NESTED]


def test_one_paper_need_be_no_list():
    assert cells.papers_of({"text": "Tờ khai", "originals": 1}) == ((Paper("Tờ khai", 1),), ())


def test_what_is_told_of_a_row_commands_no_terminal(tmp_path: Path):
    report = read_json(tmp_path, {**BIRTH, "code": "\x1b[2Jx"}, "\x1b]0;y")
    assert [note.said for note in report.notes] == ["[2Jx", "]0;y"]
