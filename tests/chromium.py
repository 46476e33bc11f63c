"""A real Chromium, spoken to over a pipe: ``async with chromium() as page``. It obeys every header of a page.

Speaks the DevTools protocol (JSON, each message ended by a zero byte) with ``--remote-debugging-pipe``.
"""

import asyncio
import contextlib
import fcntl
import itertools
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from typing import Any

from tests import leftovers
from tests.waiting import PATIENCE_S

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MANY = 1024 * 1024


class Browser:
    """One Chromium, and the pipe to it. It lives longer than a loop of asyncio."""

    def __init__(self, flags: tuple[str, ...] = ()) -> None:
        """Start it."""
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        hears, self._speaks = os.pipe()
        self._hears, speaks = os.pipe()
        theirs = _out_of_the_way(hears), _out_of_the_way(speaks)
        # Chromium hears on descriptor 3 and speaks on 4; only a shell can put them there.
        start = f'exec "$@" 3<&{theirs[0]} 4>&{theirs[1]}'
        own = (*FLAGS, *flags, f"--user-data-dir={self._profile.name}", "--remote-debugging-pipe")
        self._process = subprocess.Popen(
            ("bash", "-c", start, "bash", str(CHROMIUM), *own),
            pass_fds=theirs,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for descriptor in theirs:
            os.close(descriptor)
        self._heard, self._numbers = bytearray(), itertools.count(1)

    def say(self, message: dict[str, Any]) -> int:
        """Send a call; returns the number that its answer has."""
        number = next(self._numbers)
        told = memoryview(json.dumps({"id": number, **message}).encode() + b"\0")
        while told:
            told = told[os.write(self._speaks, told) :]
        return number

    async def hear(self) -> dict[str, Any]:
        """The next thing that it says."""
        async with asyncio.timeout(PATIENCE_S):
            while b"\0" not in self._heard:
                await self._readable()
                more = os.read(self._hears, MANY)
                assert more, "the browser is gone"
                self._heard += more
        said, _, self._heard = self._heard.partition(b"\0")
        told: dict[str, Any] = json.loads(said)
        return told

    def end(self) -> None:
        """It is gone, and all that it wrote."""
        self._process.kill()
        self._process.wait()
        for descriptor in (self._hears, self._speaks):
            os.close(descriptor)
        self._profile.cleanup()

    async def _readable(self) -> None:
        loop, there = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self._hears, there.set)
        try:
            await there.wait()
        finally:
            loop.remove_reader(self._hears)


class Page:
    """One tab."""

    def __init__(self, browser: Browser, context: str = "") -> None:
        """``context``: whose cookies and stores it has; none: not a tab but the browser itself."""
        self._browser, self._context = browser, context
        self._last, self._session, self._size = 0, "", (0, 0)

    async def another(self) -> "Page":
        """One more tab of the same browser; speak with one at a time."""
        page = Page(self._browser, self._context)
        await page.open(*self._size)
        return page

    async def open(self, width: int, height: int) -> None:
        """Make the tab, as large as a phone or a wall."""
        self._size = width, height
        target = await self.call("Target.createTarget", url="about:blank", browserContextId=self._context)
        attached = await self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = attached["sessionId"]
        await self.call("Page.enable")
        await self.resize(width, height)

    async def resize(self, width: int, height: int) -> None:
        """Another screen."""
        screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        await self.call("Emulation.setDeviceMetricsOverride", **screen)

    async def go(self, address: str) -> None:
        """Follow an address, as typed."""
        await self._loaded("Page.navigate", url=address)

    async def submit(self, **fields: str) -> None:
        """Fill in the form that has these fields, and send it by its own button."""
        fill = (
            "(fields) => { for (const [name, value] of Object.entries(fields)) "
            "document.getElementsByName(name)[0].value = value; "
            "const form = document.getElementsByName(Object.keys(fields)[0])[0].form; "
            "setTimeout(() => form.requestSubmit()); }"
        )
        await self._loaded("Runtime.evaluate", expression=f"({fill})({json.dumps(fields)})")

    async def press(self, button: str) -> None:
        """Press the button that a CSS selector names; it leads to another page."""
        await self._loaded(
            "Runtime.evaluate",
            expression=f"setTimeout(() => document.querySelector({json.dumps(button)}).click())",
        )

    async def mouse(self, what: str, selector: str) -> None:
        """``mousePressed`` or ``mouseReleased`` of a real mouse in the middle of what a selector names."""
        box = f"document.querySelector({json.dumps(selector)}).getBoundingClientRect()"
        x, y = await self.evaluate(f"(({{x, y, width, height}}) => [x + width / 2, y + height / 2])({box})")
        await self.call("Input.dispatchMouseEvent", type=what, x=x, y=y, button="left", clickCount=1)

    async def key(self, what: str, key: str, text: str = "") -> None:
        """``keyDown`` or ``keyUp`` of a real key."""
        named = {"Enter": 13, " ": 32, "Tab": 9, "Escape": 27, "/": 191}
        code = 111 + int(key[1:]) if key[:1] == "F" and key[1:].isdigit() else named.get(key, ord(key[0]))
        await self.call("Input.dispatchKeyEvent", type=what, key=key, text=text, windowsVirtualKeyCode=code)

    async def stroke(self, key: str) -> None:
        """A real key, down and up again."""
        await self.key("keyDown", key, {"Enter": "\r"}.get(key, key if len(key) == 1 else ""))
        await self.key("keyUp", key)

    async def enter(self) -> None:
        """The Enter key where it leads to another page."""
        down = {"key": "Enter", "text": "\r", "windowsVirtualKeyCode": 13}
        await self._loaded("Input.dispatchKeyEvent", type="keyDown", **down)
        await self.key("keyUp", "Enter")

    async def evaluate(self, script: str) -> Any:
        """What a script gives, awaited. Runs whatever the page's own policy says of scripts."""
        asked = {"expression": script, "awaitPromise": True, "returnByValue": True}
        told = await self.call("Runtime.evaluate", **asked)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    async def call(self, method: str, **params: Any) -> Any:
        """One call and its answer."""
        self._send(method, params)
        while True:
            told = await self._next()
            if told.get("id") == self._last:
                assert "error" not in told, (method, told["error"])
                return told["result"]

    async def _loaded(self, method: str, **params: Any) -> None:
        self._send(method, params)
        answered = False
        while True:
            told = await self._next()
            if told.get("id") == self._last:
                assert "error" not in told, (method, told["error"])
                refused = told["result"].get("errorText") or told["result"].get("exceptionDetails")
                assert not refused, (method, params, refused)
                answered = True
            elif answered and self._says(told, "Page.loadEventFired"):
                return

    def _says(self, told: dict[str, Any], what: str) -> bool:
        return told.get("method") == what and told.get("sessionId") == self._session

    def _send(self, method: str, params: dict[str, Any]) -> None:
        session = {"sessionId": self._session} if self._session else {}
        self._last = self._browser.say({"method": method, "params": params, **session})

    async def _next(self) -> dict[str, Any]:
        return await self._browser.hear()


_shared: list[Browser] = []
"""The browser of this process, once it has been started."""


@contextlib.asynccontextmanager
async def chromium(
    width: int = 500, height: int = 900, *, names: tuple[str, ...] = (), flags: tuple[str, ...] = ()
) -> AsyncIterator[Page]:
    """One empty tab that shares nothing with any other; everything of it is gone afterwards.

    ``names``: hosts or addresses that lead to this machine. Unlike 127.0.0.1 a browser does not trust them.
    ``flags``: more of the command line. With either it is a browser of its own; all others are one process, for
    starting it takes longer than what most tests do with it.
    """
    if names or flags:
        rules = ", ".join(f"MAP {name} 127.0.0.1" for name in names)
        browser = Browser((*flags, f"--host-resolver-rules={rules}"))
        try:
            async with _tab(browser, width, height) as page:
                yield page
        finally:
            browser.end()
        return
    if not _shared:
        before = leftovers.running()
        _shared.append(Browser())
        await Page(_shared[0]).call(
            "Browser.getVersion"
        )  # its keepers of crash reports are ours, too, by then
        leftovers.keep(leftovers.running() - before)
    try:
        async with _tab(_shared[0], width, height) as page:
            yield page
    except BaseException:
        end()  # whatever state it is in, the next test has a new one
        raise


def end() -> None:
    """The browser that all share is gone."""
    while _shared:
        _shared.pop().end()


@contextlib.asynccontextmanager
async def _tab(browser: Browser, width: int, height: int) -> AsyncIterator[Page]:
    itself = Page(browser)
    context = (await itself.call("Target.createBrowserContext"))["browserContextId"]
    page = Page(browser, context)
    await page.open(width, height)
    yield page
    await itself.call("Target.disposeBrowserContext", browserContextId=context)


def _out_of_the_way(descriptor: int) -> int:
    """The same pipe under a number that the shell does not overwrite while it moves them."""
    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(descriptor)
    return moved
