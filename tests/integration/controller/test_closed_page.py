"""A page whose counter closed behind its citizen leaves it, once that cannot be undone any more."""

from pathlib import Path

from controller.web.sessions import LEAVES_S
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, new_id
from tests.integration.controller.web_house import open_web, post_form, sign_in


async def test_it_says_that_the_counter_closed_and_asks_to_sign_in(tmp_path: Path):
    async with open_web(tmp_path, FakeClock(MORNING)) as (house, client):
        ticket = (await house.issued()).ticket
        await sign_in(client)
        for kind, fields in (
            ("call-next", {}),
            ("close-counter", {"closes": "true"}),
            ("finish", {"there": ticket}),
        ):
            await post_form(client, f"/desk/{kind}", request_id=new_id(), **fields)
            house.clock.advance(2)
        assert not house.desk.day.clerks
        house.clock.advance(LEAVES_S - 4)
        assert "Rời quầy" in (await client.get("/")).text
        house.clock.advance(3)
        assert "Quầy 1 đã đóng nên trang này đã rời quầy" in (await client.get("/")).text


async def test_whoever_undoes_what_came_before_the_closing_sits_with_the_citizen_who_is_back(tmp_path: Path):
    async with open_web(tmp_path, FakeClock(MORNING)) as (house, client):
        ticket = (await house.issued()).ticket
        await sign_in(client)
        for kind, fields in (
            ("call-next", {}),
            ("finish", {"there": ticket}),
            ("close-counter", {"closes": "true"}),
            ("undo", {"act": "finish", "ticket": ticket}),
        ):
            await post_form(client, f"/desk/{kind}", request_id=new_id(), **fields)
            house.clock.advance(2)
        day = house.desk.day
        assert (set(day.at_counter.values()), set(day.clerks.values())) == ({ticket}, {"lan"})
        await client.get("/")
        house.clock.advance(LEAVES_S + 1)
        assert "Rời quầy" in (await client.get("/")).text
