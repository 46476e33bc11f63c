"""One clerk at two counters on her page: which one is worked is plain, F1 goes over, and nobody is thrown out unsaid."""

from pathlib import Path
from typing import Any

import httpx

from controller.web.sessions import LEAVES_S
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, PIN_HASH, House, new_id
from tests.integration.controller.web_house import open_web, post_form, sign_in

CLERKS = [
    {"id": "lan", "name": "Nguyễn Thị Lan", "pin_hash": PIN_HASH},
    {"id": "hoa", "name": "Trần Thị Hoa", "pin_hash": PIN_HASH},
]


def opened(tmp_path: Path, *, allowed: bool = True) -> Any:
    policy = {"two_counters": allowed, "ask_call_reason": False}
    return open_web(tmp_path, FakeClock(MORNING), clerks=CLERKS, policy=policy)


def seats(house: House) -> dict[str, str]:
    return {str(counter): str(clerk) for counter, clerk in house.desk.day.clerks.items()}


async def page_of(client: httpx.AsyncClient) -> str:
    return (await client.get("/")).text


async def press(house: House, client: httpx.AsyncClient, kind: str, **fields: str) -> str:
    house.clock.advance(4)
    return (await post_form(client, f"/desk/{kind}", request_id=new_id(), **fields)).text


async def at_both(client: httpx.AsyncClient) -> None:
    await sign_in(client)
    assert (await post_form(client, "/sign-in/also", counter="2")).status_code == 303
    await page_of(client)


async def test_a_second_counter_is_offered_where_the_office_allows_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        assert 'id="act-also-2"' in (await client.get("/desk/sheet/counter")).text
        assert 'data-key="F1"' not in await page_of(client)
        await post_form(client, "/sign-in/also", counter="2")
        assert seats(house) == {"1": "lan", "2": "lan"}
        page = await page_of(client)
        assert '<h2 id="counter">Quầy 2</h2>' in page
        assert "Sang quầy 1 <kbd>F1</kbd>" in page
        sheet = (await client.get("/desk/sheet/counter")).text
        assert "Rời quầy 2, ở lại quầy 1" in sheet
        assert "act-also" not in sheet, "two are enough"


async def test_where_it_is_not_allowed_no_form_makes_it_so(tmp_path: Path) -> None:
    async with opened(tmp_path, allowed=False) as (house, client):
        await sign_in(client)
        assert "act-also" not in (await client.get("/desk/sheet/counter")).text
        await post_form(client, "/sign-in/also", counter="2")
        assert seats(house) == {"1": "lan"}


async def test_a_counter_where_somebody_sits_is_not_taken_by_the_way(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client, counter="2", clerk="hoa")
        client.cookies.clear()
        await sign_in(client)
        for counter in ("2", "9", "1"):
            await post_form(client, "/sign-in/also", counter=counter)
            assert seats(house) == {"2": "hoa", "1": "lan"}
        assert "vừa có người ngồi" in await page_of(client)


async def test_one_key_goes_over_and_what_is_pressed_is_of_the_counter_that_is_shown(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await at_both(client)
        for _ in range(3):
            await house.issued()
        await press(house, client, "call-next", shown="2")
        page = await press(house, client, "switch", shown="2")
        assert '<h2 id="counter">Quầy 1</h2>' in page
        assert "Quầy 2: số A001 · 2 người chờ" in page
        await press(house, client, "call-next", shown="1")
        at = {str(counter): ticket for counter, ticket in house.desk.day.at_counter.items()}
        assert {counter: house.desk.day.tickets[ticket].number for counter, ticket in at.items()} == {
            "2": "A001",
            "1": "A002",
        }


async def test_a_press_of_a_page_that_still_shows_the_other_counter_does_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await at_both(client)
        await house.issued()
        await press(house, client, "switch", shown="2")
        for kind in ("call-next", "switch"):
            page = await press(house, client, kind, shown="2")
            assert "Trang vừa đổi sang quầy 1. Chưa làm gì cả" in page
        assert house.desk.day.at_counter == {}
        assert '<h2 id="counter">Quầy 1</h2>' in await page_of(client)


async def test_one_counter_is_left_or_both_and_each_citizen_is_asked_about(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await at_both(client)
        await house.issued()
        await press(house, client, "call-next")
        assert "Rời quầy nào?" in (await post_form(client, "/sign-out")).text
        assert seats(house) == {"1": "lan", "2": "lan"}
        assert "đang phục vụ A001" in (await post_form(client, "/sign-out?seats=one")).text
        await post_form(client, "/sign-out?seats=one", citizen="finish")
        assert seats(house) == {"1": "lan"}
        assert house.desk.day.at_counter == {}
        assert '<h2 id="counter">Quầy 1</h2>' in await page_of(client)
        await post_form(client, "/sign-in/also", counter="2")
        await post_form(client, "/sign-out?seats=both")
        assert seats(house) == {}
        assert 'name="pin"' in await page_of(client)


async def test_whoever_loses_one_of_two_counters_goes_on_at_the_other_and_is_told_by_whom(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as (house, client):
        await at_both(client)
        lan = dict(client.cookies)
        for counter, kept in (("2", "1"), ("1", "2")):
            client.cookies.clear()
            await sign_in(client, counter=counter, clerk="hoa")
            await post_form(client, "/sign-in/anyway")
            assert seats(house) == {counter: "hoa", kept: "lan"}
            client.cookies.clear()
            client.cookies.update(lan)
            page = await page_of(client)
            assert f'<h2 id="counter">Quầy {kept}</h2>' in page
            assert f"Trần Thị Hoa đã vào quầy {counter} lúc 09:00. Bạn vẫn ở quầy {kept}." in page
            if counter == "2":
                client.cookies.clear()
                await sign_in(client, counter="2", clerk="hoa")
                await post_form(client, "/sign-out")
                client.cookies.clear()
                client.cookies.update(lan)
                await post_form(client, "/sign-in/also", counter="2")
                assert seats(house) == {"1": "lan", "2": "lan"}


async def test_a_counter_that_closes_behind_its_citizen_leads_to_the_other(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await at_both(client)
        await press(house, client, "close-counter", closes="true")
        assert seats(house) == {"1": "lan"}
        assert '<h2 id="counter">Quầy 2</h2>' in await page_of(client), "what closed it can be undone"
        house.clock.advance(LEAVES_S + 1)
        page = await page_of(client)
        assert '<h2 id="counter">Quầy 1</h2>' in page
        assert "Quầy 2 đã đóng. Trang chuyển sang quầy 1." in page


async def test_a_restart_forgets_neither_seat(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    policy = {"two_counters": True}
    async with open_web(tmp_path, clock, clerks=CLERKS, policy=policy) as (_, client):
        await at_both(client)
    async with open_web(tmp_path, clock, clerks=CLERKS, policy=policy) as (house, client):
        assert seats(house) == {"1": "lan", "2": "lan"}
        await sign_in(client)
        assert seats(house) == {"1": "lan", "2": "lan"}
        assert "Sang quầy 2 <kbd>F1</kbd>" in await page_of(client)
