"""Who may what without sitting at a counter, who stays signed in over a restart, and why somebody no longer is."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts.vocabulary import CounterId
from controller.web.api import COOKIE
from controller.web.app import WebParts, build_app
from controller.web.endings import MOST_KEPT, Ended, Ending, Endings
from controller.web.sessions import IDLE_S, Sessions, hash_pin
from controller.web.sessions_file import FILE, SessionsFile
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, PIN, PIN_HASH, House, settings_of
from tests.integration.controller.web_house import SITE, command, open_web, post_form, sign_in

PEOPLE: dict[str, Any] = {
    "clerks": [
        {"id": "lan", "name": "Nguyễn Thị Lan", "pin_hash": PIN_HASH},
        {"id": "duc", "name": "Phạm Minh Đức", "pin_hash": PIN_HASH},
        {"id": "hoa", "name": "Trần Thị Hoa", "pin_hash": PIN_HASH, "caretaker": True},
        {"id": "sep", "name": "Lê Văn Sếp", "pin_hash": PIN_HASH, "head": True},
    ]
}


@contextlib.asynccontextmanager
async def a_browser(house: House, sessions: Sessions | None = None) -> AsyncIterator[httpx.AsyncClient]:
    """Another machine; with ``sessions`` of a controller that may have been restarted."""
    known = sessions or Sessions(house.settings.clerks, house.clock)
    app = build_app(WebParts(house.settings, house.desk, house.wire, known, house.metrics))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE) as client:
        yield client


async def test_a_caretaker_sees_the_machines_without_sitting_at_a_counter(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), **PEOPLE) as (house, client):
        assert await sign_in(client, counter="", clerk="hoa") == 303
        assert house.desk.day.clerks == {}, "no counter has a clerk by it"
        home = await client.get("/")
        assert (home.status_code, home.headers["location"]) == (303, "/may-moc")
        page = (await client.get("/may-moc")).text
        assert "Thoát" in page
        assert "Về quầy" not in page
        assert (await post_form(client, "/desk/call-next")).status_code == 204
        assert (await post_form(client, "/sign-out")).status_code == 303
        assert (await client.get("/may-moc")).status_code == 403
        assert '<option value="" selected>' in (await client.get("/")).text, "the next time, too"


async def test_a_head_sees_figures_and_nothing_of_the_machines(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), **PEOPLE) as (house, client):
        await house.issued()
        assert await sign_in(client, counter="", clerk="sep") == 303
        assert (await client.get("/")).headers["location"] == "/so-lieu"
        assert "Thoát" in (await client.get("/so-lieu")).text
        for path in ("/may-moc", "/may-moc/stream", "/may-moc/kham", "/may-moc/sao-luu"):
            assert (await client.get(path)).status_code == 403, path
        refused = await command(client, "issue-ticket", {"service": "civil"}, authorization="")
        assert refused.status_code in (401, 403)
        assert (await command(client, "call-next", {"counter": "1"}, authorization="")).status_code in (
            401,
            403,
        )
        assert len(house.desk.day.tickets) == 1


async def test_a_head_may_also_sit_at_a_counter(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), **PEOPLE) as (house, client):
        assert await sign_in(client, counter="2", clerk="sep") == 303
        assert house.desk.day.clerks == {"2": "sep"}
        assert "/so-lieu" in (await client.get("/")).text
        assert (await client.get("/so-lieu")).status_code == 200


async def test_a_clerk_needs_a_counter_and_sees_no_figures(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), **PEOPLE) as (_house, client):
        answer = await post_form(client, "/sign-in", clerk="lan", pin=PIN, counter="")
        assert answer.status_code == 403
        assert "hãy chọn quầy" in answer.text
        assert "Vào làm việc" in (await client.get("/")).text
        await sign_in(client)
        assert (await client.get("/so-lieu")).status_code == 403
        assert 'href="/so-lieu"' not in (await client.get("/")).text, "one's own figures alone"


async def test_a_caretaker_at_the_machines_keeps_nobody_from_a_counter(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), **PEOPLE) as (house, client):
        sessions = Sessions(house.settings.clerks, house.clock)
        async with a_browser(house, sessions) as machines, a_browser(house, sessions) as counter:
            await sign_in(machines, counter="", clerk="hoa")
            await sign_in(counter, counter="1", clerk="hoa")
            assert (await machines.get("/may-moc")).status_code == 200, "she looks after both"
            await sign_in(client, counter="1", clerk="lan")
            assert (await machines.get("/may-moc")).status_code == 200


async def test_whoever_lost_a_counter_reads_who_took_it(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), **PEOPLE) as (house, _client):
        sessions = Sessions(house.settings.clerks, house.clock)
        async with (
            a_browser(house, sessions) as lan,
            a_browser(house, sessions) as duc,
            a_browser(house, sessions) as lan2,
        ):
            await sign_in(lan, counter="2")
            await post_form(duc, "/sign-in", clerk="duc", pin=PIN, counter="2")
            await post_form(duc, "/sign-in/anyway")
            assert "Phạm Minh Đức vừa vào Quầy 2 lúc 09:00" in (await lan.get("/")).text
            await sign_in(lan, counter="1")
            await sign_in(lan2, counter="2")  # asks, because Đức sits there
            await post_form(lan2, "/sign-in/anyway")
            assert "vừa đăng nhập ở Quầy 2 lúc 09:00" in (await lan.get("/")).text
            assert "Nguyễn Thị Lan vừa vào Quầy 2" in (await duc.get("/")).text


async def test_whoever_was_away_for_long_reads_that(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    async with open_web(tmp_path, clock, **PEOPLE) as (_house, client):
        await sign_in(client)
        clock.advance(IDLE_S + 1)
        assert "quá 8 giờ" in (await client.get("/")).text
        assert 'role="alert"' not in (await httpx_plain(client)).text, (
            "whoever was never in reads nothing of it"
        )


async def httpx_plain(client: httpx.AsyncClient) -> httpx.Response:
    client.cookies.clear()
    return await client.get("/")


def restarted(house: House, folder: Path, boot: str = "b1", **changes: Any) -> tuple[Sessions, SessionsFile]:
    clerks = settings_of(**{**PEOPLE, **changes}).clerks
    sessions, kept = Sessions(clerks, house.clock), SessionsFile(folder, house.clock, boot)
    kept.bring_back(sessions, clerks)
    return sessions, kept


async def written(kept: SessionsFile, sessions: Sessions) -> None:
    """What a controller leaves that is stopped now."""
    task = asyncio.create_task(kept.keep(sessions))
    await asyncio.sleep(0)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def test_a_restart_signs_nobody_out(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    async with open_web(tmp_path / "d", clock, **PEOPLE) as (house, _client):
        before, kept = restarted(house, tmp_path)
        async with a_browser(house, before) as lan, a_browser(house, before) as hoa:
            await sign_in(lan)
            await sign_in(hoa, counter="", clerk="hoa")
            page = (await lan.get("/")).text
            await written(kept, before)
            assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
            assert lan.cookies[COOKIE] not in (tmp_path / FILE).read_text(), (
                "nobody signs in with what it says"
            )
            clock.advance(60)
            after, _kept = restarted(house, tmp_path)
            async with a_browser(house, after) as again:
                again.cookies = lan.cookies
                assert (await again.get("/")).status_code == 200
                name = page.partition('data-session="')[2].partition('"')[0]
                assert f'data-session="{name}"' in (await again.get("/")).text, "open pages go on"
                again.cookies = hoa.cookies
                assert (await again.get("/may-moc")).status_code == 200


@pytest.mark.parametrize(
    ("what", "in_again"),
    [
        ("nothing", True),
        ("another boot", True),
        ("another boot in the past", False),
        ("another boot after long", False),
        ("long", False),
        ("another PIN", False),
        ("no such clerk", False),
    ],
)
async def test_only_whoever_is_still_known_is_let_in_again(
    tmp_path: Path, what: str, *, in_again: bool
) -> None:
    clock = FakeClock(MORNING)
    async with open_web(tmp_path / "d", clock, **PEOPLE) as (house, _client):
        before, kept = restarted(house, tmp_path)
        secret = await before.sign_in("lan", PIN, CounterId("1"))
        await written(kept, before)
        people = list(PEOPLE["clerks"])
        if what == "long":
            clock.advance(IDLE_S + 1)
        if what == "another boot after long":
            clock.utc += int((IDLE_S + 1) * 1000)
        if what == "another boot in the past":
            clock.utc -= 1000
        if what == "another PIN":
            people[0] = {**people[0], "pin_hash": hash_pin("9753")}
        if what == "no such clerk":
            people = people[1:]
        boot = "b2" if what.startswith("another boot") else "b1"
        after, _kept = restarted(house, tmp_path, boot, clerks=people)
        assert (after.find(secret) is not None) is in_again
        if not in_again and secret:
            assert after.why_ended(secret).how is Ending.UNKNOWN


async def test_whoever_waits_for_an_answer_or_has_gone_is_not_kept(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    async with open_web(tmp_path / "d", clock, **PEOPLE) as (house, _client):
        before, kept = restarted(house, tmp_path)
        waits = await before.sign_in("lan", PIN, CounterId("1"))
        gone = await before.sign_in("duc", PIN, CounterId("2"))
        assert waits
        before.hold(waits)
        before.sign_out(gone)
        await written(kept, before)
        after, _kept = restarted(house, tmp_path)
        assert after.find(waits) is None
        assert after.admit(waits) is None
        assert after.find(gone) is None


@pytest.mark.parametrize("content", [b"", b"{", b"[{}]", b'[{"digest": 1}]', b"[" * 9999, b"\xff" * 600_000])
async def test_a_damaged_file_keeps_nobody_from_signing_in(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    async with open_web(tmp_path / "d", FakeClock(MORNING), **PEOPLE) as (house, _client):
        sessions, kept = restarted(house, tmp_path)
        assert await sessions.sign_in("lan", PIN, CounterId("1"))
        await written(kept, sessions)
        assert restarted(house, tmp_path)[0].admitted()


async def test_a_folder_that_cannot_be_written_stops_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    async with open_web(tmp_path / "d", FakeClock(MORNING), **PEOPLE) as (house, _client):
        sessions, kept = restarted(house, tmp_path / "file")
        await written(kept, sessions)
        assert "cannot be written" in caplog.text


def test_only_so_many_endings_are_remembered() -> None:
    endings = Endings()
    for number in range(MOST_KEPT + 5):
        endings.note(str(number), Ended(Ending.IDLE))
    assert endings.why("4").how is Ending.UNKNOWN
    assert endings.why("5").how is Ending.IDLE
    assert len(endings._kept) == MOST_KEPT
