"""The first start, walked by keys in a real Chromium before a real desk: with mistakes, back, and what can be skipped."""

from pathlib import Path

import pytest

from controller.web.first_start import ADDRESS
from tests.chromium import CHROMIUM, chromium
from tests.integration.controller.book_house import book_house
from tests.integration.controller.test_first_start import Start
from tests.serving import served
from tests.wizard import AUTHORITY, NAME, walk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


async def test_a_caretaker_begins_the_office_by_keys_alone(tmp_path: Path) -> None:
    async with book_house(tmp_path, clerks=[]) as here:
        start = Start(here)
        async with served(start.app) as site, chromium(1100, 900) as page:
            await start.client.get(ADDRESS)
            does = await walk(page, site, start.shown[-1])
            assert does.unseen == [], "keys lead where nobody sees them"
            assert does.steps == [
                "ma", "office", "services", "office", "services", "hours", "caretaker"
            ]  # fmt: skip
        await start.client.aclose()
        office = here.book.read().settings
        assert (office.name.vi, office.authority.vi, len(office.counters)) == (NAME, AUTHORITY, 2)
        assert [(clerk.id, clerk.caretaker) for clerk in office.clerks] == [("lan", True)]
