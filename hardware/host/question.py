"""What every page server asks of a question before it reads it: one name that is ours, and a body that may be read. Pure.

Plain ASGI, so that a server with pages needs no more of a framework for it.
"""

import ipaddress
from collections.abc import Awaitable, Callable, Collection, Iterable, MutableMapping
from typing import Any, NamedTuple

INSIDE = (".local", ".lan", ".internal", ".home.arpa", ".localhost", ".test")
"""Endings that no name of the internet has (RFC 6761, RFC 6762, RFC 8375, and what ICANN keeps for private use)."""

Header = tuple[bytes, bytes]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]


class Refusal(NamedTuple):
    """What is answered instead."""

    status: int
    why: str


def refusal_of(headers: Iterable[Header], names: Collection[str], most_bytes: int) -> Refusal | None:
    """The answer to a question under a strange name or with a body that may not be read; None when it may.

    ``headers``: as ASGI has them, in small letters. ``names``: further host names of this server.
    """
    told = [(name, value.decode("latin-1")) for name, value in headers]
    hosts = [value for name, value in told if name == b"host"]
    if len(hosts) > 1:  # who stands between us and a browser may have believed the other one
        return Refusal(400, "one name at a time")
    if not is_ours("".join(hosts), names):
        return Refusal(421, "this is not the name of this office")
    if any(name == b"transfer-encoding" for name, _ in told):
        return Refusal(411, "a body must say its length")
    lengths = [value for name, value in told if name == b"content-length"] or ["0"]
    if any(not (length.isascii() and length.isdigit()) or int(length[:9]) > most_bytes for length in lengths):
        return Refusal(413, f"at most {most_bytes} bytes")
    return None


def is_ours(host: str, names: Collection[str]) -> bool:
    """Whether a ``Host`` can be this machine: an address, a name of a local network, or one that the settings know.

    A page of the internet whose name was made to point to the office's address (DNS rebinding) asks by its own name.
    """
    name = host.rpartition("]")[0].removeprefix("[") if host.startswith("[") else host.partition(":")[0]
    name = name.lower().rstrip(".")
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return "." not in name or name.endswith(INSIDE) or name in names
    return True


class OnlyUnderOurName:
    """Stands before pages that take no bodies."""

    def __init__(self, app: App, names: Collection[str] = ()) -> None:
        """``names``: further host names under which people reach the pages."""
        self._app, self._names = app, frozenset(names)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one question, or refuse it."""
        refused = refusal_of(scope["headers"], self._names, 0) if scope["type"] == "http" else None
        if refused is None:
            await self._app(scope, receive, send)
        else:
            await answer_text(refused.status, refused.why, send)


async def answer_text(status: int, text: str, send: Send) -> None:
    """A whole answer of some words."""
    body = text.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
