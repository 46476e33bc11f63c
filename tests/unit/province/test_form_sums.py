"""Forms of many offices added up: identities hold, and what is missing is said and never counted as 0."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.forms.lacking import FINISHED
from contracts.forms.progress import COUNTS
from contracts.forms.table import Table, is_number, plain
from contracts.forms.words import TEXTS
from contracts.statements import FormRow, StatedForm
from contracts.texts import load_catalogue
from province.form_sums import Form, Handed, broken, by_field, by_office

TEXTS_OF = load_catalogue(TEXTS)
FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)


def say(key: str, **facts: object) -> str:
    return TEXTS_OF.say("vi", key, **facts)


def row(name: str, online: int = 0, direct: int = 0, carried: int = 0, **changes: int) -> FormRow:
    return FormRow(
        name=name,
        online=online,
        direct=direct,
        carried=carried,
        **{"on_time": online + direct + carried} | changes,
    )


def handed(office: str, *rows: FormRow, lacks: tuple[str, ...] = ()) -> Handed:
    return Handed(office, StatedForm(first=FIRST, last=LAST, rows=rows, lacks=lacks) if rows else None)


def cells(table: Table) -> list[list[Any]]:
    return [[plain(cell) for cell in one] for one in table.rows]


A = handed("Xã A", row("Hộ tịch", 3, 2), row("Đất đai", 1, 0, 4, on_time=3, open_late=2))
B = handed("Xã B", row("hộ  tịch", 10))
NOBODY = handed("Xã C")


def test_fields_of_all_offices_are_added_up_and_the_identities_hold():
    table = by_field(Form.II_06A, [A, B], say)
    assert cells(table) == [
        ["1", "Đất đai", 5, 1, 0, 4, 3, 0, 3, 0, 2, 0, 2],
        ["2", "Hộ tịch", 15, 13, 2, 0, 15, 0, 15, 0, 0, 0, 0],
        ["", "Tổng cộng", 20, 14, 2, 4, 18, 0, 18, 0, 2, 0, 2],
    ]
    assert table.notes[0] == "Cộng số liệu của 2 trên 2 đơn vị."
    assert broken([A, B]) == []


def test_who_handed_nothing_up_is_named_and_the_sum_is_not_whole():
    fields, offices = by_field(Form.II_06A, [A, NOBODY], say), by_office(Form.II_06A, [A, NOBODY], say)
    for table in (fields, offices):
        assert cells(table)[-1][:5] == ["", "Tổng cộng", "10 + ?", "4 + ?", "2 + ?"]
        assert all(is_number(cell) for cell in table.rows[-1][2:]), "it stands below the numbers"
        assert cells(table)[-1][7] == "?", "nothing is known of it, and 0 is no number of it"
        assert "Chưa gửi kỳ này: Xã C." in table.notes
    assert cells(fields)[0][:6] == ["1", "Đất đai", "5 + ?", "1 + ?", "?", "4 + ?"], (
        "it may have had some of any field"
    )
    assert cells(offices)[0][:4] == ["1", "Xã A", 10, 4]
    assert cells(offices)[1] == ["2", "Xã C", *["Chưa gửi"] * 11]


def test_a_column_that_a_source_did_not_say_is_not_counted_as_nothing():
    table = by_office(Form.II_06A, [A, handed("Xã B", row("Hộ tịch", 0, 9), lacks=("channel",))], say)
    assert cells(table)[1][2:6] == [9, "?", "?", 0]
    assert cells(table)[-1][2:6] == [19, "4 + ?", "2 + ?", 4]
    assert "Không có số trực tuyến, trực tiếp, bưu chính: Xã B." in table.notes


def test_a_finished_form_gives_all_of_06a_and_not_all_of_766():
    finished = handed("Xã B", row("Hộ tịch", 5, 4, open_in_time=3, on_time=6), lacks=(FINISHED,))
    assert all(isinstance(cell, int) for cell in cells(by_office(Form.II_06A, [finished], say))[0][2:])
    table = by_office(Form.D_766, [finished], say)
    by_name = dict(zip(table.columns, cells(table)[0], strict=True))
    assert by_name["Trong kỳ: tổng số"] == 9
    assert by_name["Trong kỳ: trực tiếp"] == "?"
    assert by_name["Tạm dừng: tổng số"] == "?"
    assert any("không tách bưu chính" in note for note in table.notes)


def test_what_does_not_hold_is_told_with_the_office_and_the_field():
    wrong = handed("Xã B", row("Hộ tịch", 10, on_time=8))
    (one,) = broken([A, wrong])
    assert (one.name, one.rule, one.left, one.right) == ("Xã B: Hộ tịch", "3=7+11", 10, 8)
    assert broken([handed("Xã B", row("Hộ tịch", 10, on_time=8), lacks=("ended",))]) == []


def test_what_was_left_open_is_what_is_carried_over():
    before = StatedForm(
        first=date(2026, 4, 1), last=date(2026, 6, 30), rows=(row("Đất đai", 9, on_time=4, open_late=5),)
    )
    (one,) = broken([Handed("Xã A", handed("", row("Đất đai", 0, 0, 4)).form, before)])
    assert (one.rule, one.left, one.right) == ("6=11", 4, 5)


counts = st.fixed_dictionaries({name: st.integers(0, 50) for name in COUNTS if not name.startswith("paused")})


@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from("ABCD"), counts), max_size=5, unique_by=lambda r: r[0]),
        min_size=1,
        max_size=6,
    )
)
@pytest.mark.parametrize("form", [Form.II_06A, Form.D_766])
def test_both_tables_have_the_same_sums_and_only_whole_ones_are_numbers(form: Form, offices: list[Any]):
    told = [
        handed(f"Xã {n}", *(FormRow(name=name, **found) for name, found in rows))
        for n, rows in enumerate(offices)
    ]
    fields, by = by_field(form, told, say), by_office(form, told, say)
    assert fields.rows[-1] == by.rows[-1]
    if all(offices):
        for column in range(2, len(fields.columns)):
            numbers = [one[column] for one in cells(by)]
            assert sum(numbers[:-1]) == numbers[-1] == sum(one[column] for one in cells(fields)[:-1])
    else:
        assert not any(isinstance(cell, int) for cell in cells(by)[-1])
