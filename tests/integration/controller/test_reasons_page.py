"""The clerk's page asks why somebody is called out of turn, in one touch, and nobody else."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts import messages as m
from controller.domain import events as e
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, PANEL, SECOND_PANEL, House, new_id
from tests.integration.controller.web_house import open_web, post_form, sign_in

ASKS = {"ask_call_reason": True}


def opened(tmp_path: Path, **policy: Any) -> Any:
    return open_web(tmp_path, FakeClock(MORNING), policy=ASKS | policy)


async def page_of(client: httpx.AsyncClient) -> str:
    return (await client.get("/")).text


async def press(house: House, client: httpx.AsyncClient, kind: str, **fields: str) -> str:
    house.clock.advance(4)
    return (await post_form(client, f"/desk/{kind}", **{"request_id": new_id(), **fields})).text


def calls(house: House) -> list[e.TicketCalled]:
    return [event for event in house.journal.events(house.desk.day.date) if isinstance(event, e.TicketCalled)]


async def test_only_who_would_overtake_is_asked_about(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        first, second = [(await house.issued()).ticket for _ in range(2)]
        page = await page_of(client)
        assert f'id="act-call-number-{first}"' in page, "the first overtakes nobody"
        assert f'id="act-call-number-{second}"' not in page
        assert f'id="open-call-{second}"' in page
        sheet = (await client.get(f"/desk/sheet/call?ticket={second}")).text
        assert "Còn 1 người đến trước đang chờ, đầu tiên là A001." in sheet
        assert "Việc gấp" in sheet
        await press(house, client, "call-number", ticket=second, there="", sure="1", reason="urgent")
        assert [(one.ticket, one.reason) for one in calls(house)] == [(second, "urgent")]


async def test_a_page_that_is_older_than_the_line_is_told_to_ask(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        tickets = [(await house.issued()).ticket for _ in range(2)]
        page = await press(house, client, "call-number", ticket=tickets[1], there="")
        assert "Có người đến trước A002 đang chờ." in page
        assert calls(house) == []


async def test_the_sheet_says_who_leaves_and_one_touch_is_enough(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        tickets = [(await house.issued()).ticket for _ in range(3)]
        await house.ask(house.call(), PANEL)
        sheet = (await client.get(f"/desk/sheet/call?ticket={tickets[2]}")).text
        assert "A001 đang ở quầy sẽ được ghi là xong." in sheet
        (form,) = re.findall(r'<form id="call-urgent".*?</form>', sheet, re.DOTALL)
        fields = dict(re.findall(r'name="([a-z_]+)" value="([^"]*)"', form))
        await press(house, client, "call-number", **fields)
        assert calls(house)[-1].ticket == tickets[2]


async def test_who_was_called_already_and_is_back_is_called_without_a_question(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        tickets = [(await house.issued()).ticket for _ in range(3)]
        await press(house, client, "call-next")
        await press(house, client, "mark-no-show", there=tickets[0])
        await press(house, client, "call-number", ticket=tickets[0], there="")
        assert [one.ticket for one in calls(house)] == [tickets[0], tickets[0]]


async def test_somebody_called_meanwhile_by_another_counter_has_no_sheet(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await sign_in(client)
        ticket = (await house.issued()).ticket
        await house.ask(house.call("2"), SECOND_PANEL)
        assert (await client.get(f"/desk/sheet/call?ticket={ticket}")).status_code == 404
        assert (await client.get("/desk/sheet/call?ticket=20261123-A999")).status_code == 404


@pytest.mark.parametrize("asks", [True, False])
async def test_a_break_asks_for_its_reason_or_not(tmp_path: Path, *, asks: bool) -> None:
    async with opened(tmp_path, ask_break_reason=asks) as (house, client):
        await sign_in(client)
        sheet = (await client.get("/desk/sheet/counter")).text
        assert ("Nghỉ trưa" in sheet) == asks
        code = "lunch" if asks else ""
        assert f'value="{code}" id="act-break-{code or "now"}"' in sheet
        page = await press(house, client, "take-break", reason=code, minutes="15")
        taken = house.desk.day.staffing.breaks["1"]
        assert (taken.code, taken.why) == (code, code)
        assert ("Nghỉ trưa" if asks else "nghỉ giữa giờ") in page


@pytest.mark.parametrize("shown", [True, False])
async def test_what_everybody_sees_of_a_break_is_the_office_s_wish(tmp_path: Path, *, shown: bool) -> None:
    async with opened(tmp_path, show_break_reason=shown) as (house, client):
        await sign_in(client)
        await press(house, client, "take-break", reason="meeting", minutes="15")
        await house.turn()
        pause = house.ear.of(m.CounterState, "counter/1")[-1].pause
        assert pause
        assert pause.why == ({"vi": "Họp", "en": "Meeting"} if shown else None)
