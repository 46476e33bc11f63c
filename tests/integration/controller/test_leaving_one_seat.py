"""A page with an old question: which of two seats is left, and whose visit ends by it, is what its button said."""

from pathlib import Path

import pytest

from controller.web.presses import SECOND_CLICK_S
from controller.web.sessions import LEAVES_S
from tests.integration.controller.house import PIN, new_id
from tests.integration.controller.test_two_counters import at_both, opened, page_of, press, seats
from tests.integration.controller.web_house import post_form, sign_in


async def test_the_seat_is_left_that_the_button_named_wherever_the_page_works_by_then(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await at_both(client)
        assert "/sign-out?seats=one&amp;at=2" in (await post_form(client, "/sign-out")).text
        assert "/sign-out?seats=one&amp;at=2" in (await client.get("/desk/sheet/counter")).text
        await press(house, client, "switch", shown="2")
        await post_form(client, "/sign-out?seats=one&at=2")
        assert seats(house) == {"1": "lan"}
        assert '<h2 id="counter">Quầy 1</h2>' in await page_of(client)
        await post_form(client, "/sign-out?seats=one&at=2")
        assert seats(house) == {"1": "lan"}, "that seat was left before"


async def test_nobody_s_visit_ends_of_whom_the_question_was_not(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await at_both(client)
        for _ in range(2):
            await house.issued()
        await press(house, client, "call-next")
        asked = (await post_form(client, "/sign-out?seats=one&at=2")).text
        old = f"/sign-out?there={house.desk.day.at_counter['2']}&seats=one&at=2"
        assert old.replace("&", "&amp;") in asked
        await press(house, client, "call-next")  # or the button box
        assert "đang phục vụ A002" in (await post_form(client, old, citizen="finish")).text
        assert seats(house) == {"1": "lan", "2": "lan"}
        new = f"/sign-out?there={house.desk.day.at_counter['2']}&seats=one&at=2"
        await post_form(client, new, citizen="finish")
        assert seats(house) == {"1": "lan"}
        assert house.desk.day.at_counter == {}


async def test_a_sheet_and_what_was_found_know_their_counter(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await at_both(client)
        await house.issued()
        for address in ("/desk/sheet/counter", "/desk/sheet/give", "/desk/find?typed=1"):
            assert '<div data-counter="2">' in (await client.get(address)).text


async def test_a_press_at_the_moment_at_which_the_page_went_over_by_itself_calls_nobody(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as (house, client):
        await at_both(client)
        await house.issued()
        lan = dict(client.cookies)
        client.cookies.clear()
        await sign_in(client, counter="2", clerk="hoa")
        await post_form(client, "/sign-in/anyway")
        client.cookies.clear()
        client.cookies.update(lan)
        pressed = {"request_id": new_id(), "shown": "1", "there": ""}
        page = (await post_form(client, "/desk/call-next", **pressed)).text
        assert "Trang vừa đổi sang quầy 1. Chưa làm gì cả" in page
        assert house.desk.day.at_counter == {}
        house.clock.advance(SECOND_CLICK_S)
        await post_form(client, "/desk/call-next", **pressed)
        assert list(house.desk.day.at_counter) == ["1"]


async def test_neither_does_one_when_a_counter_had_closed(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, client):
        await at_both(client)
        await house.issued()
        await press(house, client, "close-counter", closes="true")
        await house.until(lambda: seats(house) == {"1": "lan"})
        assert '<h2 id="counter">Quầy 2</h2>' in await page_of(client), "it can still be undone"
        house.clock.advance(LEAVES_S + 1)
        assert '<h2 id="counter">Quầy 1</h2>' in await page_of(client)
        pressed = {"request_id": new_id(), "shown": "1", "there": ""}
        assert "Chưa làm gì cả" in (await post_form(client, "/desk/call-next", **pressed)).text
        assert house.desk.day.at_counter == {}


@pytest.mark.parametrize(
    ("rest", "afterwards"),
    [
        ("both", {"1": "hoa", "2": "hoa"}),
        ("leave", {"2": "hoa"}),
        ("stay", {"1": "lan", "2": "hoa"}),
        ("nonsense", {"1": "lan", "2": "hoa"}),
    ],
)
async def test_who_hands_over_one_of_two_seats_says_what_becomes_of_the_other(
    tmp_path: Path, rest: str, afterwards: dict[str, str]
) -> None:
    """In this browser there is no page of the other one afterwards."""
    async with opened(tmp_path) as (house, client):
        await at_both(client)
        for _ in range(2):
            await house.issued()
        await press(house, client, "call-next")
        asked = await post_form(client, "/sign-in", clerk="hoa", pin=PIN, counter="2")
        assert "giao Quầy 2, và còn ngồi Quầy 1" in asked.text
        assert seats(house) == {"1": "lan", "2": "lan"}, "nothing is done before the answer"
        assert (await post_form(client, f"/sign-in/over?rest={rest}")).status_code == 303
        assert seats(house) == afterwards
        page = await page_of(client)
        assert '<h2 id="counter">Quầy 2</h2>' in page
        assert "A001" in page, "the citizen stays"
        assert ('data-key="F1"' in page) == (rest == "both")


async def test_nobody_takes_a_second_counter_by_an_answer_to_a_question_that_was_not_asked(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as (house, client):
        await at_both(client)
        client.cookies.clear()
        await post_form(client, "/sign-in", clerk="hoa", pin=PIN, counter="2")  # at another machine
        await post_form(client, "/sign-in/over?rest=both")
        assert seats(house) == {"1": "lan", "2": "hoa"}
        await post_form(client, "/sign-in/over?rest=both")
        assert seats(house) == {"1": "lan", "2": "hoa"}
