"""Before every page: who may be asked by which name, how long a body may be, and that JSON is JSON. Plain ASGI.

What fails behind it is logged by its place only: the text of an error could quote what a citizen entered.
"""

import ipaddress
import json
import logging
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import NoReturn

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from controller.quiet_errors import place_of
from controller.web.turns import Turns

log = logging.getLogger(__name__)

MAX_BODY = 64 * 1024
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self' http://127.0.0.1:*",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # with no-referrer a form would say of its origin nothing but "null"
    "cross-origin-opener-policy": "same-origin",
}
INSIDE = (".local", ".lan", ".internal", ".home.arpa", ".localhost", ".test")
"""Endings that no name of the internet has (RFC 6761, RFC 6762, RFC 8375, and what ICANN keeps for private use)."""
_JSON = ("application/json", "+json")


class Guard:
    """Headers on every answer, limits on every question. Streams stay streams."""

    def __init__(
        self, app: ASGIApp, names: Collection[str] = (), uploads: Mapping[str, int] = MappingProxyType({})
    ) -> None:
        """``names``: further host names under which people reach the office; ``uploads``: paths that take more bytes."""
        self._app, self._names, self._uploads = app, frozenset(names), uploads
        self._turns = Turns()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        headers = Headers(scope=scope)
        await self._turns.next()
        answer = self._refused(headers, scope["path"])
        if answer is None and is_json(headers.get("content-type", "")):
            body = await _whole(receive)
            answer, receive = _no_json(body), _again(body, receive)
        try:
            await (answer or self._app)(scope, receive, with_headers)
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody's words go into the log
            log.error("a page failed: %s", place_of(error))  # noqa: TRY400 - the same
            if not begun:
                await PlainTextResponse("error", 500)(scope, receive, with_headers)

    def _refused(self, headers: Headers, path: str) -> Response | None:
        """The answer to a question under a strange name or with a body that may not be read; None when it may."""
        hosts = headers.getlist("host")
        if len(hosts) > 1:  # who stands between us and a browser may have believed the other one
            return PlainTextResponse("one name at a time", 400)
        if not is_ours("".join(hosts), self._names):
            return PlainTextResponse("this is not the name of this office", 421)
        if "transfer-encoding" in headers:
            return PlainTextResponse("a body must say its length", 411)
        is_file = headers.get("content-type", "").startswith("multipart/form-data")
        length, most = (
            headers.get("content-length", "0"),
            self._uploads.get(path, MAX_BODY) if is_file else MAX_BODY,
        )
        if not (length.isascii() and length.isdigit()) or int(length[:9]) > most:
            return PlainTextResponse(f"at most {most} bytes", 413)
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


def is_json(kind: str) -> bool:
    """Whether a body says that it is JSON."""
    return kind.partition(";")[0].strip().lower().endswith(_JSON)


def fault_of_json(body: bytes) -> str | None:
    """What is wrong with a body as JSON; None when nothing is. Python reads more than JSON is: NaN, lone surrogates."""
    try:
        read = json.loads(body, parse_constant=_refuse)
    except RecursionError:
        return "nested too deeply"
    except ValueError as error:
        return str(error) if str(error) in _CONSTANTS else "not JSON"
    try:
        json.dumps(read, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError:
        return "a text holds half of a letter"
    except ValueError:
        return "a number is too large"
    return None


_CONSTANTS = tuple(f"{name} is no JSON" for name in ("NaN", "Infinity", "-Infinity"))


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _no_json(body: bytes) -> Response | None:
    """The answer to a body that is no JSON; None when it is, or when there is none."""
    fault = fault_of_json(body) if body else None
    return JSONResponse({"detail": fault}, 422) if fault else None


async def _whole(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body"):
            return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """Gives a body that was read once more, and then what comes after it."""
    given = False

    async def give() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return give
