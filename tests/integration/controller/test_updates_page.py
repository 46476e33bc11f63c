"""The page for updates: a bundle comes by browser or stick, is proved, waits for the end of opening hours, and is told of."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from controller.domain.commands import CallNext
from controller.updates.__main__ import main as take
from controller.updates.shelf import BUNDLE, FOLDER, GO, HALF, LOOK, NOT_FOUND, WANTED, Shelf
from controller.web.app import WebParts, build_app
from controller.web.sessions import Sessions
from controller.web.updates import ADDRESS, nobody_is_served
from hardware.update.errors import UpdateError
from hardware.update.outcome import begun, ended
from tests import builders as b
from tests.clocks import FakeClock
from tests.integration.backup.backed_up_office import TOML
from tests.integration.controller.house import MORNING, open_house
from tests.integration.controller.test_caretaker_page import CARETAKER
from tests.integration.controller.web_house import SITE, post_form, sign_in
from tests.unit.update.test_update import Office

pytestmark = pytest.mark.slow


class Here:
    """A caretaker before the page of a machine on which real packages are installed."""

    def __init__(self, office: Office, shelf: Shelf, client: httpx.AsyncClient, folder: Path) -> None:
        self.office, self.shelf, self.client, self.folder = office, shelf, client, folder

    async def page(self) -> str:
        answer = await self.client.get(ADDRESS)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def press(self, what: str) -> None:
        assert (await post_form(self.client, f"{ADDRESS}/{what}")).status_code == 303

    async def bring(self, content: bytes) -> httpx.Response:
        files = {"file": ("x.motcua", content)}
        return await self.client.post(f"{ADDRESS}/tep", files=files, headers={"origin": SITE})

    def files(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()} if self.folder.is_dir() else set()


@asynccontextmanager
async def here(tmp_path: Path) -> AsyncIterator[Here]:
    office = Office(tmp_path / "machine")
    settings: dict[str, Any] = CARETAKER
    async with open_house(tmp_path / "data", FakeClock(MORNING), **settings) as house:
        shelf = Shelf(tmp_path / "data", office.machine, office.keys)
        sessions = Sessions(house.settings.clerks, house.clock)
        parts = WebParts(house.settings, house.desk, house.wire, sessions, house.metrics)
        transport = httpx.ASGITransport(build_app(replace(parts, updates=shelf)))
        async with httpx.AsyncClient(transport=transport, base_url=SITE) as client:
            await house.turn()
            await sign_in(client)
            yield Here(office, shelf, client, tmp_path / "data" / FOLDER)


@pytest.fixture
def make_folder(tmp_path: Path) -> None:
    (tmp_path / "machine").mkdir()


@pytest.mark.usefixtures("make_folder")
async def test_a_bundle_is_brought_proved_wanted_and_begins_when_nobody_is_served(tmp_path: Path) -> None:
    async with here(tmp_path) as it:
        assert ADDRESS in (await it.client.get("/may-moc")).text
        page = await it.page()
        assert "Đang chạy bản 1.0" in page
        assert "Không có bản nào chờ cài" in page
        it.folder.mkdir()
        (it.folder / f"{HALF}x").write_text("half of one: the power was cut")
        assert (await it.bring(it.office.bundle().read_bytes())).status_code == 303
        assert it.files() == {BUNDLE}
        page = await it.page()
        assert "Bản 1.1" in page
        assert "Chữ ký đúng, của maker; 2 gói" in page
        await it.press("cai")
        assert "Sẽ cài khi hết giờ" in await it.page()
        it.shelf.begin_if(free=False)
        assert it.files() == {BUNDLE, WANTED}
        it.shelf.begin_if(free=True)
        assert it.files() == {BUNDLE, GO}
        assert "Đang cài." in await it.page()
        await it.press("thoi")
        assert it.files() == {BUNDLE}
        await it.press("cai-ngay")
        assert it.files() == {BUNDLE, GO}
        await it.press("bo")
        assert it.files() == set()


@pytest.mark.parametrize(
    ("time", "free"),
    [
        ("06:29:59", True), ("06:31", False), ("10:59", False), ("11:00", True), ("12:31", False), ("13:00", False),
        ("16:30", True), ("23:00", True),
    ],
)  # fmt: skip
def test_it_begins_when_the_hours_are_over_everybody_has_gone_and_nobody_comes_soon(
    time: str, *, free: bool
) -> None:
    office = b.open_office()
    assert nobody_is_served(office, b.a_day(), b.clock(time)) == free
    waits = b.after(office, b.a_day(), b.take())
    called = b.after(office, waits, CallNext(b.ONE))
    assert not nobody_is_served(office, waits, b.clock(time))
    assert not nobody_is_served(office, called, b.clock(time))


@pytest.mark.usefixtures("make_folder")
async def test_what_may_not_be_installed_is_told_and_cannot_be_wanted(tmp_path: Path) -> None:
    async with here(tmp_path) as it:
        good = bytearray(it.office.bundle().read_bytes())
        good[700] ^= 1
        for content, told in (
            (bytes(good), "Chữ ký không đúng"),
            (it.office.bundle("1.0").read_bytes(), "không mới hơn bản đang chạy"),
            (it.office.bundle("1.1", "trixie").read_bytes(), "dành cho Debian trixie"),
            (b"x" * 2000, "không phải bản cập nhật"),
        ):
            assert (await it.bring(content)).status_code == 303
            assert told in await it.page()
            for button in ("cai", "cai-ngay"):
                await it.press(button)
            assert it.files() == {BUNDLE}
        assert (await it.bring(b"")).status_code == 422


@pytest.mark.usefixtures("make_folder")
async def test_a_stick_is_looked_through_by_the_machines_own_job(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with here(tmp_path) as it:
        settings, stick = tmp_path / "controller.toml", tmp_path / "stick"
        settings.write_text(TOML.format(data=tmp_path / "data", stick=stick), "utf-8")
        words = ["--settings", str(settings), str(stick)]
        await it.press("usb")
        assert it.files() == {LOOK}
        assert "Đang tìm trên ổ USB" in await it.page()
        assert take(words) == 1
        assert it.files() == {NOT_FOUND}
        assert "Không có bản cập nhật nào" in capsys.readouterr().err
        assert "hoặc ổ chưa cắm" in await it.page()
        stick.mkdir()
        it.office.bundle().rename(stick / "a.motcua")
        await it.press("usb")
        assert take(words) == 0
        assert it.files() == {BUNDLE}
        assert "Bản 1.1" in await it.page()


@pytest.mark.usefixtures("make_folder")
async def test_how_the_last_one_went_is_told(tmp_path: Path) -> None:
    async with here(tmp_path) as it:
        begun(it.office.machine, MORNING)
        assert "Đang cài." in await it.page()
        begun(it.office.machine, MORNING - 2 * 3_600_000)
        assert "Đưa bản cập nhật vào" in await it.page(), "one that nobody ended is not waited for all day"
        ended(it.office.machine, MORNING, it.office.apply(it.office.bundle()))
        assert "Đã cập nhật từ 1.0 lên 1.1, mọi chương trình chạy tốt." in await it.page()
        ended(
            it.office.machine,
            MORNING,
            UpdateError("went-back", version="1.2", before="1.1", why="motcua-panel"),
        )
        assert "Máy đã tự trở lại bản 1.1" in await it.page()
        begun(it.office.machine, MORNING)
        state = it.office.machine.place / "state.json"
        state.write_text('{"phase":"went-back","version":"1.2","before":"1.1","why":"cut-short"}', "utf-8")
        assert "Mất điện giữa chừng; máy đã tự trở lại bản 1.1." in await it.page()


@pytest.mark.usefixtures("make_folder")
async def test_only_a_caretaker_and_a_disk_without_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with here(tmp_path) as it:
        it.folder.write_text("a file where the folder should be")
        answer = await it.bring(b"x" * 100)
        assert (answer.status_code, "Không ghi được" in answer.text) == (507, True)
        it.folder.unlink()
        monkeypatch.setattr("controller.updates.shelf.SPARE_BYTES", 1 << 60)
        answer = await it.bring(b"x" * 100)
        assert (answer.status_code, "Không ghi được" in answer.text) == (507, True)
        assert it.files() == set(), "the desk writes to the same disk"
        monkeypatch.undo()
        monkeypatch.setattr("controller.web.updates.gettempdir", lambda: str(tmp_path / "gone"))
        answer = await it.bring(b"x" * 100)
        assert (answer.status_code, "Không ghi được" in answer.text) == (507, True)
        monkeypatch.undo()
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
        monkeypatch.setattr("controller.web.updates.gettempdir", lambda: str(tmp_path))
        answer = await it.bring(b"x" * 2 * 1024**2)
        assert (answer.status_code, "Không ghi được" in answer.text) == (507, True)
        monkeypatch.undo()
        await post_form(it.client, "/sign-out")
        assert (await it.client.get(ADDRESS)).status_code == 403
        for button in ("tep", "usb", "cai", "cai-ngay", "thoi", "bo"):
            assert (await post_form(it.client, f"{ADDRESS}/{button}")).status_code == 403
