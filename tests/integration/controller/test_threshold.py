"""What stands before every page of the office, whichever room it is in."""

import re
from pathlib import Path

import httpx
from fastapi import FastAPI
from fastapi.routing import APIRoute

from controller.desk.standing import Phase
from controller.web.api import COOKIE
from controller.web.not_serving import ALWAYS
from hardware.link.memory import MemoryBroker
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, open_house
from tests.integration.controller.test_two_desks import WAITS, comes
from tests.integration.controller.web_house import SITE, app_of

STRANGE = {"origin": "http://strange.test", "cookie": f"{COOKIE}=stolen"}


def asked(app: FastAPI) -> list[tuple[str, str]]:
    """Every method and address of the application, with something for what an address holds."""
    routes = [route for route in app.routes if isinstance(route, APIRoute)]
    assert len(routes) > 100
    return [
        (way, re.sub(r"{[^}]+}", "1", route.path)) for route in routes for way in sorted(route.methods or ())
    ]


async def test_no_page_does_what_a_strange_page_sent(tmp_path: Path) -> None:
    async with open_house(tmp_path, FakeClock(MORNING)) as house:
        app = app_of(house)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE) as client:
            changing = [(way, path) for way, path in asked(app) if way not in ("GET", "HEAD")]
            assert len(changing) > 30
            for way, path in changing:
                assert (await client.request(way, path, headers=STRANGE)).status_code == 403, (way, path)


async def test_a_desk_that_stands_aside_answers_only_how_it_is_and_how_pages_look(tmp_path: Path) -> None:
    clock, broker = FakeClock(MORNING), MemoryBroker()
    async with (
        open_house(tmp_path / "a", clock, broker),
        open_house(tmp_path / "b", clock, broker, WAITS) as spare,
    ):
        await comes(spare, Phase.ASIDE)
        app = app_of(spare)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE) as client:
            for way, path in asked(app):
                answer = await client.request(way, path)
                assert path in ALWAYS or answer.status_code == 503, (way, path)
            page = await client.get("/")
            links = re.findall(r'(?:href|src)="(/(?:static|look)[^"]*)"', page.text)
            assert links
            for link in links:
                assert (await client.get(link)).status_code == 200, link
