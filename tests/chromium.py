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
import tempfile
from collections.abc import AsyncIterator, Iterator
from typing import Any

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
LONGEST = 64 * 1024 * 1024


class Page:
    """One tab."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        numbers: Iterator[int] | None = None,
    ) -> None:
        """``numbers``: those of the calls, of all tabs together."""
        self._reader, self._writer = reader, writer
        self._numbers = numbers or itertools.count(1)
        self._last, self._session, self._size = 0, "", (0, 0)

    async def another(self) -> "Page":
        """One more tab of the same browser; speak with one at a time."""
        page = Page(self._reader, self._writer, self._numbers)
        await page.open(*self._size)
        return page

    async def open(self, width: int, height: int) -> None:
        """Make the tab, as large as a phone or a wall."""
        self._size = width, height
        target = await self.call("Target.createTarget", url="about:blank")
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
        self._last = next(self._numbers)
        session = {"sessionId": self._session} if self._session else {}
        message = {"id": self._last, "method": method, "params": params, **session}
        self._writer.write(json.dumps(message).encode() + b"\0")

    async def _next(self) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE_S):
            told: dict[str, Any] = json.loads((await self._reader.readuntil(b"\0"))[:-1])
            return told


@contextlib.asynccontextmanager
async def chromium(
    width: int = 500, height: int = 900, *, names: tuple[str, ...] = (), flags: tuple[str, ...] = ()
) -> AsyncIterator[Page]:
    """A browser of its own with one empty tab; everything of it is gone afterwards.

    ``names``: hosts or addresses that lead to this machine. Unlike 127.0.0.1 a browser does not trust them.
    ``flags``: more of the command line.
    """
    hears, ours_out = os.pipe()
    ours_in, speaks = os.pipe()
    theirs_in, theirs_out = _out_of_the_way(hears), _out_of_the_way(speaks)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        # Chromium hears on descriptor 3 and speaks on 4; only a shell can put them there.
        rules = ", ".join(f"MAP {name} 127.0.0.1" for name in names)
        start = f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}'
        command = (
            "bash",
            "-c",
            start,
            "bash",
            str(CHROMIUM),
            *FLAGS,
            *flags,
            f"--host-resolver-rules={rules}",
            f"--user-data-dir={profile}",
        )
        process = await asyncio.create_subprocess_exec(
            *command,
            "--remote-debugging-pipe",
            pass_fds=(theirs_in, theirs_out),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        try:
            async with _streams(ours_in, ours_out) as (reader, writer):
                page = Page(reader, writer)
                await page.open(width, height)
                yield page
        finally:
            process.kill()
            await process.wait()


def _out_of_the_way(descriptor: int) -> int:
    """The same pipe under a number that the shell does not overwrite while it moves them."""
    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(descriptor)
    return moved


@contextlib.asynccontextmanager
async def _streams(
    incoming: int, outgoing: int
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=LONGEST)
    hears, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(incoming, "rb")
    )
    speaks, protocol = await loop.connect_write_pipe(
        asyncio.streams.FlowControlMixin, os.fdopen(outgoing, "wb")
    )
    try:
        yield reader, asyncio.StreamWriter(speaks, protocol, None, loop)
    finally:
        hears.close()
        speaks.close()
