"""Next stops at the counter: planned by the service, shown on slip and page, and gone along by one press."""

import re
from pathlib import Path

from contracts import messages as m
from controller.web.forms import command_of
from tests.clocks import FakeClock
from tests.integration.controller.house import KIOSK, MORNING, House, new_id, office_data
from tests.integration.controller.web_house import open_web, post_form, sign_in

SERVICES = [
    {"code": "civil", "name": {"vi": "Hộ tịch"}, "prefix": "A", "then": ["fee", "land"]},
    {"code": "land", "name": {"vi": "Đất đai"}, "prefix": "B"},
    {"code": "fee", "name": {"vi": "Thu phí", "en": "Fees"}, "prefix": "C"},
]
COUNTERS = [{**counter, "services": ["civil", "land", "fee"]} for counter in office_data()["counters"]]


def printed(house: House) -> m.Slip:
    return [message.slip for where, message in house.ear.heard if isinstance(message, m.PrintJob)][-1]


async def test_a_number_goes_the_way_of_its_service_by_one_press_each(tmp_path: Path):
    async with open_web(tmp_path, FakeClock(MORNING), services=SERVICES, counters=COUNTERS) as (
        house,
        client,
    ):
        await house.ask(house.issue(), KIOSK)
        await house.until(lambda: any(isinstance(message, m.PrintJob) for _, message in house.ear.heard))
        assert printed(house).stops == ({"vi": "Thu phí", "en": "Fees"}, {"vi": "Đất đai"})
        await sign_in(client)
        for words in ("rồi đến Thu phí", "rồi đến Đất đai", ""):
            await post_form(client, "/desk/call-next", request_id=new_id(), there="")
            page = (await client.get("/")).text
            assert ("rồi đến" in page) == bool(words)
            assert words in page
            house.clock.advance(2)
            there = house.desk.day.at_counter["1"]  # type: ignore[index] # ids are text
            await post_form(client, "/desk/finish", request_id=new_id(), there=there)
            house.clock.advance(2)
        assert house.desk.day.tickets[there].state == "finished"


def test_a_form_without_choices_says_nothing_of_stops_and_empty_ones_say_none():
    asked = {"request_id": new_id(), "to": "service:land", "there": "20261123-A001"}
    said = [
        command_of("transfer", asked | more, "1", 9).then  # type: ignore[arg-type, union-attr] # ids are text
        for more in ({}, {"then-1": "", "then-2": ""}, {"then-1": "", "then-2": "fee"}, {"then-5": "fee"})
    ]
    assert said == [None, (), ("fee",), ("fee",)]
    given = {"request_id": new_id(), "service": "civil", "then-1": "", "then-2": ""}
    assert command_of("issue-ticket", given, "1", 9).then is None  # type: ignore[arg-type, union-attr] # the same


def test_what_a_sheet_showed_and_the_clerk_left_is_not_asked_for():
    shown = {
        "service": "civil",
        "priority": "ordinary",
        "lang": "vi",
        "then": "fee land",
        "dossiers": "A-1 A-2",
    }
    left = {"service": "civil", "priority": "ordinary", "lang": "vi", "then-1": "fee", "then-2": "land"}
    asked = {f"was-{name}": value for name, value in shown.items()} | left | {"dossiers": "A-1 A-2 "}
    asked |= {"request_id": new_id(), "ticket": "20261123-A001"}

    def said(**more: str) -> dict[str, object]:
        command = command_of("correct-ticket", asked | more, "1", 9)  # type: ignore[arg-type] # ids are text
        return command.model_dump(
            include={"service", "priority", "lang", "then", "dossiers"}, exclude_none=True
        )

    assert said() == {}
    assert said(lang="en") == {"lang": "en"}
    assert said(service="land") == {"service": "land"}
    assert said(**{"then-2": ""}) == {"then": ("fee",)}
    assert said(dossiers="") == {"dossiers": ()}


async def test_a_sheet_that_was_open_while_its_number_went_on_takes_it_back_nowhere(tmp_path: Path):
    async with open_web(tmp_path, FakeClock(MORNING), services=SERVICES, counters=COUNTERS) as (
        house,
        client,
    ):
        await house.ask(house.issue(), KIOSK)
        await sign_in(client)
        (ticket,) = house.desk.day.tickets
        page = (await client.get("/desk/sheet/ticket", params={"ticket": ticket})).text
        asked = dict(re.findall(r'name="(was-[a-z]+)" value="([^"]*)"', page))
        assert asked == {
            "was-service": "civil",
            "was-priority": "ordinary",
            "was-lang": "vi",
            "was-then": "fee land",
        }
        await post_form(client, "/desk/call-next", request_id=new_id(), there="")
        house.clock.advance(4)
        await post_form(client, "/desk/finish", request_id=new_id(), there=ticket)
        house.clock.advance(4)
        asked |= {"service": "civil", "priority": "ordinary", "then-1": "fee", "then-2": "land", "lang": "en"}
        await post_form(client, "/desk/correct-ticket", request_id=new_id(), ticket=ticket, **asked)
        now = house.desk.day.tickets[ticket]
        assert (now.service, now.stops, now.lang) == ("fee", ("land",), "en")
