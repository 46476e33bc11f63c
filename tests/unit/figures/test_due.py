"""Which sheets are due, under which names, and what the calendar says of each date."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.figures.due import Due, Made, State, calendar, due, file_name, still_there
from controller.figures.period import Kind, around
from controller.figures.shelf import LIST, Shelf

D = date
OVER = D(2026, 11, 23)


def made_of(one: Due, at: int = 1) -> Made:
    return Made(one.period.kind, one.period.first, one.mark, at, (file_name(one, "xlsx"),), one.version)


def all_due(days: dict[date, str], last_over: date, made: tuple[Made, ...] = ()) -> list[Due]:
    return list(due(days, last_over, last_over + timedelta(days=1), made))


def test_each_day_that_is_over_and_each_month_and_quarter_has_a_sheet():
    days = {D(2026, 9, 30): "a", D(2026, 10, 1): "b", D(2026, 11, 20): "c", D(2026, 11, 24): "not over"}
    names = [file_name(one, "pdf") for one in all_due(days, OVER)]
    assert names == [
        "ngay-2026-09-30.pdf",
        "ngay-2026-10-01.pdf",
        "ngay-2026-11-20.pdf",
        "thang-2026-09.pdf",
        "thang-2026-10.pdf",
        "quy-2026-3.pdf",
    ]


def test_what_was_made_is_not_made_again_until_it_rests_on_something_else():
    days = {D(2026, 10, 1): "b", D(2026, 11, 20): "c"}
    made = tuple(made_of(one) for one in all_due(days, OVER))
    assert all_due(days, OVER, made) == []
    again = all_due({**days, D(2026, 10, 1): "mended"}, OVER, made)
    assert [file_name(one, "xlsx") for one in again] == [
        "ngay-2026-10-01-lan-2.xlsx",
        "thang-2026-10-lan-2.xlsx",
    ]
    assert all_due({**days, D(2026, 10, 1): "mended"}, OVER, (*made, *(made_of(one) for one in again))) == []


def test_a_closed_day_has_one_sheet_that_evening_however_often_it_is_rated_and_one_more_after_midnight():
    today = D(2026, 11, 30)
    made = tuple(made_of(one) for one in due({today: "closed"}, today, today, ()))
    assert [one.kind for one in made] == [Kind.DAY, Kind.MONTH]
    assert list(due({today: "rated"}, today, today, made)) == []
    again = due({today: "rated"}, today, today + timedelta(days=1), made)
    assert [(one.period.kind, one.version) for one in again] == [(Kind.DAY, 2), (Kind.MONTH, 2)]


def test_what_is_old_when_the_program_is_new_is_left():
    days = {OVER - timedelta(days=63): "old", OVER - timedelta(days=800): "very old"}
    assert [one.period.kind for one in all_due(days, OVER)] == [Kind.MONTH, Kind.QUARTER]


@given(
    st.dictionaries(st.dates(D(2026, 1, 1), D(2026, 12, 31)), st.sampled_from("abc")),
    st.dates(D(2026, 1, 1), D(2027, 2, 1)),
)
def test_made_one_by_one_they_come_to_an_end_and_no_name_comes_twice(days: dict[date, str], last_over: date):
    made: list[Made] = []
    while found := all_due(days, last_over, tuple(made)):
        made.append(made_of(found[0]))
        assert len(made) < 1000
    names = [name for one in made for name in one.files]
    assert len(names) == len(set(names))
    assert all(around(one.kind, one.first).last <= last_over for one in made)


def test_of_a_lost_list_the_files_that_are_there_are_neither_made_nor_sent_again():
    days = {D(2026, 9, 30): "a", D(2026, 10, 1): "b", D(2026, 11, 20): "c"}
    first = all_due(days, OVER)
    again = [replace(one, version=2) for one in first[:1]]
    files = {file_name(one, ending) for one in first + again for ending in ("xlsx", "pdf")} - {
        "quy-2026-3.pdf"
    }
    found = tuple(still_there(days, OVER, files | {"list.txt", "ngay-2026-11-20.docx"}, ("xlsx", "pdf")))
    assert {name for one in found for name in one.files} == files
    assert [one.version for one in found if one.first == again[0].period.first][:2] == [1, 2]
    assert {(one.at, one.mailed) for one in found} == {(0, ())}
    assert all_due(days, OVER, found) == []
    changed = all_due({**days, D(2026, 9, 30): "other"}, OVER, found)
    assert file_name(changed[0], "pdf") == "ngay-2026-09-30-lan-3.pdf"


def test_what_cannot_be_put_whole_leaves_nothing_behind(tmp_path: Path):
    one = all_due({D(2026, 11, 20): "c"}, OVER)[0]
    shelf = Shelf(tmp_path)
    shelf.begin(())
    (tmp_path / "b.pdf").mkdir()
    with pytest.raises(OSError, match=r"b\.pdf"):
        shelf.put(made_of(one), {"a.xlsx": b"one", "b.pdf": b"two"})
    assert shelf.made == Shelf(tmp_path).made == ()
    assert shelf.files() == {"b.pdf", LIST}


def test_the_calendar_tells_each_date():
    month = around(Kind.MONTH, D(2026, 11, 1))
    known = {D(2026, 11, 2): True, D(2026, 11, 3): False, D(2026, 11, 4): True, D(2026, 11, 5): True}
    sheets = [Made(Kind.DAY, day, "x", 1, (f"{day}.pdf",)) for day in known if day != D(2026, 11, 4)]
    sheets.append(replace(sheets[-1], version=2, files=("again.pdf",)))
    opens = {
        month.first + timedelta(days=n): (month.first + timedelta(days=n)).isoweekday() < 6 for n in range(30)
    }
    told = {one.day.day: one for one in calendar(month, known, opens, D(2026, 11, 7), sheets)}
    states = [told[day].state for day in range(1, 9)]
    assert states == [
        State.OFF,
        State.MADE,
        State.UNFINISHED,
        State.WAITS,
        State.AGAIN,
        State.MISSING,
        State.OFF,
        State.TO_COME,
    ]
    assert told[5].files == ("2026-11-05.pdf", "again.pdf")


def test_the_folder_remembers_and_a_broken_list_begins_anew(tmp_path: Path):
    one = all_due({D(2026, 11, 20): "c"}, OVER)[0]
    shelf = Shelf(tmp_path)
    shelf.put(made_of(one), {"ngay-2026-11-20.xlsx": b"sheet"})
    shelf.mailed(replace(shelf.made[0], mailed=("a@b.vn",)))
    again = Shelf(tmp_path)
    assert again.made == shelf.made
    assert again.made[0].mailed == ("a@b.vn",)
    assert again.file("ngay-2026-11-20.xlsx") == tmp_path / "ngay-2026-11-20.xlsx"
    assert again.file(LIST) is None
    assert again.file("../x") is None
    for broken in (b"", b"[1]", b'{"a": 1}', b'[{"kind": "day"}]', b"\xff"):
        (tmp_path / LIST).write_bytes(broken)
        assert (Shelf(tmp_path).made, Shelf(tmp_path).lost) == ((), True)
    assert (tmp_path / "ngay-2026-11-20.xlsx").read_bytes() == b"sheet"
