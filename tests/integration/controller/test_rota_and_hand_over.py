"""Who sits where: by the rota of the day, and handed over in one step."""

import re
from pathlib import Path

import httpx
import pytest

from controller.settings import OfficeSettings
from tests.clocks import FakeClock
from tests.integration.controller.house import DAY_MS, MORNING, PIN, PIN_HASH, House, office_data
from tests.integration.controller.web_house import open_web, post_form, sign_in

MONDAY, TUESDAY = 1, 2
LAN = {"id": "lan", "name": "Nguyễn Thị Lan", "pin_hash": PIN_HASH}
HOA = {"id": "hoa", "name": "Trần Thị Hoa", "pin_hash": PIN_HASH}
ROTA = [{"counter": "2", "days": [MONDAY]}, {"counter": "1", "days": [3, 4]}]
BY_ROTA, QUESTION = "Theo lịch hôm nay", "Vẫn vào?"


def seats(house: House) -> dict[str, str]:
    return {str(counter): str(clerk) for counter, clerk in house.desk.day.clerks.items()}


async def test_the_rota_of_the_day_is_offered_and_leads_to_its_counter(tmp_path: Path):
    clerks = [{**LAN, "rota": ROTA}, HOA]
    async with open_web(tmp_path, FakeClock(MORNING), clerks=clerks) as (house, client):
        assert BY_ROTA in (await client.get("/")).text
        assert await sign_in(client, counter="*") == 303
        assert seats(house) == {"2": "lan"}
        client.cookies.clear()
        assert await sign_in(client, counter="*", clerk="hoa") == 403, "who has no seat today chooses one"
        assert await sign_in(client, counter="1", clerk="hoa") == 303
        house.clock.advance(DAY_MS / 1000)
        client.cookies.clear()
        assert BY_ROTA not in (await client.get("/")).text, "on Tuesday nobody has one"


HALVES = [
    {"counter": "1", "days": [MONDAY], "sit_until": "11:30"},
    {"counter": "2", "days": [MONDAY], "sit_from": "13:30", "sit_until": "16:30"},
]


async def test_half_a_day_here_and_half_there_is_offered_by_the_hour_and_told_when_it_ends(tmp_path: Path):
    clerks = [{**LAN, "rota": HALVES}, HOA]
    async with open_web(tmp_path, FakeClock(MORNING), clerks=clerks) as (house, client):

        def at(hour: int, minute: int) -> None:
            here = house.desk.office.local(house.desk.stamp())
            house.clock.advance((hour * 60 + minute - here.hour * 60 - here.minute) * 60 - here.second)

        at(9, 0)
        assert await sign_in(client, counter="*") == 303
        assert seats(house) == {"1": "lan"}
        assert "Theo lịch" not in (await client.get("/")).text
        at(11, 16)
        page = (await client.get("/")).text
        assert "Theo lịch, bạn ngồi quầy này đến 11:30. Sau đó: Quầy 2 13:30–16:30." in page
        assert "theo lịch: Nguyễn Thị Lan 13:30–16:30" in page, "who sits where tells of the empty counter"
        at(12, 0)
        assert "bạn đã hết giờ ở quầy này lúc 11:30." in (await client.get("/")).text
        client.cookies.clear()
        refused = await post_form(client, "/sign-in", clerk="lan", pin=PIN, counter="*")
        assert refused.status_code == 403
        assert "Quầy 1 đến 11:30; Quầy 2 13:30–16:30; giờ này không có lịch" in refused.text
        at(12, 30)
        assert await sign_in(client, counter="*") == 303, "an hour early is in time"
        assert seats(house) == {"2": "lan"}
        at(16, 31)
        assert "hết giờ ở quầy này lúc 16:30" in (await client.get("/")).text


@pytest.mark.parametrize("rota", [ROTA, []])
async def test_after_a_wrong_pin_the_place_that_was_chosen_still_is(
    tmp_path: Path, rota: list[dict[str, object]]
):
    async with open_web(tmp_path, FakeClock(MORNING), clerks=[{**LAN, "rota": rota}]) as (_, client):
        for counter in ("1", "2", ""):
            answer = await post_form(client, "/sign-in", clerk="lan", pin="0000", counter=counter)
            chosen = re.findall(r'<option value="([^"]*)" selected>', answer.text)
            assert (answer.status_code, chosen) == (403, [counter])


@pytest.mark.parametrize(
    ("rota", "wrong"),
    [
        ([{"counter": "9", "days": [1]}], "clerks.0.rota.0.counter"),
        ([{"counter": "1", "days": [1, 2]}, {"counter": "2", "days": [2]}], "clerks.0.rota.1.days"),
        (
            [{"counter": "1", "days": [1], "sit_from": "11:30", "sit_until": "11:30"}],
            "clerks.0.rota.0.sit_until",
        ),
        ([*HALVES, {"counter": "1", "days": [1], "sit_from": "17:00"}], "clerks.0.rota.2.days"),
    ],
)
def test_a_rota_with_a_mistake_is_told_where(rota: list[dict[str, object]], wrong: str):
    settings = OfficeSettings.model_validate(office_data(clerks=[{**LAN, "rota": rota}]))
    assert [problem.key for problem in settings.problems()] == [wrong]


async def test_a_counter_is_handed_over_in_one_step_and_its_citizen_stays(tmp_path: Path):
    async with open_web(tmp_path, FakeClock(MORNING), clerks=[LAN, HOA]) as (house, client):
        await house.issued()
        await sign_in(client)
        await house.ask(house.call(), house.principal("panel-1"))  # type: ignore[arg-type] # ids are text
        assert 'id="hand-over"' in (await client.get("/desk/sheet/counter")).text
        before = dict(client.cookies)
        assert await sign_in(client, clerk="hoa") == 303
        page = (await client.get("/")).text
        assert HOA["name"] in page
        assert "A001" in page
        assert seats(house) == {"1": "hoa"}
        async with httpx.AsyncClient(
            transport=client._transport, base_url=client.base_url, cookies=before
        ) as old:
            assert "vừa vào Quầy 1" in (await old.get("/")).text


async def test_elsewhere_and_with_a_wrong_pin_nothing_is_handed_over(tmp_path: Path):
    async with open_web(tmp_path, FakeClock(MORNING), clerks=[LAN, HOA]) as (house, client):
        await sign_in(client)
        assert await sign_in(client, clerk="hoa", pin="0000") == 403
        assert seats(house) == {"1": "lan"}
        async with httpx.AsyncClient(transport=client._transport, base_url=client.base_url) as other:
            assert await sign_in(other, clerk="hoa") == 200, "another browser is asked first"
        assert seats(house) == {"1": "lan"}
