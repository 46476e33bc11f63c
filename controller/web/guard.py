"""Before every page: who may be asked by which name, how long a body may be, and that JSON is JSON. Plain ASGI."""

import json
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import NoReturn

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from controller.web.turns import Turns
from hardware.host.answering import answer_with
from hardware.host.question import refusal_of

MAX_BODY = 64 * 1024
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self' http://127.0.0.1:*",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # with no-referrer a form would say of its origin nothing but "null"
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}
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
        headers = Headers(scope=scope)
        await self._turns.next()
        answer = self._refused(headers, scope["path"])
        if answer is None and is_json(headers.get("content-type", "")):
            body = await _whole(receive)
            answer, receive = _no_json(body), _again(body, receive)
        await answer_with(HEADERS, answer or self._app, scope, receive, send)

    def _refused(self, headers: Headers, path: str) -> Response | None:
        is_file = headers.get("content-type", "").startswith("multipart/form-data")
        most = self._uploads.get(path, MAX_BODY) if is_file else MAX_BODY
        refused = refusal_of(headers.raw, self._names, most)
        return PlainTextResponse(refused.why, refused.status) if refused else None


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
