"""The caretaker's page for pairing: who may see it, what it says, and what its buttons do."""

import asyncio
import contextlib
import ssl
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts.pairing import DeviceRole, PairState
from contracts.vocabulary import DeviceId, SiteId
from controller.pairing.office import PairingGround, PairingOffice
from controller.web.app import WebParts, build_app
from controller.web.sessions import Sessions
from hardware.host.web_server import bind, serve
from hardware.pairing.requesting import Applicant, pair
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, PIN, PIN_HASH, House, open_house
from tests.integration.controller.web_house import post_form, sign_in
from tests.serving import served
from tests.waiting import happens

pytestmark = pytest.mark.slow
CARETAKER = {"clerks": [{"id": "lan", "name": "Lan", "pin_hash": PIN_HASH, "caretaker": True}]}
CLERK = {"clerks": [{"id": "lan", "name": "Lan", "pin_hash": PIN_HASH}]}
PAGE = "/may-moc/ghep"
Office = tuple[House, PairingOffice, httpx.AsyncClient]


@contextlib.asynccontextmanager
async def open_pages(folder: Path, **changes: Any) -> AsyncIterator[Office]:
    changes = {**changes, "pairing": {"enabled": True}}
    async with open_house(folder / "data", FakeClock(MORNING), **changes) as house:
        ground = PairingGround(SiteId("test"), folder / "pairing", pid_file=folder / "pid")
        office = PairingOffice(ground, house.clock.monotonic)
        sessions = Sessions(house.settings.clerks, house.clock)
        app = build_app(
            WebParts(house.settings, house.desk, house.wire, sessions, house.metrics, pairing=office)
        )
        async with served(app) as address, httpx.AsyncClient(base_url=address) as client:
            await house.turn()
            yield house, office, client


class Device:
    """Asks in a thread of its own."""

    def __init__(self, folder: Path, address: str, name: str = "kiosk-1") -> None:
        self.shown: list[str] = []
        self.state: PairState | None = None
        self._over = threading.Event()
        self._who = Applicant(SiteId("test"), DeviceId(name), DeviceRole.KIOSK, folder)
        self._thread = threading.Thread(target=self._ask, args=(address.rstrip("/"),))
        self._thread.start()

    def _ask(self, address: str) -> None:
        self.state = pair(self._who, address, self.shown.append, self._wait)

    def _wait(self, _seconds: float) -> None:
        self._over.wait(0.02)

    async def shows(self) -> str:
        await happens(lambda: self.shown)
        return self.shown[-1]

    async def ends(self) -> PairState:
        await happens(lambda: not self._thread.is_alive())
        assert self.state is not None
        return self.state


async def told(client: httpx.AsyncClient, path: str, **fields: str) -> str:
    answer = await post_form(client, f"{PAGE}/{path}", **fields)
    assert answer.status_code == 303
    return (await client.get(answer.headers["location"])).text


async def test_only_a_caretaker_sees_it_and_presses(tmp_path: Path) -> None:
    async with open_pages(tmp_path, **CLERK) as (_house, _office, client):
        for signed_in in (False, True):
            assert (await client.get(PAGE)).status_code == 403, signed_in
            for path, fields in (("vao", {"asked": "x", "code": "1"}), ("ra", {"device": "k"})):
                assert (await post_form(client, f"{PAGE}/{path}", **fields)).status_code == 403, signed_in
            await sign_in(client)


async def test_a_device_is_let_in_by_the_code_it_shows_and_thrown_out_again(tmp_path: Path) -> None:
    async with open_pages(tmp_path, **CARETAKER) as (_house, office, client):
        await sign_in(client)
        assert "Chưa có thiết bị nào xin ghép" in (await client.get(PAGE)).text
        device = Device(tmp_path / "kiosk", str(client.base_url))
        code = await device.shows()
        page = (await client.get(PAGE)).text
        assert "kiosk-1" in page
        assert "máy lấy số" in page
        assert code not in page  # it is read from the device, never from here
        asked = office.requests().shown()[0].offered.id
        wrong = "000000" if code != "000000" else "000001"
        assert "Mã không khớp" in await told(client, "vao", asked=asked, code=wrong)
        assert "Đã ghép kiosk-1" in await told(client, "vao", asked=asked, code=f"{code[:3]} {code[3:]}")
        assert await device.ends() is PairState.ACCEPTED
        assert "không còn nữa" in await told(client, "vao", asked=asked, code=code)

        second = Device(tmp_path / "second", str(client.base_url))
        assert await second.ends() is PairState.NAME_TAKEN
        assert "127.0.0.1 xin ghép với tên kiosk-1" in (await client.get(PAGE)).text

        assert "Đã thu hồi kiosk-1" in await told(client, "ra", device="kiosk-1")
        assert office.members == {}


async def test_three_wrong_codes_or_a_refusal_end_a_request(tmp_path: Path) -> None:
    async with open_pages(tmp_path, **CARETAKER) as (_house, office, client):
        await sign_in(client)
        device = Device(tmp_path / "kiosk", str(client.base_url))
        await device.shows()
        asked = office.requests().shown()[0].offered.id
        pages = [await told(client, "vao", asked=asked, code="12") for _ in range(3)]
        assert "Sai mã ba lần" in pages[-1]
        assert await device.ends() is PairState.WRONG_CODE
        device = Device(tmp_path / "kiosk", str(client.base_url))
        await device.shows()
        assert "Đã từ chối" in await told(client, "tu-choi", asked=office.requests().shown()[0].offered.id)
        assert await device.ends() is PairState.REJECTED


async def test_a_full_disk_lets_nobody_in_and_says_so(tmp_path: Path) -> None:
    async with open_pages(tmp_path, **CARETAKER) as (_house, office, client):
        await sign_in(client)
        device = Device(tmp_path / "kiosk", str(client.base_url))
        code, asked = await device.shows(), office.requests().shown()[0].offered.id
        (tmp_path / "pairing" / ".paired.json.new").mkdir()  # nothing can be written there
        assert "Không ghi được" in await told(client, "vao", asked=asked, code=code)
        assert office.members == {}
        (tmp_path / "pairing" / ".paired.json.new").rmdir()
        assert "Đã ghép" in await told(client, "vao", asked=asked, code=code)
        assert await device.ends() is PairState.ACCEPTED


async def test_everybody_may_have_the_authoritys_certificate(tmp_path: Path) -> None:
    async with open_pages(tmp_path) as (_house, office, client):
        answer = await client.get("/chung-thu/motcua-ca.crt")
        assert answer.headers["content-type"] == "application/x-x509-ca-cert"
        assert answer.text == office.authority


async def test_the_page_that_gives_it_out_says_how_and_by_which_digest(tmp_path: Path) -> None:
    async with open_pages(tmp_path) as (_house, office, client):
        page = (await client.get("/chung-thu")).text
        assert office.digest in page
        assert "chưa mở cổng https" in page


async def test_pages_over_https_are_trusted_by_whoever_installed_the_certificate(tmp_path: Path) -> None:
    async with open_pages(tmp_path, **CARETAKER) as (house, office, _client):
        sessions = Sessions(house.settings.clerks, house.clock)
        app = build_app(
            WebParts(house.settings, house.desk, house.wire, sessions, house.metrics, pairing=office)
        )
        sock, listening = bind("127.0.0.1", 0), asyncio.Event()
        address = f"https://127.0.0.1:{sock.getsockname()[1]}"
        serving = asyncio.create_task(serve(app, sock, listening.set, tls=office.server))
        await listening.wait()
        try:
            trusted = ssl.create_default_context(cadata=office.authority)
            async with httpx.AsyncClient(base_url=address, verify=trusted) as client:
                answer = await post_form(client, "/sign-in", clerk="lan", pin=PIN, counter="1")
                cookie = next(c for c in answer.headers.get_list("set-cookie") if "Secure" in c)
                assert "HttpOnly" in cookie
            async with httpx.AsyncClient(base_url=address, verify=ssl.create_default_context()) as client:
                with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
                    await client.get("/")
        finally:
            serving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await serving
