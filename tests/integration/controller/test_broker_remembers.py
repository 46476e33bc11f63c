"""A copy of the desk starts while the desk is frozen and no machine is there: the broker's own memory is a witness."""

from collections.abc import Callable
from pathlib import Path

import pytest

from contracts.topics import Topics
from contracts.vocabulary import SiteId
from hardware.link.memory import MemoryBroker
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, number, open_house
from tests.integration.controller.test_two_desks import CARDS, WAITS, a_morning, pass_time


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("witness", ["the broker", "nobody"])
async def test_a_clone_that_starts_while_the_desk_is_frozen_and_no_machine_is_there(
    tmp_path: Path, card: Callable[[Path], Path], witness: str
) -> None:
    """The broker keeps what the desk said last of the queues; without it the numbers are given again."""
    clock, broker = FakeClock(MORNING), MemoryBroker()
    one, two, given = await a_morning(tmp_path, clock, broker)
    for link in (one.link, two.link):
        link.drop()
    if witness == "nobody":
        del broker.retained[Topics(SiteId("test")).state("queue")]
    clock.advance(600)
    async with open_house(card(tmp_path), clock, broker, WAITS) as house:
        await pass_time(clock, 20, house)
        again = {number(await house.ask(house.issue())) for _ in range(5)}
        assert bool(again & set(given)) == (witness == "nobody")
        if witness == "the broker":
            facts = {str(fault.code): fault.facts for fault in house.desk.faults()}["journal-short"]
            assert (facts["devices"], facts["numbers"][:6]) == ("broker", "A011-A")
