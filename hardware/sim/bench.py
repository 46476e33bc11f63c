"""The test bench: where simulated devices meet the person (or test) who plays with them.

One UNIX socket, one JSON object a line, both ways. A simulated device connects, says its name, and from
then on tells what it shows (a lit lamp, a slip, a frame) and hears what is done to it (a key pressed, the
paper taken out). The bench may come and go; a device carries on and connects again.
"""

import asyncio
import contextlib
import json
import logging
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

BenchMessage = dict[str, Any]
MAX_LINE = 32 * 1024 * 1024
RETRY_S = 0.2


class BenchDevice:
    """A simulated device's end of the bench, in a thread of its own."""

    def __init__(self, path: Path, device: str, on_told: Callable[[BenchMessage], None]) -> None:
        """``on_told`` is called in the bench's thread and may only enqueue or set plain values."""
        self._path, self._device, self._on_told = path, device, on_told
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self._last: dict[str, BenchMessage] = {}
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"bench-{device}", daemon=True)
        self._thread.start()

    def tell(self, **what: Any) -> None:
        """Show something. The last of each first key is told again when the bench comes back."""
        told = {"device": self._device, **what}
        with self._lock:
            self._last[next(iter(what))] = told
            self._send(told)

    def close(self) -> None:
        """Leave the bench."""
        self._closing.set()
        with self._lock:
            if self._socket:
                with contextlib.suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)

    def _send(self, told: BenchMessage) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.sendall(json.dumps(told).encode() + b"\n")

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                with socket.socket(socket.AF_UNIX) as sock:
                    sock.connect(str(self._path))
                    self._serve(sock)
            except OSError:
                pass
            self._closing.wait(RETRY_S)

    def _serve(self, sock: socket.socket) -> None:
        with self._lock:
            if self._closing.is_set():  # closed while it was connecting: nobody would end the reading below
                return
            self._socket = sock
            self._send({"device": self._device, "hello": True})
            for told in self._last.values():
                self._send(told)
        try:
            with sock.makefile("rb") as lines:
                for line in lines:
                    self._hear(line)
        finally:
            with self._lock:
                self._socket = None

    def _hear(self, line: bytes) -> None:
        try:
            self._on_told(json.loads(line))
        except Exception:  # a bad order from the bench must not take the device away
            log.exception("bench order for %s failed", self._device)


TURNS = 5
"""Of the loop, until a connection that was just taken has begun to be heard."""


class Bench:
    """The other end: hears every device and gives orders by name."""

    def __init__(self, path: Path, on_told: Callable[[str, BenchMessage], None]) -> None:
        """``on_told(device, what)`` is called in the event loop."""
        self._path, self._on_told = path, on_told
        self._writers: dict[str, asyncio.StreamWriter] = {}
        self._hearing: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen."""
        self._path.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(self._on_device, str(self._path), limit=MAX_LINE)

    def order(self, device: str, **what: Any) -> bool:
        """Do something to a device; False when it is not on the bench."""
        writer = self._writers.get(device)
        if writer is None:
            return False
        writer.write(json.dumps(what).encode() + b"\n")
        return True

    def devices(self) -> list[str]:
        """Who is on the bench now."""
        return sorted(self._writers)

    async def close(self) -> None:
        """Stop listening, and let go of whoever is connected, also before it said who it is."""
        if self._server:
            await self._stop_listening(self._server)
        for hearing in self._hearing:
            hearing.cancel()
        await asyncio.gather(*self._hearing, return_exceptions=True)
        self._path.unlink(missing_ok=True)

    @staticmethod
    async def _stop_listening(server: asyncio.Server) -> None:
        """In two steps: asyncio loses a connection that it has taken, but not begun, when its server closes."""
        for sock in server.sockets:
            asyncio.get_running_loop().remove_reader(sock.fileno())
        for _ in range(TURNS):
            await asyncio.sleep(0)
        server.close()

    async def _on_device(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        device = ""
        if hearing := asyncio.current_task():
            self._hearing.add(hearing)
            hearing.add_done_callback(self._hearing.discard)
        try:
            while line := await reader.readline():
                told = json.loads(line)
                if not device:
                    device = str(told["device"])
                    self._writers[device] = writer
                self._on_told(device, told)
        except (ConnectionError, ValueError, KeyError, TypeError) as error:
            log.warning("bench lost %s: %r", device or "a device", error)
        finally:
            if self._writers.get(device) is writer:
                del self._writers[device]
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
