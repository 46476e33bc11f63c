"""uvicorn's HTTP protocol with limits: on connections, on headers, and on how long somebody may take to ask.

Without them a thousand idle connections use up a small machine's descriptors, and headers that never end its memory.
Over TLS the same doors stand before the handshake: who never ends it has a place, too.
"""

import asyncio
import logging
import ssl
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from hardware.host.doors import Doors, Place

HEAD_S = 10.0
"""A browser sends its headers at once; a preconnected one that asks for nothing is not missed."""
BODY_S = 30.0
SLOWEST_BYTES_S = 50_000
"""An update of hundreds of megabytes may take minutes, as long as so much of it comes in each ``BODY_S``."""
BYE_S = 5.0
"""A browser that was sent away over TLS says goodbye within this, or is cut off."""
MAX_HEAD = 16 * 1024
_BESIDE = len(b": \r\n")
TELL_S = 60.0
"""Between two records of the same trouble: a flood must not fill the card."""
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
)
_SLOW = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"

log = logging.getLogger(__name__)


class Seldom(logging.Filter):
    """Lets the same sentence through once a minute."""

    def __init__(self, now: Any) -> None:
        super().__init__()
        self._now = now
        self._told: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to write it."""
        now, said = self._now(), str(record.msg)
        if now - self._told.get(said, float("-inf")) < TELL_S:
            return False
        self._told[said] = now
        return True


class Guarded(HttpToolsProtocol):
    """One connection. A server makes a class of its own from it, with its own doors."""

    doors: ClassVar[Doors] = Doors()
    tls: ClassVar[ssl.SSLContext | None] = None

    _shaking: asyncio.Task[None] | None = None
    """Its handshake, until it is over."""
    _early = b""
    """What came with the handshake's last words."""
    _place: Place | None = None
    _head = 0
    """What came since it began to ask, as long as it has not ended its headers."""
    _whole_head = 0
    """What the parser made of it."""
    _in_head = True
    _body = 0
    """What came of the body since it was looked at."""
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Let it in, or send it away."""
        peer = transport.get_extra_info("peername")
        address = str(peer[0]) if isinstance(peer, tuple) else "local"
        self._place = self.doors.enter(address, transport.abort)
        if self._place is None:
            log.warning("connections refused, most of them from %s", self.doors.refused.most_common(1)[0][0])
            if not self.tls:
                transport.write(_FULL)
            transport.close()
            self.parser = None  # type: ignore[assignment]
            self.transport = transport
            return
        super().connection_made(transport)
        if self.tls:
            self._shaking = self.loop.create_task(self._shake_hands(transport, self.tls))
        else:
            self._until(HEAD_S)

    async def _shake_hands(self, transport: asyncio.Transport, tls: ssl.SSLContext) -> None:
        try:
            secured = await self.loop.start_tls(
                transport,
                self,
                tls,
                server_side=True,
                ssl_handshake_timeout=HEAD_S,
                ssl_shutdown_timeout=BYE_S,
            )
        except OSError:  # no TLS, another version, too slow, gone: what all say who try doors
            transport.abort()
            return
        self._shaking = None
        if secured is None or self.parser is None:  # it went with its last word
            return
        super().connection_made(secured)
        self._until(HEAD_S)
        if self._early:
            self.data_received(self._early)
            self._early = b""

    def connection_lost(self, exc: Exception | None) -> None:
        """It went."""
        self._until(None)
        if self._place is None:  # it was never let in
            return
        self.doors.leave(self._place)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """What it says, unless its headers never end."""
        if self.parser is None:
            return
        if self._shaking:
            self._early += data
            return
        super().data_received(data)
        if self._in_head:
            self._head += len(data)
            if self._head > MAX_HEAD:
                self._end(_LARGE)

    def on_message_begin(self) -> None:
        """It begins to ask."""
        super().on_message_begin()
        self.scope["state"]["place"] = self._place
        self._in_head, self._head, self._whole_head = True, 0, 0
        self._until(HEAD_S)

    def on_url(self, url: bytes) -> None:
        """What it asks for, or a part of it."""
        self._whole_head += len(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header. They may all have come at once, with the body, so each is counted here."""
        self._whole_head += len(name) + len(value) + _BESIDE
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """It said what it asks for; the body may follow."""
        if self._whole_head > MAX_HEAD:
            self._end(_LARGE)
            return
        self._in_head = False
        self._wait_for_body()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A part of it."""
        self._body += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """It has asked."""
        self._until(None)
        self._turned(busy=True)
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """It was answered."""
        self._turned(busy=False)
        super().on_response_complete()

    def _turned(self, *, busy: bool) -> None:
        if self._place is not None:
            self.doors.turned(self._place, busy=busy)

    def _until(self, seconds: float | None) -> None:
        if self._deadline:
            self._deadline.cancel()
        self._deadline = self.loop.call_later(seconds, self._end, _SLOW) if seconds else None

    def _wait_for_body(self) -> None:
        self._until(None)
        self._body, self._deadline = 0, self.loop.call_later(BODY_S, self._look_at_body)

    def _look_at_body(self) -> None:
        if self._body < SLOWEST_BYTES_S * BODY_S:
            self._end(_SLOW)
        else:
            self._wait_for_body()

    def _end(self, answer: bytes) -> None:
        if self.transport.is_closing():
            return
        if self._in_head:  # an answer that has begun is not mixed with another
            self.transport.write(answer)
        self.transport.close()


def guarded(doors: Doors, tls: ssl.SSLContext | None = None) -> type[asyncio.Protocol]:
    """The protocol class of one server; ``tls``: it speaks HTTPS."""
    return type("Guarded", (Guarded,), {"doors": doors, "tls": tls})
