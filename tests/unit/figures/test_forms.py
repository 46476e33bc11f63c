"""The forms to the letter: form II.06a with its three rows of headings, and the annex of Bỉm Sơn with its sums."""

from contracts.forms import annex, law
from contracts.forms.lacking import LIST
from contracts.forms.procedure_counts import Listed, procedure_counts
from contracts.forms.progress import Progress
from contracts.forms.table import Count, headings, plain
from contracts.texts import load_catalogue
from controller.web.figures import TEXTS

TEXTS_OF = load_catalogue(*TEXTS)
TOWN = annex.Group("CẤP HUYỆN", (annex.Unit("UBND Thị xã Bỉm Sơn", 3, 240, 853, 829, 24),))
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
BELOW = annex.Group(
    "CẤP XÃ, PHƯỜNG (08)",
    tuple(annex.Unit(name, None, linked, got, got, 0) for name, (linked, got) in COMMUNES.items()),
)


def say(key: str, **facts: object) -> str:
    return TEXTS_OF.say("vi", key, **facts)


def test_the_annex_of_bim_son_comes_out_with_its_sums():
    table = annex.annex((TOWN, BELOW), (annex.Late("Do gia đình không đến kê khai hồ sơ"),), say)
    values = [tuple(plain(cell) for cell in row) for row in table.rows]
    assert values[0] == ("A", "CẤP HUYỆN", *[""] * 6)
    assert values[1] == ("1", "UBND Thị xã Bỉm Sơn", 3, 240, 853, 829, 24, "")
    assert values[2] == ("", "Tổng", 3, 240, 853, 829, 24, "")
    assert values[-1] == ("", "Tổng", "", 526, 6533, 6533, 0, "")
    assert table.notes == ("Lí do trả quá hạn:", "- Do gia đình không đến kê khai hồ sơ")
    assert annex.contradictions((TOWN, BELOW)) == ()


def test_what_follows_from_two_figures_is_no_gap_and_a_sum_with_one_says_so():
    units = (annex.Unit("Xã A", None, 63, 1107, 1107, None), annex.Unit("Xã B", None, 63, 5, None, None))
    table = annex.annex((annex.Group("B", units),), (), say)
    rows = [[plain(cell) for cell in row] for row in table.rows]
    assert table.notes == (say("form.not-whole"),)
    assert rows[1][4:7] == [1107, 1107, 0], 'offices write "-" for none late'
    assert rows[2][4:7] == [5, say("form.elsewhere"), say("form.elsewhere")]
    assert rows[3][4:7] == [1112, "1.107 + ?", "?"]


def test_a_unit_that_does_not_add_up_is_named():
    wrong = annex.Unit("Xã Hà Lan", None, 74, 750, 700, 49)
    (found,) = annex.contradictions((annex.Group("B", (wrong,)),))
    assert (found.name, found.rule, found.left, found.right) == ("Xã Hà Lan", "5=6+7", 750, 749)


def test_a_sum_that_a_file_states_is_compared_with_what_stands_above_it():
    given = annex.Unit("Tổng", None, None, 6530, 6533, 0, line=14)
    found = annex.contradictions((annex.Group("B", BELOW.units, given),))
    assert [(one.line, one.rule, one.left, one.right) for one in found] == [
        (14, "5=6+7", 6530, 6533),
        (14, "received", 6530, 6533),
    ]
    table = annex.annex((annex.Group("B", BELOW.units, given),), (), say)
    assert [plain(cell) for cell in table.rows[-1]] == ["", "Tổng", "", "", 6533, 6533, 0, ""]
    assert table.sums == {9}


def test_the_progress_table_has_eighteen_columns_and_what_is_received_is_done_worked_on_or_waits():
    one = Progress("Hộ tịch", 10, 20, 5, 9, 12, 3, 8, 7, post=4, paused_in_time=2, paused_late=1)
    table = law.form_766([one], say)
    assert len(table.columns) == len(table.rows[0]) == 18
    values = [cell.value for cell in table.rows[0][2:] if isinstance(cell, Count)]
    assert values == [39, 5, 34, 10, 20, 4, 24, 9, 12, 3, 12, 5, 7, 3, 2, 1]
    at = dict(enumerate(values, 3))
    assert at[3] == at[4] + at[5] == at[9] + at[13] + at[16]
    assert at[5] == at[6] + at[7] + at[8]
    assert at[9] == at[10] + at[11] + at[12]
    assert at[13] == at[14] + at[15]
    assert at[16] == at[17] + at[18]


def test_without_a_list_every_cell_says_where_it_must_come_from_and_none_is_nothing():
    for table in (law.form_06a((), say, {LIST}), law.form_766((), say, {LIST})):
        assert set(table.rows[-1][2:]) == {say("form.elsewhere")}
        assert "không phải là 0" in table.notes[0]


def test_without_a_column_only_what_rests_on_it_is_unknown():
    table = law.form_06a([Progress("Hộ tịch", direct=3, on_time=2, open_in_time=1)], say, {"channel"})
    elsewhere = say("form.elsewhere")
    row = [plain(cell) for cell in table.rows[0][2:]]
    assert row == [3, elsewhere, elsewhere, 0, 2, 0, 2, 0, 1, 1, 0]


def test_form_07b_counts_procedures_by_level_and_says_what_the_catalogue_does_not_know():
    listed = [
        Listed("Cấp xã", received=True),
        Listed("Cấp tỉnh, Cấp xã", received=True),
        Listed("", received=False),
    ]
    table = law.form_07b([procedure_counts(listed, "Xã A")], say)
    assert len(table.columns) == len(table.rows[0]) == 14
    rules = [say("form.from-decisions")] * 4
    assert [plain(cell) for cell in table.rows[0]] == ["1", "Xã A", 3, 1, 0, 2, 2, 1, 0, 2, *rules]
    assert "1 thủ tục" in table.notes[1]
    nothing = law.form_07b([procedure_counts([], "Xã A")], say)
    assert list(nothing.rows[0][2:]) == [say("form.from-catalogue")] * 8 + rules


def test_form_06a_has_thirteen_columns_under_three_rows_of_headings_and_their_numbers():
    table = law.form_06a(
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
