"""Another program's page in the clerk's browser presses nothing, by whatever address the office opens its pages.

In a real Chromium, because what a browser tells of itself depends on the address: to ``http://<address>`` it sends
no ``Sec-Fetch-*``, and cookies know no ports.
"""

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.chromium import CHROMIUM, chromium
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, PIN
from tests.integration.controller.web_house import app_of, open_web
from tests.serving import served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
ADDRESS, NAME, SELF = "192.0.2.10", "mot-cua.test", "127.0.0.1"
UNTIL = """new Promise((done) => { const look = () => (%s) ? done(true) : setTimeout(look, 20); look(); })"""
CALLED = UNTIL % 'document.querySelector(".number")?.textContent === "A001"'
FORM = """<form method="post" action="http://{desk}/desk/call-next">
<input name="request_id" value="00000000-0000-4000-8000-000000000000"><button>Xem</button></form>"""
POST = """fetch("http://%s/desk/finish", {method: "POST", mode: "no-cors", credentials: "include",
  body: new URLSearchParams({request_id: "00000000-0000-4000-8000-000000000001"})}).then(() => true)"""


class Ear:
    """Hears what a browser says of itself when it changes something."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.heard: list[dict[str, str]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST":
            self.heard.append({name.decode(): value.decode() for name, value in scope["headers"]})
        await self._app(scope, receive, send)


def strange_page(desk: str) -> FastAPI:
    """A page of another program on the same machine, which wants the clerk's browser to press."""
    app = FastAPI()
    app.add_api_route("/", lambda: HTMLResponse(FORM.format(desk=desk)))
    return app


@pytest.mark.parametrize("host", [SELF, ADDRESS, NAME])
async def test_the_clerks_own_page_presses_and_a_strange_one_does_not(tmp_path: Path, host: str) -> None:
    async with open_web(tmp_path, FakeClock(MORNING)) as (house, _client):
        for _ in range(2):
            await house.issued()
        ear = Ear(app_of(house))
        async with served(ear) as here, chromium(1366, 768, names=(ADDRESS, NAME)) as page:
            desk = here.removeprefix("http://").replace(SELF, host)
            await page.go(f"http://{desk}/")
            await page.submit(clerk="lan", pin=PIN, counter="1")
            await page.evaluate('document.querySelector("[data-act=call-next]").click()')
            await page.evaluate(CALLED)
            assert [told["origin"] for told in ear.heard] == [f"http://{desk}"] * 2
            assert ["sec-fetch-site" in told for told in ear.heard] == [host == SELF] * 2
            before = house.desk.day
            house.clock.advance(10)
            async with served(strange_page(desk)) as there:
                await page.go(there.replace(SELF, host))
                await page.evaluate(POST % desk)
                await page.press("button")
                assert "không đến từ trang" in await page.evaluate("document.body.textContent")
            assert "motcua=" in ear.heard[-1]["cookie"], "it came with the clerk's session"
            assert len(ear.heard) == 4
            assert house.desk.day == before
