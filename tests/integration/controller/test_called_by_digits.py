"""Digits of a button box, over the link: one number comes to its counter, and else nothing happens."""

from pathlib import Path

import pytest

from contracts import messages as m
from contracts.codec import encode
from tests.clocks import FakeClock
from tests.integration.controller.house import KIOSK, MORNING, PANEL, SECOND_PANEL, House, new_id, open_house


def dials(house: House, digits: str, counter: str = "1", leaves: str | None = None) -> m.CallDigits:
    about = {"request_id": new_id(), "at": house.desk.now().clock, "counter": counter}
    return m.CallDigits(**about, digits=digits, leaves=leaves)


def here(house: House, counter: str = "1") -> str:
    ticket = house.desk.day.ticket_at(counter)  # type: ignore[arg-type] # a word is a counter here
    return ticket.number if ticket else ""


async def test_digits_on_the_wire_call_that_number(tmp_path: Path) -> None:
    async with open_house(tmp_path, FakeClock(MORNING)) as house:
        for _ in range(3):
            await house.issued()
        asked = dials(house, "002", leaves="")
        house.say(f"cmd/{PANEL}/call-digits", encode(asked))
        house.say(f"cmd/{PANEL}/call-digits", encode(asked))  # repeated by a box that heard no answer
        await house.until(lambda: len(house.ear.replies(PANEL)) == 2)
        assert here(house) == "A002"
        assert [ticket.times for ticket in house.desk.day.tickets.values()] == [0, 1, 0]


@pytest.mark.parametrize(
    ("digits", "code"), [("9", "unknown-ticket"), ("1", "wrong-state"), ("2", "not-served-here")]
)
async def test_what_cannot_be_called_changes_nothing(tmp_path: Path, digits: str, code: str) -> None:
    async with open_house(tmp_path, FakeClock(MORNING)) as house:
        await house.issued()
        for _ in range(2):
            await house.issued("land")
        await house.ask(house.call("2"), SECOND_PANEL)
        before = house.desk.day
        reply = await house.ask(dials(house, digits), PANEL)
        assert isinstance(reply, m.Refused)
        assert (reply.code, house.desk.day.tickets) == (code, before.tickets)


async def test_only_the_box_of_a_counter_dials_there(tmp_path: Path) -> None:
    async with open_house(tmp_path, FakeClock(MORNING)) as house:
        await house.issued()
        for device in (SECOND_PANEL, KIOSK):
            reply = await house.ask(dials(house, "1"), device)
            assert isinstance(reply, m.Refused)
            assert reply.code == "not-allowed"
        assert here(house) == ""
