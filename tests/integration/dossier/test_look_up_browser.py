"""The look-up page in a real Chromium: nothing sticks out on a phone; axe-core finds nothing (where it is there).

axe-core is no part of the repository (MPL-2.0): ``npm pack axe-core`` and AXE_CORE=.../axe.min.js let it judge.
"""

import asyncio
import contextlib
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI, Request, Response

from tests.integration.dossier.dossier_house import DossierHouse, dossier_house, settings_with
from tests.integration.dossier.dossier_world import RECEIPT, UNKNOWN, dossier_table, main_system
from tests.integration.dossier.test_look_up_page import present

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = Path(os.environ.get("AXE_CORE", "axe.min.js"))
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--window-size=500,900",
    "--remote-debugging-port=0",
)
OVERFLOW = """
document.documentElement.style.width = "360px";  // Chromium's own window is never narrower than 500
document.fonts.ready.then(() => {
const wide = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > 361);
const small = [...document.querySelectorAll("a, button, input:not([type=hidden])")].filter(
  (one) => one.getBoundingClientRect().height < 44);
fetch("/report", {method: "POST", body: JSON.stringify({
  wide: wide.map((one) => one.className || one.tagName), small: small.map((one) => one.className || one.tagName),
  font: document.fonts.check("16px 'Be Vietnam Pro'")})});
});
"""
JUDGE = """
axe.run(document).then((found) => fetch("/report", {method: "POST", body: JSON.stringify({
  violations: found.violations.map((one) => one.id + ": " + one.nodes.map((node) => node.target).join(", ")),
  passes: found.passes.length})}));
"""


class Browser:
    """Opens pages of a house with a probe in them."""

    def __init__(self, house: DossierHouse, app: FastAPI, port: int) -> None:
        self._house, self._port = house, port
        self._pages: dict[str, str] = {}
        self._reports: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._probe = ""

        async def report(request: Request) -> dict[str, str]:
            self._reports.put_nowait(await request.json())
            return {}

        app.add_api_route("/report", report, methods=["POST"])
        app.add_api_route("/shown/{name}", lambda name: Response(self._pages[name], media_type="text/html"))
        app.add_api_route("/probe.js", lambda: Response(self._probe, media_type="text/javascript"))

    async def look(self, answer: httpx.Response, probe: str) -> dict[str, Any]:
        """What the probe finds in a page on a narrow screen."""
        script = '<script src="/probe.js" defer></script></body>'
        name = str(len(self._pages))
        self._pages[name] = answer.text.replace("</body>", script)
        self._probe = probe
        with tempfile.TemporaryDirectory() as profile:
            flags = (*FLAGS, f"--user-data-dir={profile}", f"http://127.0.0.1:{self._port}/shown/{name}")
            quiet = asyncio.subprocess.DEVNULL
            chromium = await asyncio.create_subprocess_exec(str(CHROMIUM), *flags, stdout=quiet, stderr=quiet)
            try:
                return await asyncio.wait_for(self._reports.get(), 30)
            finally:
                chromium.kill()
                await chromium.wait()
                await asyncio.sleep(0.2)  # its children write into the profile for a moment


@contextlib.asynccontextmanager
async def browsed(house: DossierHouse) -> AsyncIterator[Browser]:
    """The house's own application on a port, with a browser before it."""
    transport = house.web._transport
    assert isinstance(transport, httpx.ASGITransport)
    app: Any = transport.app
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
    task = asyncio.create_task(server.serve())
    await house.until(lambda: server.started)
    try:
        yield Browser(house, app, server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        await task


def judged(folder: Path, probe: str) -> list[dict[str, Any]]:
    """The form, an apology, several dossiers and a long status, as the probe finds them."""
    found: list[dict[str, Any]] = []

    async def story() -> None:
        async with main_system() as there:
            settings = settings_with(dossier_table(there.url, {"proof_key": "MaTraCuu"}, proof="optional"))
            async with dossier_house(folder, present(), settings) as house, browsed(house) as browser:
                page = "/tra-cuu"
                found.append(await browser.look(await house.web.get(page), probe))
                for code in ("x", there.code(RECEIPT), there.code(UNKNOWN)):
                    answer = await house.web.post(page, data={"code": code})
                    found.append(await browser.look(answer, probe))

    run(story())
    return found


def run(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(story)


def test_nothing_sticks_out_of_a_phone_and_everything_can_be_touched(tmp_path: Path):
    assert judged(tmp_path, OVERFLOW) == [{"wide": [], "small": [], "font": True}] * 4


@pytest.mark.skipif(not AXE.is_file(), reason="no axe-core here; see the top of this file")
def test_axe_core_finds_nothing(tmp_path: Path):
    for page in judged(tmp_path, AXE.read_text("utf-8") + JUDGE):
        assert page["violations"] == []
        assert page["passes"] > 10
