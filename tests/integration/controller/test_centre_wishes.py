"""What the caretaker wishes of the province's centre beside figures: places for phones outside, and updates."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest

from contracts.offered_updates import UpdateOffered
from controller.places import Places
from controller.relaying.relay import Relay
from controller.settings import OfficeSettings
from controller.updates.from_centre import Came, FromCentre, Note
from controller.updates.shelf import Shelf
from controller.web import relay_page, update_centre
from controller.web.app import WebParts, build_app
from controller.web.sessions import Sessions
from hardware.host.settings_file import load_settings
from tests.integration.controller.book_house import CLERK, BookHouse, book_house
from tests.integration.controller.web_house import SITE, post_form, sign_in
from tests.unit.update.test_update import Office

pytestmark = pytest.mark.slow

HALL, CENTRE = "http://192.168.1.10:8080", "https://mot-cua.tinh.test"
PROVINCE = {"url": CENTRE, "key_file": "/etc/motcua/province.key"}
T = TypeVar("T")


@dataclass
class Wishing:
    """A browser at the pages, and what they are of."""

    it: BookHouse
    client: httpx.AsyncClient
    parts: WebParts

    def of(self, kind: type[T]) -> T:
        """What works beside the pages."""
        found = (getattr(work, "__self__", None) for work in self.parts.works)
        return next(one for one in found if isinstance(one, kind))

    async def page(self, path: str) -> str:
        answer = await self.client.get(path)
        assert answer.status_code == 200, answer.text
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))

    async def choose(self, path: str, **fields: str) -> str:
        answer = await post_form(self.client, path, **fields)
        assert answer.status_code == 303, answer.text
        return await self.page(answer.headers["location"])

    def settings(self) -> OfficeSettings:
        return load_settings(self.it.book.path, OfficeSettings)


@asynccontextmanager
async def wishing(folder: Path, **changes: Any) -> AsyncIterator[Wishing]:
    async with book_house(folder, **changes) as it:
        (folder / "machine").mkdir()
        office = Office(folder / "machine")
        parts = WebParts(
            it.house.settings,
            it.house.desk,
            it.house.wire,
            Sessions(it.house.settings.clerks, it.house.clock),
            it.house.metrics,
            book=it.book,
            places=Places(lambda text: text.encode() * 20, HALL),
            updates=Shelf(folder / "data", office.machine, office.keys),
        )
        transport = httpx.ASGITransport(build_app(parts))
        async with httpx.AsyncClient(transport=transport, base_url=SITE) as client:
            await sign_in(client)
            yield Wishing(it, client, parts)


async def test_the_caretaker_chooses_which_address_slips_bear(tmp_path: Path):
    async with wishing(tmp_path, province=PROVINCE, web={"address": HALL}) as here:
        page = await here.page(relay_page.ADDRESS)
        assert "Đang tắt" in page
        assert HALL in page
        assert CENTRE in page
        assert "Địa chỉ chưa đúng" in await here.choose(
            relay_page.ADDRESS, choice="outside", address="http://x.test"
        )
        for strange in ("javascript:alert(1)", "https://a b", "https://x/y?z"):
            assert "Địa chỉ chưa đúng" in await here.choose(
                relay_page.ADDRESS, choice="hall", address=strange
            )
        assert not here.settings().relay.enabled
        page = await here.choose(relay_page.ADDRESS, choice="outside", address="https://so.tinh.test/")
        assert "Đã lưu" in page or "có hiệu lực từ ngày" in page
        relay = here.settings().relay
        assert (relay.enabled, relay.slip, relay.address) == (True, "outside", "https://so.tinh.test")
        await here.choose(relay_page.ADDRESS, choice="off")
        assert not here.settings().relay.enabled
        assert "Chưa lưu được" in await here.choose(relay_page.ADDRESS, choice="everybody")


async def test_what_is_missing_is_said_before_it_is_chosen(tmp_path: Path):
    async with wishing(tmp_path, province=PROVINCE) as here:
        assert "chưa có địa chỉ để điện thoại ở đây mở trang (web.address)" in await here.page(
            relay_page.ADDRESS
        )
        assert "đặt web.address ở Cài đặt" in await here.choose(relay_page.ADDRESS, choice="hall")
    async with wishing(tmp_path / "alone", web={"address": HALL}) as here:
        assert "chưa nối với trung tâm nào" in await here.choose(relay_page.ADDRESS, choice="outside")


async def test_every_state_of_the_relay_is_a_sentence(tmp_path: Path):
    changes: dict[str, Any] = {"province": PROVINCE, "web": {"address": HALL}, "relay": {"enabled": True}}
    async with wishing(tmp_path, **changes) as here:
        relay = here.of(Relay)
        assert "Đang hỏi trung tâm" in await here.page(relay_page.ADDRESS)
        relay.progress.visible, relay.progress.taken_at = 57, here.it.house.clock.utc_ms()
        assert "cho xem 57 số" in await here.page(relay_page.ADDRESS)
        relay.progress.trouble_since = here.it.house.clock.utc_ms()
        for trouble in ("relay-off", "relay-day", "relay-full", "disk", "busy"):
            relay.progress.trouble = trouble
            assert "Chưa gửi được cho trung tâm" in await here.page(relay_page.ADDRESS)


async def test_every_state_of_an_update_of_the_centre_is_a_sentence(tmp_path: Path):
    async with wishing(tmp_path, province=PROVINCE | {"updates": True}) as here:
        fetching = here.of(FromCentre)
        assert "nửa giờ một lần" in await here.page(update_centre.PAGE)
        fetching.seen.asked = True
        assert "chưa mời bản nào" in await here.page(update_centre.PAGE)
        fetching.seen.offered = UpdateOffered(version="1.2", digest="a" * 64, size=10)
        fetching.seen.percent = 41
        assert "Đang tải bản 1.2: 41 %" in await here.page(update_centre.PAGE)
        fetching.seen.percent = None
        fetching.seen.note = Note(digest="a" * 64, version="1.2", came=Came.TAKEN)
        assert "đã tải xong" in await here.page(update_centre.PAGE)
        refused = {"digest": "a" * 64, "version": "1.2", "came": Came.REFUSED}
        for why, facts, said in (
            ("wrong-signature", {}, "Chữ ký không đúng"),
            ("too-large", {"most": "1024"}, "lớn hơn 1024 MB"),
            ("of-a-newer-version", {}, "of-a-newer-version"),
        ):
            fetching.seen.note = Note.model_validate(refused | {"why": why, "facts": facts})
            page = await here.page(update_centre.PAGE)
            assert said in page
            assert "Tải lại bản này" in page
        await here.choose(f"{update_centre.ADDRESS}/lai")
        assert fetching.seen.note == Note()
        for trouble in ("update-gone", "update-damaged", "update-disk", "key"):
            fetching.seen.trouble = trouble
            await here.page(update_centre.PAGE)
        await here.choose(update_centre.ADDRESS, wish="off")
        assert not here.settings().province.updates
        await here.choose(update_centre.ADDRESS, wish="on")
        assert here.settings().province.updates
        assert here.settings().province.url == CENTRE


async def test_only_a_caretaker_wishes(tmp_path: Path):
    async with wishing(tmp_path, province=PROVINCE, clerks=CLERK) as here:
        assert (await here.client.get(relay_page.ADDRESS)).status_code == 403
        for path in (relay_page.ADDRESS, update_centre.ADDRESS, f"{update_centre.ADDRESS}/lai"):
            assert (await post_form(here.client, path, choice="off", wish="on")).status_code == 403
        assert not here.settings().province.updates
