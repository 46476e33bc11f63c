"""The first start over a real desk and as the real program: nobody takes the office without the machine's own code."""

import re
import urllib.error
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from contracts import messages as m
from controller.first_start.door import Door
from controller.web.app import WebParts, build_app
from controller.web.sessions import Sessions
from simulation.office.broker import Broker
from simulation.office.child import kill_group
from tests.integration.controller.book_house import BookHouse, book_house, filled
from tests.integration.controller.program_house import Listener, Program
from tests.integration.controller.test_settings_in_force import Browser
from tests.integration.controller.web_house import SITE, post_form
from tests.waiting import until

SERVICES: dict[str, Any] = {
    "level": "commune",
    "name": "Trung tâm xã Hòa Bình",
    "authority": "UBND xã Hòa Bình",
}
LAN: dict[str, Any] = {"clerk_name": "Nguyễn Thị Lan", "clerk_id": "lan", "pin": "7391"}


class Start:
    """A browser before an office that nobody has."""

    def __init__(self, here: BookHouse) -> None:
        self.shown: list[str] = []
        self.here, self.door = here, Door(self.shown.append, here.house.clock.monotonic)
        sessions = Sessions(here.house.settings.clerks, here.house.clock)
        house = here.house
        self.app = build_app(
            WebParts(
                house.settings,
                house.desk,
                house.wire,
                sessions,
                house.metrics,
                book=here.book,
                door=self.door,
            )
        )
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url=SITE)

    async def let_in(self) -> str:
        await self.client.get("/bat-dau")
        await post_form(self.client, "/bat-dau/ma", code=self.shown[-1])
        return (await self.client.get("/bat-dau")).text

    async def press(self, page: str, do: str = "next", status: int = 200, **fields: str) -> str:
        """Fill in the step that a page shows, and press one of its buttons."""
        action = re.findall(r'action="(/bat-dau/\w+)"', page)[0]
        form = {**filled(page), **{name: [value] for name, value in fields.items()}, "do": [do]}
        pairs = [(name, value) for name, values in form.items() for value in values]
        body = urlencode(pairs)
        answer = await self.client.post(
            action,
            content=body,
            headers={"origin": SITE, "content-type": "application/x-www-form-urlencoded"},
        )
        assert answer.status_code == status, answer.text[-800:]
        return answer.text


async def test_without_the_code_nothing_is_asked_or_written(tmp_path: Path) -> None:
    async with book_house(tmp_path, clerks=[]) as here:
        start, before = Start(here), here.file
        for path in ("", "/ma", "/office", "/caretaker"):
            answer = await post_form(start.client, f"/bat-dau{path}", **SERVICES, **LAN)
            assert "Tên bộ phận" not in answer.text
        assert "Tên bộ phận" not in (await start.client.get("/bat-dau")).text
        assert here.file == before
        await start.client.aclose()


async def test_an_office_with_a_caretaker_cannot_be_begun_again(tmp_path: Path) -> None:
    async with book_house(tmp_path) as here:
        assert (await here.client.get("/bat-dau")).status_code == 303
        assert (await post_form(here.client, "/bat-dau/caretaker", **LAN)).status_code == 404
        assert (await post_form(here.client, "/bat-dau/ma", code="1")).status_code == 403
        assert "Bắt đầu cài đặt" not in (await here.client.get("/")).text


async def test_four_steps_make_an_office_and_each_can_be_gone_back_to(tmp_path: Path) -> None:
    async with book_house(tmp_path, clerks=[]) as here:
        start = Start(here)
        assert "Bắt đầu cài đặt" in (await start.client.get("/")).text
        page = await start.let_in()
        page = await start.press(page, status=422, name="")
        assert "Cần điền" in page
        page = await start.press(page, **SERVICES)
        page = await start.press(page, counters="3")
        page = await start.press(page, "back")
        assert filled(page)["counters"] == ["3"]
        page = await start.press(page)
        page = await start.press(page, "skip")
        page = await start.press(page, status=422, clerk_name="Lan", clerk_id="lan", pin="0000")
        assert "quá dễ đoán" in page
        assert filled(page)["clerk_name"] == ["Lan"]
        assert "0000" not in re.sub("không phải 0000", "", page)
        await start.press(page, status=303, **LAN)
        office = here.book.in_force
        assert (office.name.vi, len(office.counters), office.clerks[0].id) == (
            "Trung tâm xã Hòa Bình",
            3,
            "lan",
        )
        assert "7391" not in here.file
        assert here.file.startswith("# Của xã\n")
        assert (here.book.history.changes[-1].who, here.book.history.changes[-1].what) == ("lan", "begin")
        assert (await start.client.get("/bat-dau")).status_code == 303
        await start.client.aclose()


async def test_where_somebody_tried_the_machine_the_rest_follows_when_the_day_is_over(tmp_path: Path) -> None:
    async with book_house(tmp_path, clerks=[]) as here:
        await here.house.issued("land")
        start = Start(here)
        page = await start.press(await start.let_in(), **SERVICES)
        page = await start.press(await start.press(page, "skip"), "skip")
        await start.press(page, status=303, **LAN)
        office = here.book.in_force
        assert (office.name.vi, office.clerks[0].id) == ("Trung tâm xã Hòa Bình", "lan")
        assert [s.code for s in office.services] == ["civil", "land"]
        (waiting,) = here.book.next_day.waiting
        assert {"services", "counters", "sessions"} <= waiting.keys
        await start.client.aclose()


async def test_a_disk_that_takes_nothing_is_told(tmp_path: Path) -> None:
    async with book_house(tmp_path, clerks=[]) as here:
        start = Start(here)
        page = await start.press(await start.let_in(), **SERVICES)
        page = await start.press(await start.press(page, "skip"), "skip")
        (here.book.path.parent / f".{here.book.path.name}.new").mkdir()
        assert "Không ghi được tệp" in await start.press(page, status=422, **LAN)
        await start.client.aclose()


@pytest.mark.e2e
@pytest.mark.broker
def test_the_real_program_shows_its_code_and_gives_numbers_before_and_after(
    tmp_path: Path, broker: Broker, listener: Listener
) -> None:
    program = Program(tmp_path, broker, clerks=[])
    program.start()
    try:
        listener.until(lambda x: isinstance(x, m.OfficeState))
        assert listener.ask().number == "A001"  # nobody has set anything up yet
        browser = Browser(program.port)
        browser.get("/bat-dau")
        until(lambda: "START CODE" in program.log.read_text("utf-8"))
        code = re.findall(r"START CODE: (\d+ \d+)", program.log.read_text("utf-8"))[-1]
        with pytest.raises(urllib.error.HTTPError, match="403"):
            browser.send("/bat-dau/ma", {"code": ["1"]})
        page = browser.send("/bat-dau/ma", {"code": [code]})
        for step, fields in (("office", SERVICES), ("services", {}), ("hours", {})):
            form = {**filled(page), **{name: [value] for name, value in fields.items()}}
            page = browser.send(f"/bat-dau/{step}", {**form, "do": ["skip" if not fields else "next"]})
        form = {**filled(page), **{name: [value] for name, value in LAN.items()}, "do": ["next"]}
        browser.send("/bat-dau/caretaker", form)
        shown = listener.until(lambda x: isinstance(x, m.OfficeState) and x.name["vi"] == SERVICES["name"])
        assert isinstance(shown, m.OfficeState)
        assert listener.ask().number == "A002"
    finally:
        assert program.process
        kill_group(program.process)
        program.process.wait()
