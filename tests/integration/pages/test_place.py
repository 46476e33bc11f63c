"""One's place in the line on a phone: what it says, that nobody guesses it, and that a restart keeps it."""

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

import controller.web
from contracts import messages as m
from contracts.scanned import OwnSlip, classify, slip_text
from contracts.texts import load_catalogue
from contracts.vocabulary import TicketId
from controller.places import Places
from controller.principals import program
from controller.web.place import PlaceGround, PlacePages, follow
from tests.clocks import FakeClock
from tests.days import MORNING
from tests.integration.controller.house import settings_of
from tests.integration.dossier.dossier_house import DossierHouse, dossier_house

BASE = "http://192.168.1.10:8080"


def house_of(folder: Path, clock: FakeClock | None = None, **changes: Any) -> Any:
    settings = settings_of(data_dir=str(folder), web={"address": BASE}, **changes)
    return dossier_house(folder, clock or FakeClock(MORNING), settings)


async def slip_of(house: DossierHouse, ticket: str) -> m.Slip:
    ear = house.ear
    assert ear is not None

    def jobs() -> list[m.PrintJob]:
        return [job for job in ear.of(m.PrintJob) if job.ticket == ticket]

    await house.until(jobs)
    return jobs()[-1].slip


async def take(house: DossierHouse, **changes: Any) -> tuple[m.Issued, str]:
    """A number, and the path of its page."""
    issued = await house.issued(service="civil", **changes)
    slip = await slip_of(house, issued.ticket)
    assert slip.place.startswith(f"{BASE}/so/")
    return issued, slip.place.removeprefix(BASE)


async def read(house: DossierHouse, path: str) -> str:
    answer = await house.web.get(path, headers={"accept": "text/html"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text.partition("<main>")[2]))


async def test_a_place_is_followed_from_the_slip_to_the_counter_and_what_became_of_it(tmp_path: Path):
    async with house_of(tmp_path) as house:
        for _ in range(3):
            await take(house)
        issued, path = await take(house)
        page = await read(house, path)
        assert issued.number in page
        assert "Còn 3 người chờ trước" in page
        assert "Chưa ước tính được: Quầy 1, Quầy 2 chưa có cán bộ" in page
        for _ in range(3):
            await house.called()
        assert "Sắp đến lượt" in await read(house, path)
        assert await house.called() == issued.number
        assert "Mời đến Quầy 1 ngay" in await read(house, path)
        assert "Please go to Counter 1 now" in await read(house, f"{path}?lang=en")
        await take(house)
        await house.called()
        assert "Đã phục vụ xong" in await read(house, path)


async def test_a_number_that_was_called_and_lapsed_does_not_say_that_the_session_is_over(tmp_path: Path):
    async with house_of(tmp_path, policy={"no_show_calls": 1}) as house:
        _, path = await take(house)
        await house.called()
        missed = m.MarkNoShow(request_id=str(uuid4()), at=house.clock.utc_ms(), counter="1")
        assert isinstance(await house.desk.ask(missed, program("test")), m.Accepted)
        assert "chưa thấy ông/bà" in await read(house, path)
        for _ in range(2):
            await take(house)
            await house.called()
        await house.until(lambda: [t for t in house.desk.day.tickets.values() if t.state == "lapsed"])
        page = await read(house, path)
        assert "Số này đã hết hiệu lực" in page
        assert "Số đã được gọi, nay không dùng được nữa" in page
        assert "Buổi làm việc đã kết thúc" not in page


async def test_addresses_are_random_of_the_day_and_survive_a_restart(tmp_path: Path):
    clock = FakeClock(MORNING)
    async with house_of(tmp_path, clock) as house:
        (one, first), (two, second) = [await take(house) for _ in range(2)]
        assert len(first.removeprefix("/so/")) == 20, "120 bits"
        assert first != second
        for secret in (first, second):
            assert one.ticket not in secret
            assert two.number not in secret
    async with house_of(tmp_path, clock) as house:
        assert one.number in await read(house, first)
        clock.advance(26 * 3600)
        await house.until(lambda: house.desk.day.date != "2026-11-23")
        await house.until(lambda: not house.desk.day.tickets)
        answer = await house.web.get(first, headers={"accept": "text/html"})
        assert answer.status_code == 404
        assert "Không có số này" in answer.text


async def test_no_journal_and_no_event_says_an_address(tmp_path: Path):
    async with house_of(tmp_path) as house:
        _, path = await take(house)
        token = path.removeprefix("/so/")
        events = await house.desk.told(house.desk.day.date)
        assert not any(token in body for _, body in events)
        assert house.ear is not None
        said = [topic for topic, message in house.ear.heard if token in message.model_dump_json()]
        assert set(said) == {"print/printer-1"}, "the printer alone"


async def test_whoever_tries_addresses_finds_none_and_keeps_nobody_behind_the_same_one_out(tmp_path: Path):
    async with house_of(tmp_path) as house:
        _, path = await take(house)
        for n in range(25):
            assert (await house.web.get(f"/so/{'x' * 19}{n % 10}")).status_code == 404
        assert (await house.web.get(path)).status_code == 200
        assert (await house.web.get(f"/so/{'y' * 5000}")).status_code == 404


async def test_the_stream_tells_the_call_and_ends_with_the_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("controller.web.place.LOOK_S", 0.0)
    async with house_of(tmp_path) as house:
        issued, path = await take(house)
        places = Places(house.kept_apart.secret, BASE)
        texts = load_catalogue(Path(controller.web.__path__[0]) / "texts")
        pages = PlacePages(PlaceGround(settings_of(), house.desk, places, texts, lambda: ""))
        assert pages.ticket(path.removeprefix("/so/")) == issued.ticket
        stream = follow(pages, issued.ticket, "vi")
        assert "Không còn ai chờ trước" in str((await anext(stream)).raw_data)
        assert (await anext(stream)).comment == "here", "a phone hears that the desk lives"
        await house.called()
        assert "Mời đến Quầy 1 ngay" in str((await anext(stream)).raw_data)
        monkeypatch.setattr(pages, "view", lambda _ticket, _lang: None)
        assert (await anext(stream)).event == "gone"
        assert [one async for one in stream] == []


async def test_the_page_needs_no_script_and_says_how_old_phones_follow(tmp_path: Path):
    async with house_of(tmp_path) as house:
        _, path = await take(house)
        page = (await house.web.get(path)).text
        assert '<noscript><meta http-equiv="refresh" content="15"></noscript>' in page


async def test_without_an_address_for_phones_the_slip_has_none(tmp_path: Path):
    async with dossier_house(tmp_path, FakeClock(MORNING), settings_of(data_dir=str(tmp_path))) as house:
        issued = await house.issued(service="civil")
        assert (await slip_of(house, issued.ticket)).place == ""


def test_a_slip_with_an_address_is_still_read_by_our_own_readers():
    text = slip_text("demo", "20261123-A012-1", f"{BASE}/so/AbCdEfGhIjKlMnOpQrSt")  # type: ignore[arg-type] # a job's id
    for site in ("demo", "other"):
        read = OwnSlip(TicketId("20261123-A012"), here=site == "demo", place="AbCdEfGhIjKlMnOpQrSt")
        assert classify(text, own_site=site) == read


def test_another_key_is_another_day():
    keys = [b"1"]
    places = Places(lambda text: (keys[0] + text.encode()) * 20, "")
    today = [TicketId("20261123-A001")]
    token = places.token(today[0])
    assert places.ticket(token, today) == today[0]
    keys[0] = b"2"
    assert places.ticket(token, today) is None
    assert places.address(today[0]) == ""
