"""An office that has arrivals told: one button more at a counter until the citizen stands there."""

from pathlib import Path

from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, new_id
from tests.integration.controller.web_house import open_web, post_form, sign_in

BUTTON = 'data-act="arrive"'


async def test_the_button_is_there_until_the_citizen_is_and_only_where_the_office_wants_it(tmp_path: Path):
    for arrivals in (True, False):
        async with open_web(tmp_path / str(arrivals), FakeClock(MORNING), policy={"arrivals": arrivals}) as (
            house,
            client,
        ):
            ticket = (await house.issued()).ticket
            await sign_in(client)
            assert BUTTON not in (await client.get("/")).text
            await post_form(client, "/desk/call-next", request_id=new_id(), there="")
            assert (BUTTON in (await client.get("/")).text) == arrivals
            house.clock.advance(90)
            told = await post_form(client, "/desk/arrive", request_id=new_id(), there=ticket)
            assert "A001 đã đến quầy." in told.text
            assert BUTTON not in told.text
            assert "phục vụ được 0 phút" in told.text
