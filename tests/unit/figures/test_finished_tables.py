"""Tables that offices finished themselves: read tolerantly, their sums compared, each contradiction told by row and sum."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.amounts import thousands
from contracts.forms.annex import contradictions
from contracts.forms.progress import wrongs
from controller.figures.dossier_file import DossierFileError, Odd
from controller.figures.numbered_file import read_form
from controller.figures.total_rows import is_total
from controller.figures.unit_file import read_units
from controller.figures.whole_numbers import read_count

ANNEX = """PHỤ LỤC II;;;;;;;
STT;Tên đơn vị thực hiện cơ chế một cửa, một cửa liên thông;Số TTHC đang thực hiện theo cơ chế một cửa;Số TTHC đang thực hiện theo cơ chế một cửa liên thông;Tổng số hồ sơ đã nhận;Tổng số hồ sơ giải quyết đúng hạn;Tổng số hồ sơ giải quyết quá hạn;Ghi chú
(1);(2);(3);(4);(5);(6);(7);(8)
A;CẤP HUYỆN;;;;;;
1;UBND Thị xã Bỉm Sơn;3;240;853;829;24;
;Tổng;3;240;853;829;24;
B;CẤP XÃ, PHƯỜNG (08);;;;;;
1;Phường Ba Đình;;63;1.315;1315;0;
2;Phường Ngọc Trạo;;63;1107;1107;-;
3;Phường Bắc Sơn;;63;569;569;0;
4;Phường Phú Sơn;;63;450;450;0;
5;Phường Đông Sơn;;63;778;778;0;
6;Phường Lam Sơn;;63;609;609;0;
7;Xã Hà Lan;;74;750;750;0;
8;Xã Quang Trung;;74;955;955;0;
;Tổng;;;6.533;6533;0;
Lí do trả quá hạn:;;;;;;;
- Do gia đình không đến kê khai hồ sơ;;;;;;;
"""
FORM = """Biểu số II.06a
TT;Lĩnh vực;Nhận;;;;Giải quyết;;;;Đang;;
(1);(2);(3)=(4)+(5)+(6);(4);(5);(6);(7);(8);(9);(10);(11);(12);(13)
1;Hộ tịch;35;10;20;5;24;9;12;3;11;8;3
2;Đất đai;6;1;2;3;3;1;1;1;3;2;1
;Tổng cộng;41;11;22;8;27;10;13;4;14;10;4
;Người lập biểu;;;;;;;;;;;
"""


def file(folder: Path, text: str) -> Path:
    path = folder / "form.csv"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("name", ["Công chứng", "CÔNG THƯƠNG", "Công an xã", "Công chức, viên chức", "Tổng hợp", "Tổng cục Thuế", "Tổng công ty Điện lực",
                                  "Cộng đồng Bản Mường", "Cong chung", "Cong an xa", "Hộ tịch", ""])  # fmt: skip
def test_a_name_that_only_begins_like_a_sum_is_none(name: str):
    assert not is_total(name)


@pytest.mark.parametrize("name", ["Tổng", "TỔNG CỘNG", "Tổng số hồ sơ", "Tổng (A+B)", "Tổng:", "Cộng", "CỘNG A", "Cộng các xã", "- Tổng cộng -", "Tong cong", "Cong",
                                  "Cong II", "To\u0302\u0309ng"])  # fmt: skip
def test_what_sums_up_is_known_however_it_is_written(name: str):
    assert is_total(name)


def test_notaries_and_police_are_counted_and_end_no_table(tmp_path: Path):
    found = read_form(file(tmp_path, FORM.replace("Đất đai", "Công chứng").replace("Hộ tịch", "Công thương")))
    assert found
    assert [row.name for row in found.rows] == ["Công thương", "Công chứng"]
    assert (found.total and found.total.name, found.wrongs()) == ("Tổng cộng", ())
    units = read_units(file(tmp_path, ANNEX.replace("Phường Bắc Sơn", "Công an phường Bắc Sơn")))
    assert [len(group.units) for group in units.groups] == [1, 8]
    assert contradictions(units.groups) == ()


def test_a_sum_may_stand_above_what_it_sums_up(tmp_path: Path):
    *above, first, second, whole, below = FORM.splitlines()
    found = read_form(file(tmp_path, "\n".join([*above, whole, first, second, below])))
    assert found
    assert [row.name for row in found.rows] == ["Hộ tịch", "Đất đai"]
    assert (found.total and found.total.name, found.wrongs()) == ("Tổng cộng", ())


def test_the_annex_of_bim_son_is_read_and_adds_up(tmp_path: Path):
    found = read_units(file(tmp_path, ANNEX))
    assert [(group.name, len(group.units)) for group in found.groups] == [
        ("CẤP HUYỆN", 1),
        ("CẤP XÃ, PHƯỜNG (08)", 8),
    ]
    assert found.reasons == ("Do gia đình không đến kê khai hồ sơ",)
    assert (found.notes, contradictions(found.groups)) == ((), ())
    assert sum(unit.received or 0 for unit in found.groups[1].units) == 6533


@pytest.mark.parametrize(
    ("old", "new", "line", "rule", "left", "right"),
    [
        ("853;829;24;\n;", "853;829;23;\n;", 5, "5=6+7", 853, 852),
        ("6.533;6533", "6.533;6532", 16, "on_time", 6532, 6533),
        (";Tổng;3;240", ";Tổng;4;240", 6, "one_stop", 4, 3),
    ],
)
def test_what_does_not_add_up_is_told_by_row_and_sum(
    tmp_path: Path, old: str, new: str, line: int, rule: str, left: int, right: int
):
    found = contradictions(read_units(file(tmp_path, ANNEX.replace(old, new))).groups)
    assert (line, rule, left, right) in [(one.line, one.rule, one.left, one.right) for one in found]


def test_a_cell_that_is_no_number_is_told_and_not_counted(tmp_path: Path):
    found = read_units(file(tmp_path, ANNEX.replace("569;569", "khoảng 570;569")))
    assert [(note.line, note.odd, note.said) for note in found.notes] == [(10, Odd.COUNT, "khoảng 570")]
    assert found.groups[1].units[2].received is None


def test_a_finished_form_is_read_by_the_numbers_of_its_columns(tmp_path: Path):
    found = read_form(file(tmp_path, FORM))
    assert found is not None
    assert [(row.name, row.counts[3], row.counts[13]) for row in found.rows] == [
        ("Hộ tịch", 35, 3),
        ("Đất đai", 6, 1),
    ]
    assert (found.wrongs(), found.notes) == ((), ())
    assert [row.carried for row in found.progress()] == [5, 3]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("35;10", "36;10", [(4, "3=4+5+6", 36, 35), (4, "3=7+11", 36, 35), (6, "(3)", 41, 42)]),
        (";24;9", ";25;9", [(4, "7=8+9+10", 25, 24), (4, "3=7+11", 35, 36), (6, "(7)", 27, 28)]),
        ("14;10;4", "14;10;5", [(6, "11=12+13", 14, 15), (6, "(13)", 5, 4)]),
    ],
)
def test_a_form_with_wrong_identities_is_told_by_row_and_sum(
    tmp_path: Path, old: str, new: str, told: list[tuple[int, str, int, int]]
):
    found = read_form(file(tmp_path, FORM.replace(old, new)))
    assert found is not None
    assert [(one.line, one.rule, one.left, one.right) for one in found.wrongs()] == told


def test_what_was_carried_over_is_compared_with_the_form_before(tmp_path: Path):
    now = read_form(file(tmp_path, FORM))
    before = read_form(file(tmp_path, FORM))
    assert now is not None
    assert before is not None
    found = wrongs(now.progress(), before.progress())
    assert [(one.name, one.rule, one.left, one.right) for one in found] == [("Hộ tịch", "6=11", 5, 11)]


def test_a_list_is_no_form_and_a_broken_file_is_told(tmp_path: Path):
    assert read_form(file(tmp_path, "Lĩnh vực;Ngày tiếp nhận\nHộ tịch;01/10/2026\n")) is None
    with pytest.raises(DossierFileError):
        read_units(file(tmp_path, "a;b\n1;2\n"))
    with pytest.raises(DossierFileError):
        read_form(file(tmp_path, ""))


@given(st.integers(0, 10**9))
def test_a_number_is_read_however_it_is_written(value: int):
    assert read_count(value) == read_count(float(value)) == read_count(str(value)) == value
    assert read_count(thousands(value)) == read_count(f" {value:,} ") == value


@pytest.mark.parametrize("cell", ["12,5", 12.5, -1, "-3", "1.31", "nhiều", True, float("nan"), "1.315.2"])
def test_what_is_no_whole_number_is_never_guessed(cell: object):
    with pytest.raises(ValueError, match="no whole number"):
        read_count(cell)


@pytest.mark.parametrize("cell", [None, "", " - ", "–"])
def test_nothing_is_nothing(cell: object):
    assert read_count(cell) is None
