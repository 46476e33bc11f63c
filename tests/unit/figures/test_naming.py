"""Names that change inside a period: one row all along, a row of its own for what is gone, and readers are told the day."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from contracts.forms.table import Count
from contracts.texts import FIRST, load_catalogue
from controller.figures.figures import added_up
from controller.figures.names import names_of
from controller.figures.naming import MOST_TOLD, Called, Thing, called, gone, renamings, told_in
from controller.figures.period import Kind, around
from controller.figures.report import Report
from controller.figures.sheet import everything, sheet_of
from controller.web.figures import TEXTS
from tests import builders as b
from tests.unit.figures.any_day import any_day

JULY, NOVEMBER = date(2026, 7, 1), date(2026, 11, 12)
YEAR = around(Kind.YEAR, JULY)


def say(key: str, **facts: object) -> str:
    return load_catalogue(*TEXTS).say(FIRST, key, **facts)


def office(day: date, name: str = "Xã A", counters: dict[str, str] | None = None, **services: str) -> Called:
    table: dict[str, Any] = {
        "name": {"vi": name},
        "services": [{"code": code, "name": {"vi": said}} for code, said in services.items()],
        "counters": [{"id": key, "label": label} for key, label in (counters or {}).items()],
    }
    return called(day, table)


FIRST_DAY = office(date(2026, 1, 2), land="Đất đai", build="Xây dựng", civil="Hộ tịch")


def test_a_renamed_service_is_one_row_and_its_readers_are_told() -> None:
    told = (FIRST_DAY, office(NOVEMBER, land="Đất đai, môi trường", build="Xây dựng", civil="Hộ tịch"))
    names = names_of(told, say)
    assert dict(names.services) == {
        "land": "Đất đai, môi trường",
        "build": "Xây dựng",
        "civil": "Hộ tịch",
    }
    (sentence,) = told_in(names.renamings, Thing.SERVICE, YEAR, say)
    assert sentence == (
        "Ngày 12/11/2026: lĩnh vực “Đất đai” đổi tên thành “Đất đai, môi trường”. "
        "Số liệu trước và sau ngày ấy cộng chung một dòng."
    )
    assert told_in(names.renamings, Thing.COUNTER, YEAR, say) == ()
    assert told_in(names.renamings, None, YEAR, say) == ()


def test_merged_services_keep_rows_of_their_own_and_their_last_names() -> None:
    told = (FIRST_DAY, office(JULY, land="Đất đai và xây dựng", civil="Hộ tịch"))
    names = names_of(told, say)
    assert names.services["build"] == "Xây dựng (đến trước 01/07/2026)"
    assert list(names.services) == ["land", "civil", "build"], "what is gone comes last"
    sentences = told_in(names.renamings, Thing.SERVICE, YEAR, say)
    assert [sentence.partition(":")[0][:20] for sentence in sentences] == [
        "Ngày 01/07/2026",
        "Từ ngày 01/07/2026 k",
    ]


def test_nothing_is_lost_or_counted_twice_when_services_merge_inside_a_period() -> None:
    """Numbers of before and after: each in one row, whatever the settings say of it now."""
    told = (
        office(date(2026, 1, 2), civil="Hộ tịch", land="Đất đai", results="Trả kết quả"),
        office(date.fromisoformat(b.DATE), civil="Hộ tịch và đất đai", results="Trả kết quả"),
    )
    sheet = sheet_of(any_day(3)[1], lambda at: datetime.fromtimestamp(at / 1000, UTC))
    found = added_up(around(Kind.DAY, date.fromisoformat(b.DATE)), [(b.DATE, sheet)], "")
    tables = {
        table.key: table for table in Report(names_of(told, say), say, 1800).tables(found, found, found)
    }
    *rows, total = tables["service"].rows
    assert [row[0] for row in rows][-1] == f"Đất đai (đến trước {date.fromisoformat(b.DATE):%d/%m/%Y})"
    issued = [row[1].value for row in (*rows, total) if isinstance(row[1], Count)]
    assert sum(issued[:-1]) == issued[-1] == everything(sheet).issued
    assert any("cộng chung một dòng" in note for note in tables["service"].notes)
    assert any("không cộng vào lĩnh vực nào khác" in note for note in tables["waits"].notes)
    assert not any("cộng chung" in note for note in tables["overview"].notes)
    assert [key for key, table in tables.items() if not table.notes] == [], (
        "each has its definitions below it"
    )


def test_periods_before_and_after_a_change_say_nothing_of_it() -> None:
    told = (FIRST_DAY, office(JULY, "Xã B", land="Đất đai"))
    for month in (6, 8):
        period = around(Kind.MONTH, date(2026, month, 15))
        assert told_in(tuple(renamings(told)), Thing.OFFICE, period, say) == ()
    (sentence,) = told_in(tuple(renamings(told)), Thing.OFFICE, around(Kind.DAY, JULY), say)
    assert "từ “Xã A” thành “Xã B”" in sentence
    assert "nơi khác nhập vào đây có sổ riêng" in sentence


def test_what_was_tried_and_taken_back_on_one_day_is_no_change() -> None:
    same = office(JULY, land="Đất đai", build="Xây dựng", civil="Hộ tịch")
    assert list(renamings((FIRST_DAY, office(JULY, land="Thử"), same))) == []


def test_a_clock_that_went_back_mixes_nothing() -> None:
    late, early = office(NOVEMBER, land="B"), office(JULY, land="A")
    found = list(renamings((FIRST_DAY, late, early)))
    assert [(one.day, one.before, one.after) for one in found if one.before == "A"] == [(NOVEMBER, "A", "B")]


def test_two_of_one_name_are_told_apart_and_so_are_two_that_are_gone() -> None:
    told = (office(date(2026, 1, 2), a="Đất", b="Đất", c="Khác", d="Đất"), office(JULY, c="Khác", d="Đất"))
    assert list(names_of(told, say).services.values()) == [
        "Khác",
        "Đất",
        "Đất (đến trước 01/07/2026) (a)",
        "Đất (đến trước 01/07/2026) (b)",
    ]


def test_what_came_back_is_not_gone() -> None:
    told = (FIRST_DAY, office(JULY, land="Đất đai"), office(NOVEMBER, land="Đất đai", civil="Hộ tịch"))
    assert gone(told, Thing.SERVICE) == {"build": ("Xây dựng", JULY)}


def test_clerks_who_come_and_go_are_nobodys_business_but_a_second_name_is_told() -> None:
    def staff(day: date, **clerks: str) -> Called:
        return called(day, {"clerks": [{"id": key, "name": name} for key, name in clerks.items()]})

    told = (staff(date(2026, 1, 2), hoa="Trần Thị Hoa", lan="Lan"), staff(JULY, hoa="Trần Thị Thu Hoa"))
    names = names_of(told, say)
    (sentence,) = told_in(names.renamings, Thing.CLERK, YEAR, say)
    assert "“Trần Thị Hoa” nay ghi là “Trần Thị Thu Hoa”, cùng một người" in sentence
    assert names.clerks["lan"] == "Lan (đến trước 01/07/2026)"


def test_a_counter_is_named_as_on_its_sign() -> None:
    told = (office(date(2026, 1, 2), counters={"c1": "1", "c2": "2"}), office(JULY, counters={"c1": "5"}))
    names = names_of(told, say)
    assert dict(names.counters) == {"c1": "Quầy 5", "c2": "Quầy 2 (đến trước 01/07/2026)"}


def test_many_changes_are_not_a_page_of_notes() -> None:
    before = office(date(2026, 1, 2), counters={str(n): f"Cũ {n}" for n in range(60)})
    after = office(JULY, counters={str(n): f"Mới {n}" for n in range(60)})
    told = told_in(tuple(renamings((before, after))), Thing.COUNTER, YEAR, say)
    assert len(told) == MOST_TOLD + 1
    assert told[-1].startswith("Còn 40 thay đổi")


@pytest.mark.parametrize(
    "table",
    [
        {},
        {"name": 3, "services": "x", "counters": [1, None], "clerks": {"a": 1}},
        {"services": [{"code": "land"}, {"name": {"vi": "Không mã"}}, {"code": ["x"], "name": []}]},
    ],
)
def test_a_file_of_another_program_is_read_as_far_as_it_goes(table: dict[str, Any]) -> None:
    found = called(JULY, table)
    assert all(name for by in found.names.values() for name in by.values())
    names_of((found,), say)
