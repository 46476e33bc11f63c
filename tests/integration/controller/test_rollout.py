"""What runs on the controller goes to another machine over the link, part by part, is installed there, and is told on the page."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts import messages as m
from contracts.codec import encode
from contracts.settings import AnyDevice, LinkSettings
from contracts.topics import Topics
from contracts.vocabulary import DeviceId, FaultCode, SiteId
from controller.updates.rolling import PLAN
from controller.updates.rollout import Standing
from controller.updates.shelf import FOLDER, SERVED, Shelf
from controller.web.app import WebParts, build_app
from controller.web.rollout import follow
from controller.web.sessions import Sessions
from controller.web.updates import ADDRESS
from hardware.link.memory import MemoryLink
from hardware.update.errors import UpdateError
from hardware.update.following import BUNDLE, GO, Follower
from hardware.update.machine import Machine
from hardware.update.outcome import ended
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, SECOND_KIOSK, House, open_house
from tests.integration.controller.test_caretaker_page import CARETAKER, presence
from tests.integration.controller.web_house import SITE, post_form, sign_in
from tests.unit.update.test_update import Office

pytestmark = pytest.mark.slow
TOPICS = Topics(SiteId("test"))


class Endpoint:
    """A machine of the office on which real packages are installed, and that trusts who made the controller's update."""

    def __init__(self, house: House, folder: Path, maker: Office, device: DeviceId, bad: str = "") -> None:
        folder.mkdir()
        self.office, self.house, self.device = Office(folder, bad), house, device
        shutil.copy(maker.keys / "maker.pub", self.office.keys / "maker.pub")
        self.folder = folder / "follow"
        self.folder.mkdir()
        link = LinkSettings(host="10.0.0.1", credentials=folder)
        self.who = AnyDevice(site=SiteId("test"), device=device, link=link)

    def shows(self, *faults: FaultCode, online: bool = True) -> None:
        said = encode(presence(self.device, *faults, online=online))
        self.house.broker.route(TOPICS.presence(self.device), said, retain=True)

    async def look(self) -> None:
        follower = Follower(self.who, MemoryLink(self.house.broker), self.office.machine, self.folder)
        await asyncio.to_thread(follower.look, 1.0, 0.0)

    @property
    def fetched(self) -> bool:
        return (self.folder / GO).exists()

    def installs(self) -> None:
        """What the machine's job does as soon as a bundle is there."""
        try:
            ended(self.office.machine, MORNING, self.office.apply(self.folder / BUNDLE))
        except UpdateError as error:
            ended(self.office.machine, MORNING, error)
        for name in (GO, BUNDLE):
            (self.folder / name).unlink()


class Roll:
    """An office whose controller runs 1.1 since a moment ago."""

    def __init__(self, house: House, client: httpx.AsyncClient, maker: Office, folder: Path) -> None:
        self.house, self.client, self.maker, self.folder = house, client, maker, folder
        self.rolling = house.wire.updates
        self.rolling._shelf = Shelf(folder / "data", maker.machine, maker.keys)

    async def serve(self, *, free: bool = True) -> None:
        await follow(self.rolling, free=free)

    def endpoint(self, device: DeviceId, bad: str = "") -> Endpoint:
        return Endpoint(self.house, self.folder / device, self.maker, device, bad)

    def standing(self, device: DeviceId) -> Standing:
        return next(row.standing for row in self.rolling.rows() if row.device == device)

    async def page(self) -> str:
        return (await self.client.get(ADDRESS)).text

    async def press(self, what: str) -> None:
        assert (await post_form(self.client, f"{ADDRESS}/may/{what}")).status_code == 303


@asynccontextmanager
async def rolled(tmp_path: Path) -> AsyncIterator[Roll]:
    settings: dict[str, Any] = CARETAKER
    (tmp_path / "machine").mkdir()
    maker = Office(tmp_path / "machine")
    served = tmp_path / "data" / FOLDER / SERVED
    served.parent.mkdir(parents=True)
    shutil.copy(maker.bundle("1.1"), served)
    maker.apply(served)
    async with open_house(tmp_path / "data", FakeClock(MORNING), **settings) as house:
        sessions = Sessions(house.settings.clerks, house.clock)
        parts = WebParts(house.settings, house.desk, house.wire, sessions, house.metrics)
        shelf = Shelf(tmp_path / "data", maker.machine, maker.keys)
        transport = httpx.ASGITransport(build_app(replace(parts, updates=shelf)))
        async with httpx.AsyncClient(transport=transport, base_url=SITE) as client:
            await sign_in(client)
            yield Roll(house, client, maker, tmp_path)
            await house.wire.updates.close()


WORDS = (
    "Máy đã tự trở lại bản 1.0",
    "motcua-panel.service",
    "Cập nhật các máy khác đã dừng",
    "Bản 1.1: kiosk-1.",
)


def told(page: str) -> set[str]:
    """Which of these words stand on a page."""
    return {words for words in WORDS if words in page}


async def test_a_kiosk_gets_it_when_nobody_is_served_installs_it_and_is_done(tmp_path: Path) -> None:
    async with rolled(tmp_path) as roll:
        kiosk = roll.endpoint(SECOND_KIOSK)
        kiosk.shows()
        await kiosk.look()
        assert not kiosk.fetched, "nothing is served yet"
        assert "Các máy khác" not in await roll.page()
        await roll.serve(free=False)
        await kiosk.look()
        assert not kiosk.fetched
        assert roll.standing(SECOND_KIOSK) is Standing.WAITS
        assert "Đang chờ đến lượt" in await roll.page()
        await roll.serve()
        await kiosk.look()
        assert (kiosk.folder / BUNDLE).read_bytes() == roll.rolling._shelf.served_file.read_bytes()
        assert roll.standing(SECOND_KIOSK) is Standing.WORKS
        await kiosk.look()
        assert kiosk.fetched, "it is not fetched again while it waits to be installed"
        kiosk.installs()
        assert kiosk.office.says() == "1.1"
        kiosk.shows(online=False)
        await kiosk.look()
        assert roll.standing(SECOND_KIOSK) is Standing.WORKS, "its program is not heard"
        kiosk.shows()
        await kiosk.look()
        assert roll.standing(SECOND_KIOSK) is Standing.DONE
        page = await roll.page()
        assert "Mọi máy cùng loại đang chạy bản 1.1" in page
        assert "kiosk-2" in page
        await kiosk.look()
        assert not kiosk.fetched


async def test_one_that_goes_back_ends_it_for_the_others_until_a_person_has_looked(tmp_path: Path) -> None:
    async with rolled(tmp_path) as roll:
        bad = roll.endpoint(DeviceId("kiosk-1"), bad="1.1")
        good = roll.endpoint(SECOND_KIOSK)
        for each in (bad, good):
            each.shows()
        await roll.serve(free=False)
        await good.look()
        await bad.look()
        await roll.serve()
        await bad.look()
        assert bad.fetched
        await good.look()
        assert not good.fetched, "one first"
        bad.installs()
        assert bad.office.says() == "1.0", "it went back by itself"
        await bad.look()
        assert roll.standing(bad.device) is Standing.FAILED
        await good.look()
        assert not good.fetched
        assert {"Máy đã tự trở lại bản 1.0", "motcua-panel.service"} <= told(await roll.page())
        stopped = {"Cập nhật các máy khác đã dừng", "Bản 1.1: kiosk-1."}
        assert stopped <= told((await roll.client.get("/may-moc")).text)
        await roll.press("tiep")
        assert not stopped & told((await roll.client.get("/may-moc")).text)
        assert roll.standing(bad.device) is Standing.WAITS
        await roll.press("dung")
        await good.look()
        assert not good.fetched
        assert "Đã dừng" in await roll.page()


async def test_a_cut_goes_on_where_it_ended_and_a_controller_that_began_anew_knows_who_had_begun(
    tmp_path: Path,
) -> None:
    async with rolled(tmp_path) as roll:
        kiosk = roll.endpoint(SECOND_KIOSK)
        kiosk.shows()
        await roll.serve()
        whole = roll.rolling._shelf.served_file.stat().st_size
        roll.house.link.drop()
        (kiosk.folder / f"{BUNDLE}.digest").write_bytes(b"\xff\x00 of a card that dies")
        await kiosk.look()
        roll.house.link.connect()
        assert not kiosk.fetched
        await kiosk.look()
        part = kiosk.folder / BUNDLE
        part.rename(kiosk.folder / f"{BUNDLE}.part")
        digest = await asyncio.to_thread(roll.rolling._part, roll.rolling.bundle, 0, True, None)
        (kiosk.folder / f"{BUNDLE}.digest").write_text(digest.digest)
        with (kiosk.folder / f"{BUNDLE}.part").open("r+b") as file:
            file.truncate(whole // 2)
        (kiosk.folder / GO).unlink()
        await kiosk.look()
        assert part.stat().st_size == whole
        assert (tmp_path / "data" / FOLDER / PLAN).exists()
        assert SECOND_KIOSK in roll.rolling._kept().begun


async def test_one_presses_that_it_is_to_be_at_once(tmp_path: Path) -> None:
    async with rolled(tmp_path) as roll:
        kiosk = roll.endpoint(SECOND_KIOSK)
        kiosk.shows(FaultCode.PAPER_END)
        await roll.serve(free=False)
        await kiosk.look()
        await roll.press("ngay")
        await kiosk.look()
        assert kiosk.fetched
        kiosk.installs()
        kiosk.shows(FaultCode.PAPER_END, FaultCode.DEVICE_MISSING)
        await kiosk.look()
        assert roll.standing(SECOND_KIOSK) is Standing.WORKS, "something new is wrong with it"
        kiosk.shows(FaultCode.PAPER_END)
        await kiosk.look()
        assert roll.standing(SECOND_KIOSK) is Standing.DONE
        assert not roll.rolling.plan.hurry, "nobody else is there"


async def test_a_turn_that_opening_hours_interrupt_comes_again(tmp_path: Path) -> None:
    async with rolled(tmp_path) as roll:
        kiosk = roll.endpoint(SECOND_KIOSK)
        kiosk.shows()
        asked = m.FetchUpdate(
            request_id="00000000-0000-7000-8000-000000000001",
            at=0,
            runs="1.0",
            suite="bookworm",
            arch=kiosk.office.machine.arch(),
        )
        ask = partial(roll.rolling._answer, SECOND_KIOSK, asked)
        await roll.serve()
        assert (await asyncio.to_thread(ask())).version == "1.1"
        assert roll.standing(SECOND_KIOSK) is Standing.WORKS
        await roll.serve(free=False)
        assert (await asyncio.to_thread(ask())).version == ""
        assert roll.standing(SECOND_KIOSK) is Standing.WAITS
        assert roll.rolling._kept().begun == {}
        await roll.serve()
        assert (await asyncio.to_thread(ask())).version == "1.1"


class Slow(Machine):
    """A card so slow that dpkg does not answer in time."""

    def version(self) -> str:
        raise subprocess.TimeoutExpired("dpkg-query", 60)


async def test_what_cannot_be_asked_or_handed_out_just_now_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with rolled(tmp_path) as roll:
        await roll.serve()
        bundle = roll.rolling.bundle
        assert bundle is not None
        monkeypatch.setattr(m, "MOST_UPDATE", 1000)
        assert roll.rolling._part(bundle, 0, True, None) == m.UpdatePart(heard=True)
        roll.rolling._shelf = Shelf(tmp_path / "data", Slow(root=roll.maker.machine.root), roll.maker.keys)
        await roll.serve()
        assert roll.rolling.bundle is None


async def test_only_what_runs_here_and_is_signed_is_handed_out(tmp_path: Path) -> None:
    async with rolled(tmp_path) as roll:
        await roll.serve()
        assert roll.rolling.bundle is not None
        served = roll.rolling._shelf.served_file
        shutil.copy(roll.maker.bundle("1.2"), served)
        await roll.serve()
        assert roll.rolling.bundle is None, "the controller does not run it"
        data = bytearray(roll.maker.bundle("1.1").read_bytes())
        data[600] ^= 1
        served.write_bytes(data)
        await roll.serve()
        assert roll.rolling.bundle is None
        asked = m.FetchUpdate(request_id="00000000-0000-7000-8000-000000000001", at=0, runs="1.0")
        assert roll.rolling._answer(SECOND_KIOSK, asked)() == m.UpdatePart()
