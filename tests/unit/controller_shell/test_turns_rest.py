"""After a page was drawn, the loop belongs to the desk for a while."""

import asyncio

import pytest

from controller.web.turns import Turns
from simulation.day.virtual_time import VirtualLoop
from tests.virtual_loop import VIRTUAL, Backend


@pytest.fixture
def anyio_backend() -> Backend:
    return VIRTUAL


async def test_the_loop_is_everybody_elses_for_as_long_as_a_page_took() -> None:
    loop, turns, drawn = asyncio.get_running_loop(), Turns(), list[float]()
    assert isinstance(loop, VirtualLoop)

    async def page(seconds: float) -> None:
        async with turns.draw():
            drawn.append(loop.time())
            loop.pass_time(seconds)

    await asyncio.gather(*(page(seconds) for seconds in (3.0, 1.0, 0.0)))
    assert [at - drawn[0] for at in drawn] == pytest.approx([0.0, 6.0, 8.0])
