"""The forms to the letter: form II.06a with its three rows of headings, and the annex of Bỉm Sơn with its sums."""

from contracts.texts import load_catalogue
from controller.figures import forms
from controller.figures.progress import Progress
from controller.figures.table import Count, headings, plain
from controller.web.figures import TEXTS

TEXTS_OF = load_catalogue(TEXTS)
TOWN = forms.Group("CẤP HUYỆN", (forms.Unit("UBND Thị xã Bỉm Sơn", 3, 240, 853, 829, 24),))
COMMUNES = {
    "Phường Ba Đình": (63, 1315),
    "Phường Ngọc Trạo": (63, 1107),
    "Phường Bắc Sơn": (63, 569),
    "Phường Phú Sơn": (63, 450),
    "Phường Đông Sơn": (63, 778),
    "Phường Lam Sơn": (63, 609),
    "Xã Hà Lan": (74, 750),
    "Xã Quang Trung": (74, 955),
}
BELOW = forms.Group(
    "CẤP XÃ, PHƯỜNG (08)",
    tuple(forms.Unit(name, None, linked, got, got, 0) for name, (linked, got) in COMMUNES.items()),
)


def say(key: str, **facts: object) -> str:
    return TEXTS_OF.say("vi", key, **facts)


def test_the_annex_of_bim_son_comes_out_with_its_sums():
    table = forms.annex((TOWN, BELOW), ("Do gia đình không đến kê khai hồ sơ",), say)
    values = [tuple(plain(cell) for cell in row) for row in table.rows]
    assert values[0] == ("A", "CẤP HUYỆN", *[""] * 6)
    assert values[1] == ("1", "UBND Thị xã Bỉm Sơn", 3, 240, 853, 829, 24, "")
    assert values[2] == ("", "Tổng", 3, 240, 853, 829, 24, "")
    assert values[-1] == ("", "Tổng", "", 526, 6533, 6533, 0, "")
    assert table.notes == ("Lí do trả quá hạn:", "- Do gia đình không đến kê khai hồ sơ")
    assert forms.contradictions((TOWN, BELOW)) == ()


def test_a_unit_that_does_not_add_up_is_named():
    wrong = forms.Unit("Xã Hà Lan", None, 74, 750, 700, 49)
    assert forms.contradictions((forms.Group("B", (wrong,)),)) == (wrong,)


def test_form_06a_has_thirteen_columns_under_three_rows_of_headings_and_their_numbers():
    table = forms.form_06a(
        [Progress("Hộ tịch", 10, 20, 5, 9, 12, 3, 8, 3), Progress("Đất đai", 1, 2, 3, 1, 1, 1, 2, 1)], say
    )
    assert len(table.columns) == len(table.rows[0]) == 13
    assert [cell.value for cell in table.rows[0][2:] if isinstance(cell, Count)] == [
        35,
        10,
        20,
        5,
        24,
        9,
        12,
        3,
        11,
        8,
        3,
    ]
    assert [cell.value for cell in table.rows[-1][2:] if isinstance(cell, Count)] == [
        41,
        11,
        22,
        8,
        27,
        10,
        13,
        4,
        14,
        10,
        4,
    ]
    covered = {
        (one.row + down, one.column + right)
        for one in headings(table)
        for down in range(one.head.rows)
        for right in range(one.head.columns)
    }
    assert covered == {(row, column) for row in range(4) for column in range(13)}
    places = {(one.row, one.column): one.head.text for one in headings(table)}
    assert places[2, 3] == "Trực tuyến"
    assert places[1, 5] == "Từ kỳ trước"
    assert places[1, 10] == "Tổng số"
