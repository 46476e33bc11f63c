"""What opens beside the buttons: a number is given, printed again, put right, given up with a reason, found by typing."""

from pathlib import Path

import httpx
import pytest

from contracts.vocabulary import PriorityGroup, TicketId, TicketState
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, PRINTER, House
from tests.integration.controller.test_web_clerk import click
from tests.integration.controller.web_house import open_web, sign_in

FIRST = TicketId("20261123-A001")


async def press(house: House, client: httpx.AsyncClient, kind: str, **fields: str) -> str:
    house.clock.advance(4)
    answer = await click(client, kind, **fields)
    assert answer.status_code == 200, answer.text
    return answer.text


async def sheet(client: httpx.AsyncClient, kind: str, ticket: str = "") -> httpx.Response:
    return await client.get(f"/desk/sheet/{kind}", params={"ticket": ticket})


async def test_a_clerk_gives_a_number_on_paper_or_by_word_with_group_and_language(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), priority_groups=["elderly"]) as (house, client):
        await sign_in(client)
        page = (await sheet(client, "give")).text
        assert 'value="elderly"' in page
        assert f'value="{PRINTER}"' in page
        given = {"service": "civil", "priority": "elderly", "lang": "en", "printer": str(PRINTER)}
        assert "Đã cấp số A001, đang in phiếu." in await press(house, client, "issue-ticket", **given)
        ticket = house.desk.day.tickets[FIRST]
        assert (ticket.priority, ticket.lang, ticket.device) == (PriorityGroup.ELDERLY, "en", "@clerk-lan")
        assert [slip.printer for slip in house.desk.day.slips.values()] == [PRINTER]
        page = await press(house, client, "issue-ticket", service="land", printer="")
        assert "Đã cấp số B001. Không in phiếu" in page
        assert len(house.desk.day.slips) == 1
        page = await press(house, client, "issue-ticket", service="civil", printer="printer-99")
        assert "A002" not in page


async def test_a_kiosk_cannot_print_elsewhere(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING)) as (house, _client):
        reply = await house.ask(house.issue("civil", printer=PRINTER))
        assert getattr(reply, "code", None) == "not-allowed"


async def test_any_ticket_of_today_is_printed_again_also_one_that_is_done(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING)) as (house, client):
        await sign_in(client)
        await house.issued()
        await press(house, client, "call-next")
        await press(house, client, "finish")
        assert f"act-reprint-{PRINTER}" in (await sheet(client, "ticket", FIRST)).text
        assert "A001: đang in lại phiếu." in await press(
            house, client, "reprint", ticket=FIRST, printer=PRINTER
        )
        assert max(slip.copy_no for slip in house.desk.day.slips.values()) == 2


async def test_what_was_wrong_is_put_right_and_undone(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), priority_groups=["elderly"]) as (house, client):
        await sign_in(client)
        await house.issued()
        wanted = {"ticket": FIRST, "service": "land", "priority": "elderly", "lang": "en"}
        assert "A001: đã sửa." in await press(house, client, "correct-ticket", **wanted)
        ticket = house.desk.day.tickets[FIRST]
        assert (ticket.service, ticket.priority, ticket.lang) == ("land", PriorityGroup.ELDERLY, "en")
        assert [t.number for t in house.desk.day.waiting_tickets()] == ["A001"]
        await press(house, client, "undo", act="correct", ticket=FIRST)
        assert house.desk.day.tickets[FIRST].service == "civil"


async def test_a_number_is_given_up_with_its_reason_also_the_one_at_the_counter(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING)) as (house, client):
        await sign_in(client)
        await house.issued()
        await press(house, client, "call-next")
        page = (await sheet(client, "ticket", FIRST)).text
        assert "Công dân đã về" in page
        assert "act-call-number" not in page, "it is here"
        page = await press(house, client, "cancel", ticket=FIRST, reason="left", there=FIRST)
        assert "A001: đã hủy." in page
        assert house.desk.day.tickets[FIRST].state is TicketState.CANCELLED
        assert "act-cancel" not in (await sheet(client, "ticket", FIRST)).text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/desk/sheet/nothing", 404),
        ("/desk/sheet/ticket?ticket=20261122-A001", 404),
        ("/desk/sheet/ticket?ticket=%3Cscript%3E", 404),
        ("/desk/sheet/park", 404),
        ("/desk/sheet/transfer", 404),
        (f"/desk/find?typed={'9' * 5000}", 200),
        ("/desk/find?typed=%3Cb%3E", 200),
    ],
)
async def test_a_number_of_yesterday_and_nonsense_are_told_as_not_there(
    tmp_path: Path, path: str, status: int
) -> None:
    async with open_web(tmp_path, FakeClock(MORNING)) as (house, client):
        await sign_in(client)
        await house.issued()
        answer = await client.get(path)
        assert answer.status_code == status
        assert "<script>" not in answer.text
        assert status == 404 or "không có số này" in answer.text


async def test_whoever_is_not_signed_in_opens_nothing(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING)) as (house, client):
        await house.issued()
        for path in ("/desk/sheet/give", f"/desk/sheet/ticket?ticket={FIRST}", "/desk/find?typed=1"):
            answer = await client.get(path)
            assert (answer.status_code, answer.text) == (204, "")
