"""Arrivals, next stops and the rota on the pages of the settings: shown, changed, told where they are wrong."""

import re
from pathlib import Path
from typing import Any

from tests.integration.controller.book_house import book_house, filled
from tests.integration.controller.house import PIN_HASH

CLERKS = [
    {"id": "lan", "name": "Nguyễn Thị Lan", "pin_hash": PIN_HASH, "caretaker": True},
    {"id": "duc", "name": "Phạm Minh Đức", "pin_hash": PIN_HASH, "rota": [{"counter": "1", "days": [2]}]},
]


async def test_the_rota_is_a_week_of_counters_for_each_clerk(tmp_path: Path) -> None:
    async with book_house(tmp_path, clerks=CLERKS) as here:
        page = await here.page("/lich")
        assert "Phạm Minh Đức" in page
        assert 'value="more"' not in page  # clerks come and go on their own page
        assert ".gone" not in page
        checked = await here.look("lich", clerks__1__rota__2="", clerks__1__rota__5="2")
        assert "Cán bộ: Phạm Minh Đức · Lịch ngồi quầy" in checked
        assert "Thứ Ba: Quầy 1" in checked
        assert "Thứ Sáu: Quầy 2" in checked
        assert "Đã lưu và áp dụng" in await here.save("/lich", checked)
        assert [(seat.counter, seat.days) for seat in here.book.in_force.clerks[1].rota] == [("2", (5,))]
        back = await here.page("/viec/lui")
        await here.save("/viec/lui", back)
        assert [(seat.counter, seat.days) for seat in here.book.in_force.clerks[1].rota] == [("1", (2,))]
        half: dict[str, Any] = {"clerks__1__rota__4": "1", "clerks__1__rota__4__hours": "7h30-11h30"}
        half |= {"clerks__1__rota__4__2": "2", "clerks__1__rota__4__2__hours": "13h30-"}
        checked = await here.look("lich", **half)
        assert "Thứ Năm: Quầy 1 (07:30-11:30); Thứ Năm: Quầy 2 (13:30-)" in checked
        page = await here.look("lich", 422, clerks__1__rota__4="1", clerks__1__rota__4__hours="buổi sáng")
        assert "Ghi giờ như 7:30-11:30" in page
        assert filled(page)["clerks.1.rota.4.hours"] == ["buổi sáng"]
        marked = re.findall(r'<(?:select|input)[^>]* name="([^"]+)"[^>]* aria-invalid', page)
        assert marked == ["clerks.1.rota.4.hours"], "what is right is not red"


async def test_a_counter_that_is_gone_meanwhile_is_told_at_the_week(tmp_path: Path) -> None:
    async with book_house(tmp_path, clerks=CLERKS) as here:
        page = await here.look("lich", 422, clerks__1__rota__5="99")
        week = page[page.index('id="clerks-1-rota"') :]
        assert "Có quầy không còn nữa" in week[: week.index("</fieldset>")]
        assert filled(page)["clerks.1.rota.5"] == ["99"]
        page = await here.look("quay", 422, counters__0__gone="1")
        assert "Lịch ngồi quầy · Phạm Minh Đức" in page


async def test_next_stops_are_chosen_one_after_the_other(tmp_path: Path) -> None:
    async with book_house(tmp_path) as here:
        checked = await here.look("linh-vuc", services__0__then__1="land", services__0__then__2="civil")
        assert "Đất đai → Hộ tịch" in checked
        await here.save("/linh-vuc", checked)
        assert here.book.in_force.services[0].then == ("land", "civil")
        page = await here.look("linh-vuc", 422, services__0__then__1="khong-co")
        chain = page[page.index('id="services-0-then"') :]
        assert "Có lĩnh vực không còn nữa" in chain[: chain.index("</fieldset>")]


async def test_arrivals_are_switched_on_and_off(tmp_path: Path) -> None:
    async with book_house(tmp_path) as here:
        checked = await here.look("phuc-vu", policy__arrivals="1")
        assert "Đã đến" in checked
        await here.save("/phuc-vu", checked)
        assert here.book.in_force.policy.arrivals
        await here.save("/phuc-vu", await here.look("phuc-vu", policy__arrivals=[]))
        assert not here.book.in_force.policy.arrivals


async def test_reasons_that_are_shipped_are_shown_and_become_the_office_s_own_when_they_are_changed(
    tmp_path: Path,
) -> None:
    async with book_house(tmp_path, clerks=CLERKS) as here:
        page = await here.page("/ly-do-nghi")
        assert "đang dùng" in page
        assert [filled(page)[f"break_reasons.{n}.name.vi"] for n in range(5)] == [
            [words] for words in ("Nghỉ ngắn", "Nghỉ trưa", "Họp", "Việc ở phòng khác", "Hệ thống lỗi")
        ]
        same = await here.look("ly-do-nghi")
        assert not here.book.in_force.break_reasons
        assert 'class="differences"' not in same
        changes: dict[str, Any] = {
            "break_reasons__2__name__vi": "Họp giao ban",
            "break_reasons__4__gone": "1",
        }
        checked = await here.look("ly-do-nghi", **changes)
        assert "Họp giao ban" in checked
        differences = checked[checked.index('class="differences"') : checked.index("</ul>")]
        assert "Họp giao ban" in differences
        assert "Nghỉ trưa" not in differences, "what stays as it was is no difference"
        await here.save("/ly-do-nghi", checked)
        own: Any = here.book.in_force.break_reasons
        assert [one.code for one in own] == ["short", "lunch", "meeting", "errand"], (
            "the journal knows them by these"
        )
        assert own[2].name.vi == "Họp giao ban"
        page = await here.page("/ly-do-nghi")
        assert "đang dùng" not in page
        gone: dict[str, Any] = {f"break_reasons__{n}__gone": "1" for n in range(4)}
        await here.save("/ly-do-nghi", await here.look("ly-do-nghi", **gone))
        assert not here.book.in_force.break_reasons
        assert "Hệ thống lỗi" in await here.page("/ly-do-nghi")
        more: dict[str, Any] = {"call_reasons__6__name__vi": "Khác", "call_reasons__6__was": ""}
        await here.save("/ly-do-goi", await here.look("ly-do-goi", **more))
        assert [one.code for one in here.book.in_force.call_reasons][-2:] == ["told-by-head", "khac"]
