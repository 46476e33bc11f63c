"""The pages of the settings over a real desk: who may, what is shown before it is saved, when it is made, what is told."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from contracts.vocabulary import CounterId
from controller.__main__ import _take_due
from controller.settings_book.history import CAME_DUE
from controller.settings_book.parts import PARTS
from tests.integration.controller.book_house import CLERK, book_house, filled
from tests.integration.controller.house import CARETAKER as AT_TWO

ADDRESSES = ["", *(f"/{part.name}" for part in PARTS), "/viec/lui", "/viec/tep"]


async def test_nobody_but_a_caretaker_sees_or_changes_anything(tmp_path: Path) -> None:
    async with book_house(tmp_path, clerks=CLERK) as here:
        before = here.file
        for signed_in in (True, False):
            for address in ADDRESSES:
                assert (await here.client.get(f"/cai-dat{address}")).status_code == 403, (address, signed_in)
                sent = await here.client.post(
                    f"/cai-dat{address}", headers={"origin": str(here.client.base_url)}
                )
                assert sent.status_code in (403, 405), (address, signed_in)
            here.client.cookies.clear()
        assert here.file == before


async def test_a_strange_page_cannot_send_the_form(tmp_path: Path) -> None:
    async with book_house(tmp_path) as here:
        sent = await here.client.post("/cai-dat/co-quan", data={}, headers={"origin": "http://evil.test"})
        assert sent.status_code == 403


async def test_a_change_is_shown_before_it_is_saved_and_then_in_the_file_and_in_the_history(
    tmp_path: Path,
) -> None:
    async with book_house(tmp_path) as here:
        before = here.file
        checked = await here.look("linh-vuc", services__0__name__vi="Tư pháp <b>", services__0__quota="40")
        assert here.file == before
        for words in (
            "Lĩnh vực: Hộ tịch · Tên lĩnh vực",
            "Tư pháp &lt;b&gt;",
            "Tối đa mỗi ngày",
            "Áp dụng được ngay",
        ):
            assert words in checked
        page = await here.save("/linh-vuc", checked)
        assert "Đã lưu và áp dụng" in page
        assert "# Của xã" in here.file
        assert (here.book.in_force.services[0].name.vi, here.book.in_force.services[0].quota) == (
            "Tư pháp <b>",
            40,
        )
        assert "Nguyễn Thị Lan" in page[page.index("Đã thay đổi") :]
        back = await here.page("/viec/lui")
        assert "Hộ tịch" in back
        await here.save("/viec/lui", back)
        assert here.book.in_force.services[0].name.vi == "Hộ tịch"


async def test_what_strands_somebody_waits_for_the_next_day_and_says_whom(tmp_path: Path) -> None:
    async with book_house(tmp_path) as here:
        await here.house.issued("land")
        before = here.file
        checked = await here.look("linh-vuc", services__1__gone="1")
        assert "Chỉ áp dụng được từ ngày mai" in checked
        assert "Đất đai: còn 1 số chưa xong (B001)" in checked
        page = await here.save("/linh-vuc", checked)
        assert "Máy sẽ đổi khi hết ngày hôm nay" in page
        assert "Chờ hết ngày mới đổi: Lĩnh vực" in page
        assert here.file == before
        form = await here.page("/linh-vuc")
        assert "Chờ hết ngày mới đổi" in form
        checked = await here.look("linh-vuc", services__0__quota="9")
        assert "thay cho thay đổi đang chờ: Lĩnh vực" in checked
        (waiting,) = here.book.next_day.waiting
        assert "Đã bỏ thay đổi" in await here.send("/viec/bo", {"keys": [" ".join(waiting.keys)]})
        assert here.book.next_day.waiting == ()


async def test_it_is_made_when_the_day_is_over_before_the_first_number_of_the_next(tmp_path: Path) -> None:
    async with book_house(tmp_path) as here:
        await here.house.issued("land")
        await here.save("/linh-vuc", await here.look("linh-vuc", services__1__gone="1"))
        due = asyncio.create_task(_take_due(here.book, here.house.desk))
        try:
            await here.house.turn()
            assert [service.code for service in here.book.in_force.services] == ["civil", "land"]
            today = here.house.desk.day.date
            here.house.clock.advance(24 * 3600)
            await here.house.until(lambda: here.house.desk.day.date != today)
            await here.house.until(lambda: len(here.book.in_force.services) == 1)
        finally:
            due.cancel()
            await asyncio.wait([due])
        assert "Đất đai" not in here.file
        assert (here.book.history.changes[-1].what, here.book.history.changes[-1].who) == (CAME_DUE, "lan")


async def test_a_changed_series_waits_and_a_counter_that_serves_too(tmp_path: Path) -> None:
    async with book_house(tmp_path) as here:
        await here.house.issued("civil")
        assert "đã cấp số đến A001" in await here.look("linh-vuc", services__0__prefix="K")
        await here.house.ask(here.house.call("2"), AT_TWO)
        assert here.house.desk.day.ticket_at(CounterId("2"))
        assert "Quầy 2 đang phục vụ A001" in await here.look("quay", counters__1__label="9")


async def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(tmp_path: Path) -> None:
    async with book_house(tmp_path) as here:
        page = await here.look("linh-vuc", 422, services__1__prefix="A", services__0__name__vi="Tư pháp")
        assert "Chữ và dãy số này đã có lĩnh vực khác dùng" in page
        assert filled(page)["services.0.name.vi"] == ["Tư pháp"]
        page = await here.look("linh-vuc", 422, services__1__prefix="chữ", services__0__quota="nhiều")
        assert "Tối đa ba chữ cái in hoa" in page
        assert "Cần một số nguyên" in page
        page = await here.look("quay", 422, counters__0__services=[])
        assert "chưa nhận lĩnh vực nào" in page
        page = await here.look("gio", 422, sessions__0__take_from="25:00")
        assert "Giờ viết như 07:30" in page
        page = await here.look("linh-vuc", 422, services__0__gone="1")
        assert "Quầy này chưa nhận lĩnh vực nào" in page  # counter 1 serves nothing else


async def test_every_thing_that_can_be_wrong_has_words_of_its_own(tmp_path: Path) -> None:
    async with book_house(tmp_path) as here:
        for part, changes in (
            ("co-quan", {"name__vi": ""}),
            ("co-quan", {"name__vi": "x" * 201}),
            ("linh-vuc", {"services__0__last": "0"}),
            ("linh-vuc", {"services__0__width": "9"}),
            ("linh-vuc", {"services__0__typical_minutes": "-1"}),
            ("quay", {"counters__0__label": "123456789"}),
            ("quay", {"counters__0__panel": "Hộp Nút"}),
            ("quay", {"counters__0__panel": "panel-2"}),
            ("gio", {"sessions__0__serve_until": "00:00"}),
            ("ngay-khac", {"closed_dates": "hôm qua"}),
            ("ngay-khac", {"special_days__0__day": "2027-02-01", "special_days__0__until": "2026-02-01"}),
            ("can-bo", {"clerks__1__name": "Đức", "clerks__1__id": "Đức"}),
            ("can-bo", {"clerks__1__name": "Đức", "clerks__1__id": "lan", "clerks__1__pin": "7391"}),
            ("can-bo", {"clerks__1__name": "Đức", "clerks__1__id": "duc"}),
            ("thiet-bi", {"kiosks__0__printer": "kiosk-2"}),
            ("phuc-vu", {"policy__ratio": "99"}),
            ("phuc-vu", {"policy__priority": "hm"}),
            ("ho-so", {"dossier__adapter": "rest"}),
            ("ho-so", {"dossier__adapter": "file"}),
            ("ho-so", {"dossier__rest__base_url": "http://far.example/x", "dossier__adapter": "rest"}),
            ("nhom", {"groups__0__name__vi": "Nhóm"}),
        ):
            page = await here.look(part, 422, **changes)
            assert 'class="wrong"' in page or 'role="alert"' in page, (part, changes)
            assert "được phép" not in page, (part, changes)
            assert "found" not in page, (part, changes)


async def test_pins_are_hashed_at_once_and_weak_ones_refused(tmp_path: Path) -> None:
    async with book_house(tmp_path) as here:
        page = await here.look("can-bo", 422, clerks__0__pin="0000")
        assert "quá dễ đoán" in page
        new: dict[str, Any] = {
            "clerks__1__name": "Phạm Minh Đức",
            "clerks__1__id": "duc",
            "clerks__1__pin": "7391",
        }
        page = await here.look("can-bo", 422, clerks__0__pin="1234", **new)
        assert "Mã PIN mới đã nhận" in page  # the good one need not be typed again
        checked = await here.look("can-bo", **new)
        assert "7391" not in checked
        assert "Cán bộ: Phạm Minh Đức" in checked
        await here.save("/can-bo", checked)
        assert "7391" not in here.file
        assert here.book.in_force.clerks[1].pin_hash.startswith("$argon2id$")
        changed = await here.look("can-bo", clerks__1__pin="8352")
        assert "đổi (không hiện)" in changed
        assert "argon2id" not in changed[changed.index("Sẽ thay đổi") : changed.index("Áp dụng được ngay")]


async def test_the_last_caretaker_stays(tmp_path: Path) -> None:
    async with book_house(tmp_path) as here:
        checked = await here.look("can-bo", clerks__0__caretaker=[])
        assert "Phải còn ít nhất một cán bộ" in checked
        assert 'value="save"' not in checked
        form = filled(await here.page("/can-bo"), clerks__0__caretaker=[])
        assert "không được phép" in await here.send("/can-bo", {**form, "do": ["save"]})
        assert here.book.in_force.clerks[0].caretaker


async def test_the_second_of_two_browsers_is_told_by_whom_and_keeps_what_was_typed(tmp_path: Path) -> None:
    async with book_house(tmp_path) as here:
        second = filled(await here.page("/co-quan"), authority__vi="UBND tỉnh")
        await here.save("/co-quan", await here.look("co-quan", name__vi="Tên thứ nhất"))
        page = await here.send("/co-quan", {**second, "do": ["check"]}, 409)
        assert "cài đặt đã được đổi (Nguyễn Thị Lan" in page
        assert filled(page)["authority.vi"] == ["UBND tỉnh"]
        checked = await here.send("/co-quan", {**filled(page), "do": ["check"]})
        assert "Tên thứ nhất" in checked  # that this undoes the other's change is shown before it is saved
        stale = filled(checked)
        await here.save("/co-quan", await here.look("co-quan", name__vi="Tên thứ ba"))
        await here.send("/co-quan", {**stale, "do": ["save"]}, 409)
        assert here.book.in_force.name.vi == "Tên thứ ba"


async def test_what_somebody_wrote_into_the_file_is_shown_and_taken(tmp_path: Path) -> None:
    async with book_house(tmp_path) as here:
        here.book.path.write_text(here.file.replace("Hộ tịch", "Tư pháp"), "utf-8")
        page = await here.page()
        assert "đã được sửa bằng tay" in page
        assert "Tư pháp" in page
        checked = await here.page("/viec/tep")
        assert "Đã lưu và áp dụng" in await here.save("/viec/tep", checked)
        assert here.book.in_force.services[0].name.vi == "Tư pháp"
        here.book.path.write_text(here.file.replace('"test"', '"other"'), "utf-8")
        assert "site: chỉ đổi được trong tệp" in await here.page("/viec/tep")


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("site = ", "Dòng 1, cột"),
        ("site = “test”", "ký tự lạ “"),
        ('site = "x"', "Cần điền"),
    ],
)
async def test_a_file_that_somebody_broke_is_told_and_not_written(
    tmp_path: Path, broken: str, told: str
) -> None:
    async with book_house(tmp_path) as here:
        form = filled(await here.page("/co-quan"), name__vi="Khác")
        here.book.path.write_text(broken, "utf-8")
        for address in ADDRESSES:
            page = await here.page(address)
            assert "Tệp cài đặt đang sai" in page, address
            assert told in page
        for do in ("check", "save", "more"):
            await here.send("/co-quan", {**form, "do": [do]}, 409)
        assert here.file == broken


async def test_a_disk_that_takes_nothing_is_told(tmp_path: Path) -> None:
    async with book_house(tmp_path) as here:
        before = here.file
        checked = await here.look("co-quan", name__vi="Khác")
        (here.book.path.parent / f".{here.book.path.name}.new").mkdir()
        assert "Không ghi được tệp cài đặt" in await here.save("/co-quan", checked, 500)
        assert here.file == before


async def test_more_room_nothing_changed_and_back_to_the_form(tmp_path: Path) -> None:
    async with book_house(tmp_path) as here:
        form = filled(await here.page("/linh-vuc"), services__0__name__vi="Giữ lại")
        page = await here.send("/linh-vuc", {**form, "do": ["more"]})
        assert "services.2.name.vi" in filled(page)
        assert filled(page)["services.0.name.vi"] == ["Giữ lại"]
        assert "Chưa có gì thay đổi" in await here.look("linh-vuc")
        checked = await here.look("linh-vuc", services__0__name__vi="Đổi")
        again = await here.send("/linh-vuc", {**filled(checked), "do": ["edit"]})
        assert filled(again)["services.0.name.vi"] == ["Đổi"]


async def test_somebody_is_led_through_all_parts(tmp_path: Path) -> None:
    async with book_house(tmp_path) as here:
        page, seen = await here.page(f"/{PARTS[0].name}?guide=1"), 0
        while "Mục " in page and "Bỏ qua" in page:
            seen += 1
            assert f"Mục {seen}/{len(PARTS)}" in page
            page = await here.send(
                f"/{PARTS[seen - 1].name}", {**filled(page), "do": ["check"]}
            )  # nothing changed: onward
        assert seen == len(PARTS)
        assert "Đã xem hết các mục" in page


async def test_an_office_of_the_largest_size_fits(tmp_path: Path) -> None:
    services = [{"code": f"s{n}", "name": {"vi": f"Lĩnh vực số {n} với một cái tên dài dòng"}, "prefix": "ABCDEFGH"[n % 8],
                 "first": n // 8 * 30 + 1, "last": n // 8 * 30 + 30} for n in range(200)]  # fmt: skip
    counters = [{"id": "2", "label": "2", "services": [s["code"] for s in services]}]
    async with book_house(tmp_path, services=services, counters=counters) as here:
        checked = await here.look("linh-vuc", services__199__name__vi="Cuối cùng")
        await here.save("/linh-vuc", checked)
        assert here.book.in_force.services[199].name.vi == "Cuối cùng"


async def test_a_new_clerk_has_no_old_pin_to_keep(tmp_path: Path) -> None:
    async with book_house(tmp_path) as desk:
        form = filled(await desk.page("/can-bo"))
        page = await desk.send("/can-bo", {**form, "do": ["more"]})
        assert page.count("Mã PIN mới") == 2
        assert page.count("Để trống: giữ mã cũ.") == 1


async def test_what_the_office_works_with_is_put_back_over_a_broken_file_which_is_kept(
    tmp_path: Path,
) -> None:
    async with book_house(tmp_path) as here:
        checked = await here.look("co-quan", name__vi="Tên mới")
        await here.save("/co-quan", checked)
        good = here.file
        here.book.path.write_text("site = ", "utf-8")
        page = await here.page()
        assert "Đưa lại bản đúng đang dùng" in page
        assert "09:00 23/11/2026, Nguyễn Thị Lan" in page
        answer = await here.client.get("/cai-dat/viec/tot")
        assert answer.status_code == 404, "nothing is done by looking"
        page = await here.send("/viec/tot", {"x": [""]})
        assert "Đã đưa lại bản đúng" in page
        assert here.file == good
        (kept,) = here.book.path.parent.glob("*.broken-*")
        assert kept.read_text("utf-8") == "site = "
        assert "Cài đặt vừa được người khác đổi" in await here.send("/viec/tot", {"x": [""]})
        assert here.file == good


async def test_where_that_text_is_lost_nothing_is_offered_and_nothing_written(tmp_path: Path) -> None:
    async with book_house(tmp_path) as here:
        here.book.path.write_text("site = ", "utf-8")
        for file in (tmp_path / "data" / "settings").glob("*.toml"):
            file.write_text("lost", "utf-8")
        assert "Đưa lại bản đúng" not in await here.page()
        await here.send("/viec/tot", {"x": [""]})
        assert here.file == "site = "


async def test_the_place_of_backups_is_chosen_in_the_browser(tmp_path: Path) -> None:
    async with book_house(tmp_path) as here:
        assert "Ghi cả đường dẫn" in await here.look("sao-luu", 422, backup__folder="motcua")
        checked = await here.look("sao-luu", backup__folder="/media/motcua", backup__keep="20")
        await here.save("/sao-luu", checked)
        assert str(here.book.in_force.backup.folder) == "/media/motcua"
        assert 'folder = "/media/motcua"' in here.file
