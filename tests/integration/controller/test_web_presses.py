"""What a wrong or a hasty hand does on the clerk's page, and who sits where."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts import messages as m
from controller.web.presses import SAID_S
from tests.conftest import FakeClock
from tests.integration.controller.house import MORNING, PANEL, PIN, PIN_HASH, House, new_id
from tests.integration.controller.web_house import SITE, app_of, command, open_web, post_form, sign_in

TWO_PEOPLE = [
    {"id": "lan", "name": "Nguyễn Thị Lan", "pin_hash": PIN_HASH},
    {"id": "hoa", "name": "Trần Thị Hoa", "pin_hash": PIN_HASH, "caretaker": True},
]
AS_BROWSER = {"accept": "text/html,application/xhtml+xml"}


def opened(tmp_path: Path) -> Any:
    return open_web(tmp_path, FakeClock(MORNING), clerks=TWO_PEOPLE)


async def press(house: House, client: httpx.AsyncClient, kind: str, after_s: float = 4, **fields: str) -> str:
    house.clock.advance(after_s)
    return (await post_form(client, f"/desk/{kind}", request_id=new_id(), **fields)).text


def called(house: House, counter: str = "1") -> str:
    ticket = house.desk.day.ticket_at(counter)  # type: ignore[arg-type] # a word is a counter here
    return ticket.number if ticket else ""


@pytest.mark.parametrize("first", ["recall", "finish", "call-next", "call-number"])
@pytest.mark.parametrize("second", ["call-next", "call-number"])
async def test_nobody_is_called_by_a_press_right_after_another(
    tmp_path: Path, first: str, second: str
) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        tickets = [(await house.issued()).ticket for _ in range(4)]
        await press(house, client, "call-next")
        await press(house, client, first, ticket=tickets[1])
        there = called(house)
        page = await press(house, client, second, after_s=0.3, ticket=tickets[3])
        assert called(house) == there
        assert ("quá sát" in page) == (first != second), "a double click is not scolded"
        await press(house, client, second, after_s=0.8, ticket=tickets[3])
        assert called(house) != there


@pytest.mark.parametrize(
    "kind", ["call-next", "call-number", "recall", "mark-no-show", "park", "finish", "transfer"]
)
async def test_a_press_names_the_ticket_that_the_page_showed(tmp_path: Path, kind: str) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        first, _, third = [(await house.issued()).ticket for _ in range(3)]
        await press(house, client, "call-next", there="")
        assert f'name="there" value="{first}"' in (await client.get("/")).text
        house.clock.advance(3)
        await house.ask(house.call(), PANEL)  # the button box of the same counter
        fields = {"there": first, "to": "counter:2"} | ({"ticket": third} if kind == "call-number" else {})
        page = await press(house, client, kind, **fields)
        assert "Tại quầy lúc này là số A002, nên chưa làm gì." in page
        assert (called(house), [t.number for t in house.desk.day.waiting_tickets()]) == ("A002", ["A003"])
        await press(house, client, "call-next", there="")
        assert called(house) == "A002", "the page that showed an idle counter meant to finish nobody"


async def test_two_fast_clicks_on_a_list_take_one_row(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        tickets = [(await house.issued()).ticket for _ in range(3)]
        for ticket in tickets[:2]:
            await press(house, client, "cancel", after_s=0.6, ticket=ticket)
        assert [t.number for t in house.desk.day.waiting_tickets()] == ["A002", "A003"]


async def test_a_wrong_press_is_taken_back_from_the_list_of_the_finished(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        first = (await house.issued()).ticket
        await house.issued()
        assert "Vừa kết thúc" not in await press(house, client, "call-next")
        page = await press(house, client, "call-next")
        assert "Đã kết thúc A001. Đang gọi A002." in page
        assert "Gọi trở lại A001" in page
        page = await press(house, client, "call-number", ticket=first)
        assert "Đang gọi trở lại A001. A002 chờ lại" in page
        assert (called(house), [t.number for t in house.desk.day.waiting_tickets()]) == ("A001", ["A002"])


async def test_what_a_press_led_to_stays_on_every_redraw_and_then_goes(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        await press(house, client, "call-next")
        refusal = "Không có ai đang chờ quầy này."
        assert refusal in (await client.get("/")).text
        house.clock.advance(SAID_S)
        assert refusal not in (await client.get("/")).text


async def test_a_transfer_begins_with_no_place_and_never_offers_its_own_service(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        await house.issued()
        page = await press(house, client, "call-next")
        assert page.index('<option value="">') < page.index('<option value="service:land">')
        assert 'value="service:civil"' not in page
        assert "Đã chuyển A001 đến Quầy 2." in await press(house, client, "transfer", to="counter:2")


async def test_who_leaves_a_citizen_behind_is_asked(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        for citizen, at_counter in (("keep", "A001"), ("finish", "")):
            await sign_in(client)
            if not called(house):
                await house.issued()
                await press(house, client, "call-next")
            asked = await post_form(client, "/sign-out")
            assert "Quầy đang phục vụ A001. Kết thúc trước khi rời?" in asked.text
            assert house.desk.day.clerks == {"1": "lan"}
            assert (await post_form(client, "/sign-out", citizen=citizen)).status_code == 303
            assert (house.desk.day.clerks, called(house)) == ({}, at_counter)


async def test_nobody_is_sent_from_a_counter_unasked_and_two_never_share_one(tmp_path: Path) -> None:
    async with (
        opened(tmp_path) as (house, lan),
        httpx.AsyncClient(transport=lan._transport, base_url=lan.base_url) as hoa,
    ):
        await sign_in(lan)
        asked = await post_form(hoa, "/sign-in", clerk="hoa", pin=PIN, counter="1")
        assert "Quầy 1 đang có Nguyễn Thị Lan. Vẫn vào?" in asked.text
        assert "Trần Thị Hoa" not in (await hoa.get("/")).text, "a session that waits is none"
        assert house.desk.day.clerks == {"1": "lan"}
        assert (await post_form(hoa, "/sign-in/anyway", origin="http://evil.example")).status_code == 403
        assert house.desk.day.clerks == {"1": "lan"}
        await post_form(hoa, "/sign-in/anyway")
        assert house.desk.day.clerks == {"1": "hoa"}
        assert "Trần Thị Hoa" in (await hoa.get("/")).text
        assert "Phiên trước đã kết thúc" in (await lan.get("/")).text


async def test_a_clerk_whom_a_restart_signed_out_finds_the_counter_and_is_told_why(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client, counter="2")
        client._transport = httpx.ASGITransport(app_of(house))
        page = (await client.get("/")).text
        assert "Phiên trước đã kết thúc" in page
        assert '<option value="2" selected>' in page
        wrong = await post_form(client, "/sign-in", clerk="lan", pin="1111", counter="2")
        assert 'value="lan"' in wrong.text
        assert '<option value="2" selected>' in wrong.text
        assert "Sai tên đăng nhập" in wrong.text


async def test_a_person_reads_a_page_where_a_program_reads_json(tmp_path: Path) -> None:
    async with opened(tmp_path) as (_house, client):
        await sign_in(client)
        for path, status in (("/khong-co", 404), ("/may-moc", 403), ("/desk/nothing", 405)):
            page = await client.get(path, headers=AS_BROWSER)
            assert (page.status_code, page.headers["content-type"]) == (
                status,
                "text/html; charset=utf-8",
            )
            assert "Về quầy" in page.text
            assert "detail" in (await client.get(path)).json()
        api = await client.get("/api/v1/nothing", headers=AS_BROWSER)
        assert api.headers["content-type"] == "application/json"


async def test_over_the_api_too_only_a_caretaker_says_that_the_clock_is_right(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as (_house, client):
        for clerk, status in (("lan", 403), ("hoa", 200)):
            await sign_in(client, clerk=clerk, counter="1" if clerk == "lan" else "2")
            answer = await command(client, "confirm-clock", {}, authorization="", origin=SITE)
            assert answer.status_code == status
        client.cookies.clear()
        assert (await command(client, "confirm-clock", {})).status_code == 403
        assert (await command(client, "confirm-clock", {}, authorization="")).status_code == 401


async def test_a_caretaker_is_led_from_the_trouble_to_the_machines(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        told = m.Presence(
            device="printer-1",
            program="ticket_printer",
            version="1",
            online=True,
            at=house.clock.utc_ms(),
            faults=(m.Fault(code="paper-end"),),
        )
        house.wire.devices[told.device] = told
        for clerk, led in (("lan", False), ("hoa", True)):
            await sign_in(client, clerk=clerk, counter="1" if clerk == "lan" else "2")
            status = (await client.get("/")).text.split('class="status warn"')[1].split("</section>")[0]
            assert "Máy in hết giấy" in status
            assert ('href="/may-moc"' in status) == led
