"""Before every page: by which name it is asked, how long a body may be, and what no answer may lack. Plain ASGI.

What fails behind it is logged by its place only: the text of an error could quote what an office sent.
"""

import logging
from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contracts.province import FACTS, LINEAGES, MOST_BYTES
from hardware.host.question import refusal_of

log = logging.getLogger(__name__)

MOST_FORM = 64 * 1024
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}
SAFE = {"strict-transport-security": "max-age=31536000"}


class Guard:
    """Stands before the application."""

    def __init__(self, app: ASGIApp, names: Collection[str] = (), strange: str = "") -> None:
        """``names``: host names under which the centre is reached; ``strange``: what a form of another page is told."""
        self._app, self._names, self._strange = app, frozenset(names), strange

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one question, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in {**HEADERS, **(SAFE if scope["scheme"] == "https" else {})}.items():
                    headers.setdefault(name, value)
            await send(message)

        answer = self._refused(scope) or self._app
        try:
            await answer(scope, receive, with_headers)
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody's words go into the log
            log.error("a page failed: %s", _place(error))  # noqa: TRY400 - the same
            if not begun:
                await PlainTextResponse("error", 500)(scope, receive, with_headers)

    def _refused(self, scope: Scope) -> PlainTextResponse | None:
        headers, sends = Headers(scope=scope), scope["path"] in (FACTS, LINEAGES)
        refused = refusal_of(headers.raw, self._names, MOST_BYTES if sends else MOST_FORM)
        if refused:
            return PlainTextResponse(refused.why, refused.status)
        origin = headers.get("origin")
        strange = origin is not None and origin.partition("://")[2] != headers.get("host", "")
        return PlainTextResponse(self._strange, 403) if strange and not sends else None


def _place(error: BaseException) -> str:
    """What kind of error it was and where, without what it says."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} at {where}"
