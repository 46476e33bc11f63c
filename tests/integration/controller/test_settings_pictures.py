"""The slip and the board beside the form of the office's texts: drawn with what is typed, before it is saved."""

import asyncio
import base64
from pathlib import Path

from contracts import messages as m
from contracts.codec import encode
from contracts.topics import Topics
from contracts.vocabulary import DeviceId, SiteId
from tests.integration.controller.book_house import CLERK, BookHouse, book_house, filled

PNG = b"\x89PNG\r\n\x1a\nslip"
PRINTER, TOPICS = DeviceId("printer-1"), Topics(SiteId("test"))


def printer(here: BookHouse, *, online: bool = True) -> None:
    """The printer is there, or not."""
    said = m.Presence(device=PRINTER, program="printer", version="1", online=online, at=1)
    here.house.broker.route(TOPICS.presence(PRINTER), encode(said), retain=True)


async def drawn(here: BookHouse, address: str) -> tuple[int, bytes, m.SlipWords]:
    """Ask for a picture, and answer for the printer."""
    asking = asyncio.create_task(here.client.get(address))
    heard = len(here.house.ear.of(m.Watch))
    await here.house.until(lambda: len(here.house.ear.of(m.Watch)) > heard)
    words = here.house.ear.of(m.Watch)[-1].words
    assert words
    for said in (words.model_copy(update={"office": {"vi": "Lần trước"}}), words):
        picture = m.ScreenPicture(
            at=here.house.desk.stamp(),
            screen="slip",
            width=4,
            height=4,
            image=base64.b64encode(PNG if said == words else b"\xff\xd8\xffold").decode(),
            words=said,
        )
        here.house.broker.route(TOPICS.screen(PRINTER), encode(picture), retain=False)
    answer = await asking
    return answer.status_code, answer.content, words


async def test_a_printer_draws_the_slip_with_what_is_typed(tmp_path: Path) -> None:
    async with book_house(tmp_path) as here:
        printer(here)
        await here.house.turn()
        form = filled(await here.page("/co-quan"), name__vi="Tên mới & <b>", slip__note__vi="Dòng riêng")
        page = await here.send("/co-quan", {**form, "do": ["edit"]})
        assert "Dòng riêng" in page
        start = page.index('src="/cai-dat/hinh/phieu?') + 5
        address = page[start : page.index('"', start)].replace("&amp;", "&")
        status, image, words = await drawn(here, address)
        assert (status, image) == (200, PNG)
        assert words.office == {"vi": "Tên mới & <b>"}
        assert words.note == {"vi": "Dòng riêng"}
        assert here.book.in_force.name.vi == "Trung tâm Phục vụ hành chính công"
        assert not here.house.wire.screens, "the page of the machines shows slips as they are"


async def test_an_empty_name_and_a_long_line_are_drawn_all_the_same(tmp_path: Path) -> None:
    async with book_house(tmp_path) as here:
        printer(here)
        await here.house.turn()
        _status, _image, words = await drawn(
            here, f"/cai-dat/hinh/phieu?slip.note.vi={'x' * 900}&slip.note.en="
        )
        assert (words.office, words.authority) == ({"vi": "–"}, {"vi": "–"})
        assert words.note == {"vi": "x" * 200}


async def test_without_a_printer_there_is_no_picture_and_the_page_says_so(tmp_path: Path) -> None:
    async with book_house(tmp_path) as here:
        assert "Chưa có hình phiếu" in await here.page("/co-quan")
        assert (await here.client.get("/cai-dat/hinh/phieu")).status_code == 503
        printer(here, online=False)
        await here.house.turn()
        assert (await here.client.get("/cai-dat/hinh/phieu")).status_code == 503


async def test_only_a_caretaker_has_slips_drawn(tmp_path: Path) -> None:
    async with book_house(tmp_path, clerks=CLERK) as here:
        assert (await here.client.get("/cai-dat/hinh/phieu?name.vi=x")).status_code == 403


async def test_the_line_is_saved_and_taken_away_and_the_notice_is_drawn_in_the_boards_lines(
    tmp_path: Path,
) -> None:
    async with book_house(tmp_path) as here:
        checked = await here.look("co-quan", slip__note__vi="Dòng riêng", slip__note__en="Our line")
        assert "Dòng riêng trên phiếu" in checked
        await here.save("/co-quan", checked)
        note = here.book.in_force.slip.note
        assert note
        assert note.as_text() == {"vi": "Dòng riêng", "en": "Our line"}
        page = await here.look("co-quan", 422, slip__note__vi="", slip__note__en="Our line")
        assert 'id="slip-note-vi-more"' in page
        assert "Cần điền" in page
        notice = "Ngày mai nghỉ từ 15 giờ để bảo trì hệ thống. Xin thông cảm và quay lại sáng thứ Năm."
        form = filled(await here.page("/co-quan"), ticker=notice)
        page = await here.send("/co-quan", {**form, "do": ["edit"]})
        assert page.count('class="notice-line"') == 2
        await here.save("/co-quan", await here.look("co-quan", slip__note__vi="", slip__note__en=""))
        assert here.book.in_force.slip.note is None


async def test_a_slip_has_the_line_of_the_settings(tmp_path: Path) -> None:
    async with book_house(tmp_path, slip={"note": {"vi": "Dòng riêng"}}) as here:
        printer(here)
        await here.house.issued("land")
        job = here.house.ear.of(m.PrintJob)[-1]
        assert job.slip.note == {"vi": "Dòng riêng"}
        assert here.house.ear.of(m.OfficeState)[-1].slip_note == {"vi": "Dòng riêng"}
