"""What a clerk sees of numbers that a kiosk gave alone, and how one is called from its slip."""

from pathlib import Path

import pytest

from contracts import messages as m
from contracts.codec import encode
from contracts.topics import Topics
from controller.web.lone_kiosks import on_slips
from tests.clocks import FakeClock
from tests.integration.controller.house import CLERK, KIOSK, MORNING, House, new_id
from tests.integration.controller.test_alone_at_the_desk import gave, lease
from tests.integration.controller.web_house import open_web, post_form, sign_in


def goes(house: House) -> None:
    """The kiosk is not heard any more."""
    gone = m.Presence(device=KIOSK, program="kiosk_app", version="1", online=False, at=MORNING)
    house.broker.route(Topics(house.settings.site).presence(KIOSK), encode(gone), retain=True)


async def test_the_page_says_what_a_silent_kiosk_may_be_giving(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING)) as (house, client):
        await sign_in(client)
        await lease(house)
        assert "có thể đang tự cấp" not in (await client.get("/")).text
        goes(house)
        await house.turn()
        page = (await client.get("/")).text
        assert "có thể đang tự cấp số trong các dãy: A834-A999, B834-B999" in page


async def test_numbers_that_came_so_are_marked_where_they_wait(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING)) as (house, client):
        await sign_in(client)
        await lease(house)
        for number in ("A834", "A835", "A837"):
            await house.ask(gave(house, number))
        page = (await client.get("/")).text
        assert "đã tự cấp số khi mất kết nối: A834-A835, A837" in page
        assert page.count("Máy tự cấp khi mất kết nối") == 3


async def test_a_number_is_called_from_a_slip_that_nobody_handed_in(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING)) as (house, client):
        await sign_in(client)
        await lease(house)
        found = (await client.get("/desk/find?typed=a900")).text
        assert "Gọi số trên phiếu" in found
        ticket = f"{house.desk.day.date.replace('-', '')}-A900"
        assert ticket in found
        await post_form(client, "/desk/call-number", request_id=new_id(), ticket=ticket, there="")
        there = house.desk.day.ticket_at(CLERK.counters.__iter__().__next__())  # type: ignore[union-attr] # it has one
        assert there is not None
        assert (there.number, there.found) == ("A900", True)
        assert "Gọi số trên phiếu" not in (await client.get("/desk/find?typed=a900")).text


async def test_who_is_at_the_counter_is_not_finished_without_a_word(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING)) as (house, client):
        await sign_in(client)
        await lease(house)
        await house.ask(house.issue())
        await house.ask(house.call(), CLERK)
        first = house.desk.day.at_counter["1"]  # type: ignore[index] # a counter
        ticket = f"{house.desk.day.date.replace('-', '')}-A900"
        await post_form(client, "/desk/call-number", request_id=new_id(), ticket=ticket, there=first)
        assert house.desk.day.at_counter == {"1": first}
        assert "A900" in (await client.get("/")).text, "the page asks first"


@pytest.mark.parametrize(
    "typed", ["", "A", "A900000000000000", "Z900", "A001", "½", "A" * 5000, "-5", "A833"]
)
async def test_whatever_is_typed_only_numbers_of_a_lease_are_offered(tmp_path: Path, typed: str) -> None:
    async with open_web(tmp_path, FakeClock(MORNING)) as (house, _client):
        await lease(house)
        assert on_slips(house.desk.day, MORNING, typed) == ()
