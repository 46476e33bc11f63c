"""Before every page: by which name it is asked, how long a body may be, and what no answer may lack. Plain ASGI."""

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from contracts.enrolling import ENROLMENTS
from contracts.offered_updates import UPDATES
from contracts.province import FACTS, LINEAGES, MOST_BYTES
from contracts.relay import PLACES
from hardware.host.answering import answer_with
from hardware.host.question import refusal_of
from province.web.language import read_cookie

MOST_FORM = 64 * 1024
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}
LOOK = ("/fonts/", "/static/")
"""What every page needs and nobody's eyes must be kept from: kept by browsers, and asked for again only whether it changed."""
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
        read_cookie(Headers(scope=scope).get("cookie", ""))
        headers = {**HEADERS, **(SAFE if scope["scheme"] == "https" else {})}
        if scope["path"].startswith(LOOK):
            headers["cache-control"] = "no-cache"
        await answer_with(headers, self._refused(scope) or self._app, scope, receive, send)

    def _refused(self, scope: Scope) -> PlainTextResponse | None:
        headers, sends = Headers(scope=scope), scope["path"] in (FACTS, LINEAGES, ENROLMENTS, PLACES, UPDATES)
        refused = refusal_of(headers.raw, self._names, MOST_BYTES if sends else MOST_FORM)
        if refused:
            return PlainTextResponse(refused.why, refused.status)
        origin = headers.get("origin")
        strange = origin is not None and origin.partition("://")[2] != headers.get("host", "")
        return PlainTextResponse(self._strange, 403) if strange and not sends else None
