"""An office is enrolled by a code: a real office's pages and sender, a real centre, and everything that can go wrong between."""

import contextlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, select, text

from contracts.enrolling import Enrolled, Enrolment, NotEnrolled, shown, typed
from contracts.texts import load_catalogue
from controller.sending.centre import TroubleError
from controller.sending.enrolling import FILE, KEY_FILE, ask_centre, begin, kept_enrolling
from controller.sending.sender import Sender
from controller.sending.telling import Teller
from controller.settings import OfficeSettings
from controller.settings_book.book import Book
from controller.web import clerk
from controller.web.app import WebParts, build_app
from controller.web.sending_enrol import ADDRESS, url_of
from controller.web.sessions import Sessions
from hardware.host.settings_file import load_settings
from province.invitations import DAYS, Invitations
from province.schema import FACT, OFFICE_KEY
from tests.clocks import FakeClock
from tests.integration.controller.book_house import CARETAKER
from tests.integration.controller.house import MORNING, House, office_data, open_house
from tests.integration.controller.web_house import SITE, post_form, sign_in
from tests.integration.province.centre_house import PLANS, Web, opened
from tests.serving import served
from tests.unit.controller_shell.test_office_settings import toml

pytestmark = pytest.mark.slow


@dataclass
class Office:
    """An office with its settings file, of which a new start of the controller makes a new sender."""

    folder: Path
    house: House
    book: Book
    sender: Sender = field(init=False)
    settings: OfficeSettings = field(init=False)
    client: httpx.AsyncClient = field(init=False)

    async def start(self) -> None:
        settings = load_settings(self.book.path, OfficeSettings)
        self.settings = settings
        self.sender = Sender(settings)
        sessions = Sessions(settings.clerks, self.house.clock)
        parts = WebParts(
            settings, self.house.desk, self.house.wire, sessions, self.house.metrics, book=self.book
        )
        app = build_app(replace(parts, sending=self.sender))
        self.sender.teller = Teller(self.house.desk, settings, tuple, "1.0")
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE)
        await sign_in(self.client, counter="2")

    async def stop(self) -> None:
        await self.client.aclose()
        await self.sender.close()

    async def typed(self, address: str, code: str) -> str:
        """What the page says."""
        answer = await post_form(self.client, f"{ADDRESS}/noi", address=address, code=code)
        assert answer.status_code == 303, answer.text
        page: str = words((await self.client.get(answer.headers["location"])).text)
        if load_settings(self.book.path, OfficeSettings) != self.settings:
            await self.stop()
            await self.start()
        return page

    async def press(self, what: str) -> str:
        answer = await post_form(self.client, f"{ADDRESS}/{what}")
        return words((await self.client.get(answer.headers["location"])).text)

    async def page(self) -> str:
        return words((await self.client.get(ADDRESS)).text)

    @property
    def key(self) -> str:
        path = self.folder / KEY_FILE
        return path.read_text().strip() if path.exists() else ""


@dataclass
class Centre:
    """The centre, its pages and where it is."""

    engine: Engine
    web: Web
    address: str

    def code(self, office: int = 1) -> str:
        return Invitations(self.engine, self.web.clock).invite(office)

    def live(self) -> list[str]:
        with self.engine.connect() as connection:
            asked = (
                select(OFFICE_KEY.c.name).where(OFFICE_KEY.c.revoked_at.is_(None)).order_by(OFFICE_KEY.c.id)
            )
            return list(connection.execute(asked).scalars())


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture
async def centre(engine: Engine) -> AsyncIterator[Centre]:
    web = opened(engine)
    async with served(web.client.app) as address:
        yield Centre(engine, web, address)


@contextlib.asynccontextmanager
async def an_office(folder: Path, **changes: Any) -> AsyncIterator[Office]:
    changes = {"clerks": CARETAKER} | changes
    async with open_house(folder / "data", FakeClock(MORNING), **changes) as house:
        path = folder / "controller.toml"
        data = office_data(**changes) | {"data_dir": str(house.settings.data_dir)}
        path.write_text("# Của xã\n" + toml(data), "utf-8")
        book = Book(path, folder / "data", house.settings)
        book.begin(MORNING)
        office = Office(folder / "data", house, book)
        await office.start()
        try:
            yield office
        finally:
            await office.stop()


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with an_office(tmp_path) as found:
        yield found


async def enrolled(office: Office, centre: Centre) -> None:
    await office.typed(centre.address, centre.code())
    await office.sender.once()
    await office.press("dung")
    await office.sender.once()
    assert office.sender.progress.trouble == ""


async def test_a_code_makes_a_key_and_nothing_is_sent_before_the_caretaker_has_confirmed(
    office: Office, centre: Centre
):
    await office.house.issued()
    said = await office.typed(centre.address, shown(centre.code()))
    assert "Đã nhận mã" in said
    assert "# Của xã" in office.book.path.read_text("utf-8"), "comments of the file stay"
    await office.sender.once()
    page = await office.page()
    assert f"Nơi trả lời là: Nghệ An. Ở đó văn phòng này là: {PLANS[0].name} (xa-001)." in page
    assert office.key == ""
    assert "Đã nối. Máy bắt đầu gửi số liệu." in await office.press("dung")
    assert (office.folder / KEY_FILE).stat().st_mode & 0o777 == 0o600
    await office.sender.once()
    assert office.sender.progress.trouble == ""
    with centre.engine.connect() as connection:
        assert connection.execute(select(FACT.c.seq)).all()
    assert office.key.split(".")[1] not in (office.folder / FILE).read_text()
    with centre.engine.connect() as connection:
        hashes = connection.execute(select(OFFICE_KEY.c.hash)).scalars().all()
    assert office.key.split(".")[1] not in hashes


async def test_an_answer_that_was_lost_is_asked_for_again_with_the_same_key(office: Office, centre: Centre):
    code = centre.code()
    await office.typed(centre.address, code)
    before = (office.folder / FILE).read_bytes()
    await office.sender.once()
    (office.folder / FILE).write_bytes(before)  # what a restart finds that lost the answer
    await office.sender.once()
    await office.press("dung")
    assert centre.live() == [office.key.split(".")[0]]


async def test_a_centre_that_cannot_be_reached_is_asked_again_and_the_code_is_kept(
    office: Office, centre: Centre
):
    code = centre.code()
    await office.typed("http://127.0.0.1:9", code)
    await office.sender.once()
    assert office.sender.progress.trouble == "unreachable"
    page = await office.page()
    assert "Không tới được trung tâm" in page
    assert "máy tự hỏi lại" in page
    found = kept_enrolling(office.folder)
    assert found
    assert found.waits_for_centre


async def test_another_program_at_that_address_is_told(office: Office):
    other = FastAPI()
    async with served(other) as address:
        await office.typed(address, "1" * 12)
        await office.sender.once()
    assert office.sender.progress.trouble == "no-centre"
    assert "không phải trung tâm tỉnh" in await office.page()


@pytest.mark.parametrize(
    ("address", "code", "said"),
    [
        ("", "1" * 12, "Địa chỉ chưa đúng"),
        ("http://tinh.test", "1" * 12, "Địa chỉ chưa đúng"),
        ("https://", "1" * 12, "Địa chỉ chưa đúng"),
        ("https://a b", "1" * 12, "Địa chỉ chưa đúng"),
        ("ftp://tinh.test", "1" * 12, "Địa chỉ chưa đúng"),
        ("https://tinh.test/x", "1" * 12, "Địa chỉ chưa đúng"),
        ("https://tinh.test", "1234", "Mã nối gồm 12 chữ số"),
        ("https://tinh.test", "١" * 12, "Mã nối gồm 12 chữ số"),
        ("https://tinh.test", "abcd efgh ijkl", "Mã nối gồm 12 chữ số"),
    ],
    ids=map(str, range(9)),
)
async def test_what_can_be_no_address_or_code_is_said_and_changes_nothing(
    office: Office, address: str, code: str, said: str
):
    before = office.book.path.read_text("utf-8")
    assert said in await office.typed(address, code)
    assert office.book.path.read_text("utf-8") == before
    assert kept_enrolling(office.folder) is None


async def test_every_no_of_the_centre_is_a_sentence_and_nothing_is_lost(office: Office, centre: Centre):
    async def asked(code: str) -> str:
        await office.typed(centre.address, code)
        await office.sender.once()
        return await office.page()

    assert "Trung tâm không có mã này" in await asked("1" * 12)
    old = centre.code()
    with centre.engine.begin() as connection:
        (days,) = connection.execute(text("SELECT until - made_at FROM invitation")).one()
        connection.execute(text("UPDATE invitation SET until = until - interval '3 days 1 second'"))
    assert days == timedelta(days=DAYS)
    assert "Mã này đã hết hạn" in await asked(old)
    code = centre.code()
    centre.web.now += 25 * 60_000
    assert "lệch 25 phút" in await asked(code)
    centre.web.now -= 25 * 60_000
    first, _ = (centre.web.registry.give_key(1) for _ in range(2))
    assert "đã có hai khóa" in await asked(code)
    with centre.engine.begin() as connection:
        connection.execute(
            text("UPDATE office_key SET revoked_at = now() WHERE name = :name"), {"name": first.name}
        )
    assert "Nơi trả lời là: Nghệ An" in await asked(code)
    await office.press("dung")
    assert office.key.split(".")[0] in centre.live()
    assert "Mã này đã dùng rồi" in await asked(code)
    assert office.key.split(".")[0] in centre.live()
    await office.sender.once()
    assert office.sender.progress.trouble == "", "what it had works on"


async def test_a_new_code_gives_a_second_key_and_the_old_one_can_be_revoked(office: Office, centre: Centre):
    await enrolled(office, centre)
    old = office.key
    await office.typed(centre.address, centre.code())
    await office.sender.once()
    assert office.key == old
    await office.sender.once()
    assert office.sender.progress.trouble == ""
    await office.press("dung")
    assert office.key != old
    assert centre.live() == [old.split(".")[0], office.key.split(".")[0]]
    centre.web.registry.revoke(1, 1)
    await office.sender.once()
    assert office.sender.progress.trouble == ""


async def test_an_office_of_another_centre_is_not_taken_away(office: Office, centre: Centre):
    await enrolled(office, centre)
    key, file = office.key, office.book.path.read_text("utf-8")
    assert "đang nối với một trung tâm khác" in await office.typed("https://khac.test", centre.code())
    assert (office.key, office.book.path.read_text("utf-8")) == (key, file)


async def test_a_slip_in_the_address_is_typed_anew(office: Office, centre: Centre):
    code = centre.code()
    await office.typed("http://127.0.0.1:9", code)
    await office.sender.once()
    assert "Đã nhận mã" in await office.typed(centre.address, code)
    await office.sender.once()
    assert "Đã nối" in await office.press("dung")
    await office.sender.once()
    assert office.sender.progress.trouble == ""


async def test_a_centre_that_does_not_enrol_still_gets_the_facts(office: Office, centre: Centre):
    await enrolled(office, centre)
    begin(office.folder, centre.address, "1" * 12)

    async def away(_asked: Enrolment) -> Enrolled:
        raise TroubleError("no-centre")

    office.sender._centre.enrol = away  # type: ignore[method-assign,assignment] # an older centre has no such address
    number = await office.house.issued()
    await office.sender.once()
    assert office.sender.progress.trouble == ""
    assert office.sender.progress.backlog == 0, number


async def test_what_was_wished_while_the_centre_was_asked_is_not_undone(tmp_path: Path):
    begin(tmp_path, "https://a.test", "1" * 12)
    asked = kept_enrolling(tmp_path)
    assert asked

    async def slow(_asked: Enrolment) -> Enrolled:
        begin(tmp_path, "https://b.test", "2" * 12)
        return Enrolled(centre="A", office="xa-001", name="Xã")

    await ask_centre(tmp_path, asked, MORNING, slow)
    kept = kept_enrolling(tmp_path)
    assert kept
    assert (kept.url, kept.answer) == ("https://b.test", None)


async def test_the_wrong_centre_is_dropped_and_gets_nothing(office: Office, centre: Centre):
    await office.typed(centre.address, centre.code(2))
    await office.sender.once()
    assert "(xa-002)" in await office.page()
    assert "báo họ thu hồi" in await office.press("bo")
    await office.sender.once()
    assert office.sender.progress.trouble == "no-key"
    assert office.key == ""
    assert "Không có gì để xác nhận" in await office.press("dung")


async def test_only_a_caretaker_enrols(tmp_path: Path):
    clerks = [CARETAKER[0], CARETAKER[0] | {"id": "hoa", "caretaker": False}]
    async with an_office(tmp_path, clerks=clerks) as office:
        office.client.cookies.clear()
        await sign_in(office.client, clerk="hoa")
        for what in ("noi", "dung", "bo"):
            answer = await post_form(
                office.client, f"{ADDRESS}/{what}", address="https://a.vn", code="1" * 12
            )
            assert answer.status_code == 403


async def test_a_disk_that_takes_nothing_is_told(office: Office, centre: Centre):
    (office.folder / FILE).mkdir()
    assert "Chưa ghi được vào đĩa" in await office.typed(centre.address, centre.code())
    (office.folder / FILE).rmdir()
    await office.typed(centre.address, centre.code())
    await office.sender.once()
    (office.folder / KEY_FILE).mkdir()
    assert "Chưa ghi được vào đĩa" in await office.press("dung")
    (office.folder / KEY_FILE).rmdir()
    assert "Đã nối" in await office.press("dung")


async def test_whoever_guesses_codes_waits(centre: Centre):
    async with httpx.AsyncClient(base_url=centre.address) as client:
        asked = {"code": "1" * 12, "name": "a" * 12, "hash": "b" * 64, "at": MORNING}
        answers = [(await client.post("/api/v1/enrolments", json=asked)).json()["why"] for _ in range(7)]
        assert answers == ["wrong-code"] * 5 + ["later"] * 2
        asked["code"] = centre.code()
        assert (await client.post("/api/v1/enrolments", json=asked)).json()["why"] == "later"


@pytest.mark.parametrize(
    "bad", [b"", b"x", b"{}", b"[" * 60_000, b'{"code": "1"}', b"\xff"], ids=map(str, range(6))
)
async def test_what_is_no_enrolment_is_refused(centre: Centre, bad: bytes):
    async with httpx.AsyncClient(base_url=centre.address) as client:
        answer = await client.post("/api/v1/enrolments", content=bad)
        assert answer.status_code == 422
        assert (await client.post("/api/v1/enrolments", content=b"x" * 300_000)).status_code == 413


async def test_a_newer_code_ends_the_older_one(centre: Centre):
    old = centre.code()
    centre.code()
    async with httpx.AsyncClient(base_url=centre.address) as client:
        asked = {"code": old, "name": "a" * 12, "hash": "b" * 64, "at": MORNING}
        assert (await client.post("/api/v1/enrolments", json=asked)).json()["why"] == "wrong-code"


@pytest.mark.parametrize(
    ("address", "url"),
    [(" Tinh.Example.VN/ ", "https://tinh.example.vn"), ("127.0.0.1:80", "https://127.0.0.1:80")],
)
def test_an_address_is_read_as_people_write_it(address: str, url: str):
    assert url_of(address) == url


def test_a_code_is_read_as_people_write_it():
    assert typed("1234-5678 9012") == typed("1234\u00a056789012 ") == "123456789012"
    assert shown("123456789012") == "1234 5678 9012"


def test_every_no_has_its_sentence():
    texts = load_catalogue(Path(clerk.__file__).parent / "texts")
    assert [why for why in NotEnrolled if not texts.has(f"enrol.refused.{why}")] == []


def test_a_head_makes_a_code_that_is_shown_once(engine: Engine):
    web = opened(engine)
    web.sign_in()
    answer = web.client.post("/don-vi/xa-001/ma-noi")
    (code,) = re.findall(r"[0-9]{4} [0-9]{4} [0-9]{4}", answer.text)
    page = web.page("/don-vi/xa-001")
    assert code not in page
    assert "Có một mã nối chưa dùng" in page
    assert "tạo mã nối" in web.page("/nhat-ky")
    web.sign_in("namdan")
    assert web.client.post("/don-vi/xa-002/ma-noi").status_code == 403
    assert "mã nối" not in web.page("/don-vi/xa-002")
