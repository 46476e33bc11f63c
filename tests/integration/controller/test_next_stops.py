"""Next stops at the counter: planned by the service, shown on slip and page, and gone along by one press."""

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
