"""The clerk's page: who gets in, what a click does, and what an open page sees."""

import asyncio
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from fastapi import Request

from contracts.vocabulary import ClerkId, CounterId
from controller.domain.now import Trust
from controller.settings import TokenSettings
from controller.web import sessions as sessions_module
from controller.web.api import COOKIE
from controller.web.known_machines import KnownMachines
from controller.web.sessions import IDLE_S, Origin, Sessions
from controller.web.sign_in import MACHINE, told_at_the_door
from controller.web.sign_in_tries import FIRST_WAIT_S, FREE, LONGEST_WAIT_S, TOLD
from hardware.host.doors import Place
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, PIN, PIN_HASH, new_id, settings_of
from tests.integration.controller.web_house import SITE, open_web, post_form, sign_in

LAN, ONE = ClerkId("lan"), CounterId("1")


def a_clock() -> FakeClock:
    return FakeClock(MORNING)


async def click(client: httpx.AsyncClient, kind: str, **fields: str) -> httpx.Response:
    return await post_form(client, f"/desk/{kind}", **({"request_id": new_id()} | fields))


async def test_a_clerk_signs_in_and_out_and_the_counter_knows(tmp_path: Path) -> None:
    async with open_web(tmp_path, a_clock()) as (house, client):
        assert await sign_in(client, clerk=" LAN ") == 303
        cookie = client.cookies.jar.__iter__().__next__()
        assert cookie.has_nonstandard_attr("HttpOnly")
        assert cookie.get_nonstandard_attr("SameSite") == "strict"
        assert house.desk.day.clerks == {"1": "lan"}
        page = await client.get("/")
        assert "Nguyễn Thị Lan" in page.text
        await post_form(client, "/sign-out")
        assert house.desk.day.clerks == {}
        assert "Nguyễn Thị Lan" not in (await client.get("/")).text


@pytest.mark.parametrize(
    ("clerk", "pin", "counter"),
    [("lan", "1111", "1"), ("nobody", PIN, "1"), ("lan", PIN, "99"), ("lan", "", "1")],
)
async def test_a_wrong_name_pin_or_counter_gets_nowhere(
    tmp_path: Path, clerk: str, pin: str, counter: str
) -> None:
    async with open_web(tmp_path, a_clock()) as (house, client):
        assert await sign_in(client, pin, counter, clerk) in (403, 422)
        assert not client.cookies
        assert house.desk.day.clerks == {}


ELSEWHERE = Origin("10.0.0.9", "the-guessers")


async def test_guesses_are_slowed_down_also_when_they_come_at_once() -> None:
    clock = a_clock()
    sessions = Sessions(settings_of().clerks, clock)
    guesses = [sessions.sign_in(LAN, f"{n:04}", ONE, ELSEWHERE) for n in range(FREE + 3)]
    assert await asyncio.gather(*guesses) == [None] * (FREE + 3)
    assert await sessions.sign_in(LAN, PIN, ONE, ELSEWHERE) is None, "not even the right one"
    clock.advance(FIRST_WAIT_S)
    assert await sessions.sign_in(LAN, PIN, ONE, ELSEWHERE) is not None


async def test_whoever_guesses_elsewhere_does_not_keep_a_clerk_out() -> None:
    clock = a_clock()
    hers = Origin("10.0.0.5", KnownMachines(bytes(32)).with_clerk("", LAN))
    sessions = Sessions(settings_of().clerks, clock, KnownMachines(bytes(32)))
    for n in range(60):
        await sessions.sign_in(LAN, f"{n:04}", ONE, Origin(f"10.0.1.{n}", ""))
        clock.advance(1)
    assert await sessions.sign_in(LAN, PIN, ONE, Origin("10.0.2.1", "new")) is None, "a strange machine waits"
    assert await sessions.sign_in(LAN, PIN, ONE, hers), "the clerk's own does not, also after a restart"


async def test_at_a_machine_of_the_office_nobody_waits_for_a_guesser_behind_the_same_address() -> None:
    a_colleagues = KnownMachines(bytes(32)).with_clerk("", ClerkId("hoa"))
    (lan,) = settings_of().clerks
    clerks = (lan, lan.model_copy(update={"id": ClerkId("hoa")}))
    sessions = Sessions(clerks, a_clock(), KnownMachines(bytes(32)))
    for n in range(FREE):
        await sessions.sign_in(LAN, f"{n:04}", ONE, Origin("10.0.0.5"))
    assert await sessions.sign_in(LAN, PIN, ONE, Origin("10.0.0.5")) is None, "a strange machine there waits"
    assert await sessions.sign_in(LAN, PIN, ONE, Origin("10.0.0.5", a_colleagues))
    for n in range(FREE):
        await sessions.sign_in("hoa", f"{n:04}", ONE, Origin("10.0.0.5", a_colleagues))
    assert await sessions.sign_in("hoa", PIN, ONE, Origin("10.0.0.5", a_colleagues)) is None, "no free pass"


async def test_a_clerk_at_her_own_machine_stands_in_no_row_behind_those_who_guess() -> None:
    hers = Origin("10.0.0.5", KnownMachines(bytes(32)).with_clerk("", LAN))
    sessions = Sessions(settings_of().clerks, a_clock(), KnownMachines(bytes(32)))
    guesses = [
        asyncio.create_task(sessions.sign_in(LAN, "0000", ONE, Origin(f"10.0.1.{n}"))) for n in range(15)
    ]
    await asyncio.sleep(0)
    assert await sessions.sign_in(LAN, PIN, ONE, hers)
    assert not all(guess.done() for guess in guesses)
    await asyncio.gather(*guesses)


async def test_the_doors_hear_who_is_signed_in_on_a_connection() -> None:
    sessions = Sessions(settings_of().clerks, a_clock())
    secret = await sessions.sign_in(LAN, PIN, ONE)
    place = Place("10.0.0.5", lambda: None, is_here=False)
    tell = told_at_the_door((TokenSettings(name="tv", token_hash=sha256(b"known").hexdigest()),), sessions)
    for headers, person in (
        ([(b"cookie", f"{COOKIE}={secret}".encode())], LAN),
        ([(b"cookie", f"{COOKIE}=guessed".encode())], ""),
        ([(b"authorization", b"Bearer known")], "@program-tv"),
        ([(b"authorization", b"Bearer guessed")], ""),
        ([], ""),
    ):
        await tell(Request({"type": "http", "headers": headers, "state": {"place": place}}))
        assert place.person == person
        await tell(Request({"type": "http", "headers": headers}))


async def test_the_page_gives_a_machine_its_cookie(tmp_path: Path) -> None:
    async with open_web(tmp_path, a_clock()) as (_, client):
        await sign_in(client)
        first = client.cookies[MACHINE]
        await sign_in(client)
        assert client.cookies[MACHINE] == first, "each clerk once"
        assert await sign_in(client, "0000") == 403
        assert client.cookies[MACHINE] == first


@pytest.mark.parametrize("name", [LAN, "nobody"])
async def test_a_name_that_does_not_exist_is_answered_like_one_that_does(name: str) -> None:
    sessions = Sessions(settings_of().clerks, a_clock())
    looked_at: list[str] = []

    def counted(pin_hash: str, _pin: str) -> bool:
        looked_at.append(pin_hash)
        return False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sessions_module, "_check", counted)
        for n in range(FREE + 3):
            assert await sessions.sign_in(name, f"{n:04}", ONE, ELSEWHERE) is None
    assert len(looked_at) == FREE, "as many hashes, in the same order of answers"


async def test_the_caretaker_is_told_whose_pin_is_guessed(tmp_path: Path) -> None:
    people = [{"id": "lan", "name": "Nguyễn Thị Lan", "pin_hash": PIN_HASH, "caretaker": True}]
    async with open_web(tmp_path, a_clock(), clerks=people) as (house, client):
        await sign_in(client)
        for n in range(TOLD):
            assert await sign_in(client, f"{n:04}") == 403
            house.clock.advance(LONGEST_WAIT_S)
        page = (await client.get("/may-moc")).text
        assert "Có người thử mã PIN nhiều lần" in page
        assert f"Tài khoản Nguyễn Thị Lan: {TOLD} lần sai" in page


async def test_a_page_that_was_left_open_overnight_is_signed_out(tmp_path: Path) -> None:
    async with open_web(tmp_path, a_clock()) as (house, client):
        await sign_in(client)
        house.clock.mono += IDLE_S + 1
        answer = await click(client, "call-next")
        assert (answer.status_code, answer.headers["hx-refresh"]) == (204, "true")


async def test_another_site_cannot_press_for_the_clerk(tmp_path: Path) -> None:
    async with open_web(tmp_path, a_clock()) as (house, client):
        await sign_in(client)
        await house.issued()
        for origin in ("http://evil.example", f"{SITE}:8081", "null", "nonsense"):
            answer = await click(client, "call-next", origin=origin)
            assert answer.status_code == 403
            assert "không đến từ trang" in answer.json()["detail"]
            assert (await post_form(client, "/sign-out", origin=origin)).status_code == 403
        without = await client.post("/desk/call-next", data={"request_id": new_id()})
        assert without.status_code == 403, "a session, and no sign of a page"
        assert house.desk.day.at_counter == {}
        assert house.desk.day.clerks == {"1": "lan"}
        fields = {"clerk": "lan", "pin": PIN, "counter": "2", "origin": "http://evil.example"}
        assert (await post_form(client, "/sign-in", **fields)).status_code == 403


async def test_a_double_click_calls_one_citizen(tmp_path: Path) -> None:
    async with open_web(tmp_path, a_clock()) as (house, client):
        await sign_in(client)
        for _ in range(3):
            await house.issued()
        clicks = await asyncio.gather(click(client, "call-next"), click(client, "call-next"))
        assert {answer.status_code for answer in clicks} == {200}
        assert house.desk.day.at_counter == {"1": "20261123-A001"}
        house.clock.advance(1.9)
        asked = await click(client, "call-next")
        assert "Vừa gọi A001. Kết thúc A001 và gọi người tiếp theo?" in asked.text
        assert house.desk.day.at_counter == {"1": "20261123-A001"}
        house.clock.advance(0.2)
        await click(client, "call-next")
        assert house.desk.day.at_counter == {"1": "20261123-A002"}


async def test_a_hasty_press_for_another_person_is_never_lost_without_a_word(tmp_path: Path) -> None:
    async with open_web(tmp_path, a_clock()) as (house, client):
        await sign_in(client)
        one, other = [(await house.issued()).ticket for _ in range(2)]
        assert "quá sát" not in (await click(client, "reprint", ticket=one)).text
        assert "quá sát" not in (await click(client, "reprint", ticket=one)).text
        assert "quá sát" in (await click(client, "reprint", ticket=other)).text
        house.clock.advance(4)
        await click(client, "issue-ticket", service="civil", lang="vi")
        again = await click(client, "issue-ticket", service="land", lang="vi")
        assert ("quá sát" in again.text, len(house.desk.day.tickets)) == (True, 3)


async def test_a_click_that_is_sent_twice_is_one_click(tmp_path: Path) -> None:
    async with open_web(tmp_path, a_clock()) as (house, client):
        await sign_in(client)
        await house.issued()
        await house.issued()
        one = new_id()
        await click(client, "call-next", request_id=one)
        house.clock.advance(10)
        answer = await click(client, "call-next", request_id=one)
        assert answer.status_code == 200
        assert house.desk.day.at_counter == {"1": "20261123-A001"}


async def test_every_button_does_what_it_says(tmp_path: Path) -> None:
    async with open_web(tmp_path, a_clock()) as (house, client):
        await sign_in(client)
        tickets = [(await house.issued()).ticket for _ in range(4)]

        def state(n: int) -> str:
            return str(house.desk.day.tickets[tickets[n]].state)

        async def press(kind: str, **fields: str) -> str:
            house.clock.advance(4)
            return (await click(client, kind, **fields)).text

        assert "Đang gọi A001." in await press("call-next")
        assert "Đã gọi lại A001." in await press("recall")
        assert house.desk.day.tickets[tickets[0]].times == 2
        assert "A001: đã ghi vắng mặt." in await press("mark-no-show")
        assert state(0) == "no-show"
        assert "A001: đã xếp lại hàng" in await press("resume", ticket=tickets[0])
        assert state(0) == "waiting"
        assert "Đang gọi A003." in await press("call-number", ticket=tickets[2])
        assert house.desk.day.at_counter == {"1": tickets[2]}
        assert "A003: đã ghi chờ bổ sung." in await press("park")
        assert state(2) == "parked"
        assert "A004: đã hủy." in await press("cancel", ticket=tickets[3])
        assert state(3) == "cancelled"
        assert "Đang gọi A001." in await press("call-next")
        assert "Đã chuyển A001 đến Đất đai." in await press("transfer", to="service:land")
        assert house.desk.day.tickets[tickets[0]].service == "land"
        await press("call-next")
        assert "Đã kết thúc A002." in await press("finish")
        assert state(1) == "finished"


HOSTILE: tuple[tuple[str, dict[str, str], int], ...] = (
    ("transfer", {"to": "service:../../x"}, 422),
    ("transfer", {"to": ""}, 422),
    ("cancel", {"ticket": "<script>alert(1)</script>"}, 422),
    ("call-next", {"request_id": "x"}, 422),
    ("sign-in", {"clerk": "head"}, 404),
    ("confirm-clock", {}, 404),
    ("report-slip", {"job": "20261123-A001-1", "state": "printed"}, 404),
)


@pytest.mark.parametrize(("kind", "fields", "status"), HOSTILE)
async def test_a_forged_form_is_refused(
    tmp_path: Path, kind: str, fields: dict[str, str], status: int
) -> None:
    async with open_web(tmp_path, a_clock()) as (house, client):
        await sign_in(client)
        await house.issued()
        before = house.desk.day
        answer = await click(client, kind, **fields)
        assert answer.status_code == status
        assert "<script>" not in answer.text
        assert house.desk.day.at_counter == before.at_counter
        assert house.desk.day.tickets == before.tickets


async def test_a_form_cannot_speak_for_another_counter(tmp_path: Path) -> None:
    async with open_web(tmp_path, a_clock()) as (house, client):
        await sign_in(client)
        await house.issued()
        await click(client, "call-next", counter="2")
        assert list(house.desk.day.at_counter) == ["1"]


async def test_a_refusal_is_said_in_vietnamese_on_the_page(tmp_path: Path) -> None:
    async with open_web(tmp_path, a_clock()) as (_house, client):
        await sign_in(client)
        answer = await click(client, "call-next")
        assert answer.status_code == 200
        assert 'role="alert"' in answer.text
        assert "queue-empty" not in answer.text


async def test_only_the_caretaker_sees_the_machines_and_confirms_the_clock(tmp_path: Path) -> None:
    people = [
        {"id": who, "name": who, "pin_hash": PIN_HASH, "caretaker": who == "hoa"} for who in ("lan", "hoa")
    ]
    async with open_web(tmp_path, a_clock(), clerks=people) as (house, client):
        await house.issued()
        house.clock.utc -= 3_600_000
        paths = ("/may-moc", "/may-moc/screens")
        for who in ("nobody", "lan"):
            if who == "lan":
                await sign_in(client)
            assert {(await client.get(path)).status_code for path in paths} == {403}
            assert (await post_form(client, "/may-moc/confirm-clock")).status_code == 403
        await post_form(client, "/sign-out")
        await sign_in(client, clerk="hoa")
        page = await client.get("/may-moc")
        assert page.status_code == 200
        assert "default-src 'none'" in page.headers["content-security-policy"]
        await post_form(client, "/may-moc/confirm-clock", origin=f"{SITE}:8081")
        assert house.desk.now().trust is Trust.STEPPED
        await post_form(client, "/may-moc/confirm-clock")
        assert house.desk.now().trust is Trust.FIRM
