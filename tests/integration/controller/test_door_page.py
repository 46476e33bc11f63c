"""Whoever stands at the door: signs in at no counter, gives numbers on paper, has slips printed again, and no more."""

from pathlib import Path

from contracts.vocabulary import TicketId
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, PIN_HASH, PRINTER, new_id
from tests.integration.controller.web_house import open_web, post_form, sign_in

DOOR = [
    {"id": "mai", "name": "Lê Thị Mai", "pin_hash": PIN_HASH, "door": True},
    {"id": "lan", "name": "Nguyễn Thị Lan", "pin_hash": PIN_HASH},
]


async def test_at_the_door_a_number_is_given_and_its_slip_printed_again(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), clerks=DOOR) as (house, client):
        assert await sign_in(client, counter="", clerk="mai") == 303
        assert (await client.get("/")).headers["location"] == "/don-tiep"
        given = {"request_id": new_id(), "service": "civil", "lang": "vi", "printer": str(PRINTER)}
        for _ in range(2):  # a page that is sent again gives no second number
            page = await post_form(client, "/don-tiep/cap-so", **given)
            assert "Đã cấp số A001, đang in phiếu." in page.text
        assert list(house.desk.day.tickets) == ["20261123-A001"]
        assert "A001" in (await client.get("/don-tiep?typed=1")).text
        again = {"request_id": new_id(), "ticket": "20261123-A001", "printer": str(PRINTER)}
        assert "Đang in lại phiếu." in (await post_form(client, "/don-tiep/in-lai", **again)).text
        assert max(slip.copy_no for slip in house.desk.day.slips.values()) == 2


async def test_the_door_calls_nobody_and_sees_no_figures(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), clerks=DOOR) as (house, client):
        await sign_in(client, counter="", clerk="mai")
        await house.issued()
        assert (await client.get("/so-lieu")).status_code == 403
        assert (await client.get("/may-moc")).status_code == 403
        assert (await post_form(client, "/desk/call-next", request_id=new_id())).status_code == 204
        body = {"request_id": new_id(), "ticket": TicketId("20261123-A001"), "reason": "left"}
        assert (await post_form(client, "/don-tiep/cancel", **body)).status_code == 404
        bad = {"request_id": new_id(), "service": "<b>", "printer": str(PRINTER)}
        assert (await post_form(client, "/don-tiep/cap-so", **bad)).status_code == 422
        assert list(house.desk.day.at_counter) == []


async def test_nobody_else_opens_the_page_of_the_door(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), clerks=DOOR) as (_house, client):
        assert (await client.get("/don-tiep")).status_code == 403
        await sign_in(client)
        assert (await client.get("/don-tiep")).status_code == 403
        assert await sign_in(client, counter="", clerk="lan") == 403


async def test_from_a_counter_who_may_goes_to_the_door_and_back(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), clerks=DOOR) as (_house, client):
        for clerk, may in (("mai", True), ("lan", False)):
            client.cookies.clear()
            await sign_in(client, counter="1", clerk=clerk)
            await post_form(client, "/sign-in/anyway")
            assert ('href="/don-tiep"' in (await client.get("/")).text) == may
            assert ('href="/"' in (await client.get("/don-tiep")).text) == may
