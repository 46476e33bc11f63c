"""The page's web server: one page, one stream, a few files, nothing that could be written to."""

import hashlib
import html
from collections.abc import AsyncIterator, Callable, Collection
from pathlib import Path
from string import Template
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from contracts.look.icons import ICONS
from contracts.look.tokens import FONT_FILES
from contracts.texts import FIRST, Catalogue
from display_board.idle_pages import IdlePages
from display_board.page.beats import Beats
from display_board.page.events import Newest, Seat
from display_board.page.plain import plain_page
from hardware.host.question import OnlyUnderOurName

STATIC = Path(__file__).parent / "static"
# No frame-ancestors: the page has nothing to click, and a screen may embed it beside other things.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
_ICONS_USED = ("bank", "arrow-right", "lan-disconnect", "account-group")


def page_app(
    newest: Newest,
    texts: Catalogue,
    look: str,
    health: Callable[[], dict[str, object]],
    *,
    flash: bool,
    idle: Callable[[], IdlePages] = IdlePages,
    names: Collection[str] = (),
) -> FastAPI:
    """The application; ``look`` is the computed style sheet, ``health`` answers ``/healthz``.

    ``names``: further host names under which browsers reach it.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    page, small = (_html(name, texts, build_of(look), flash=flash) for name in ("index.html", "counter.html"))

    @app.get("/")
    async def hall() -> HTMLResponse:
        return HTMLResponse(page)

    async def seated(request: Request) -> AsyncIterator[Seat]:
        seat = newest.seat(request.client.host if request.client else "")
        if seat is None:
            raise HTTPException(503, "too many screens", {"Retry-After": "5"})
        try:
            yield seat
        finally:
            newest.leave(seat)

    @app.get("/events", response_class=EventSourceResponse)
    async def events(seat: Annotated[Seat, Depends(seated)]) -> AsyncIterator[ServerSentEvent]:
        async for event in newest.stream(seat):
            yield event

    @app.get("/plain")
    async def plain() -> HTMLResponse:
        return HTMLResponse(plain_page(newest.page, texts))

    @app.get("/healthz")
    async def healthz() -> JSONResponse:
        state = health()
        return JSONResponse(state, status_code=200 if state["ok"] else 503)

    @app.get("/look.css")
    async def look_css() -> Response:
        return Response(look, media_type="text/css")

    @app.get("/favicon.ico")
    async def favicon() -> Response:
        return Response(status_code=204)

    _hear_screens(app, newest.beats)
    _serve_files(app)
    _serve_idle_pages(app, idle)
    _serve_small_screens(app, small)
    app.add_middleware(OnlyUnderOurName, names=names)
    return app


def _hear_screens(app: FastAPI, beats: Beats) -> None:
    @app.get("/beat/{screen}")
    async def beat(screen: str) -> Response:
        return Response(status_code=204 if beats.hear(screen) else 404)


def _serve_small_screens(app: FastAPI, page: str) -> None:
    @app.get("/counter/{_counter}")
    async def counter(_counter: str) -> HTMLResponse:  # the page knows from its address which one it is
        return HTMLResponse(page)


def _serve_idle_pages(app: FastAPI, idle: Callable[[], IdlePages]) -> None:
    @app.get("/slides/{name}.jpg")
    async def slide(name: str) -> Response:
        for one in idle().slides.slides:
            if one.name == name:
                return Response(one.jpeg, media_type="image/jpeg")
        raise HTTPException(404)

    @app.get("/cards/{name}.json")
    async def card(name: str) -> JSONResponse:
        for one in idle().cards:
            if one.name == name:
                return JSONResponse(one.as_json())
        raise HTTPException(404)


def _serve_files(app: FastAPI) -> None:
    files = {
        f"/{name}": STATIC / name
        for name in ("board.css", "board.js", "idle.js", "counter.css", "counter.js", "plain.css", "plain.js")
    }
    files |= {f"/fonts/{name}.ttf": path for name, path in FONT_FILES.items()}
    for address, path in files.items():
        app.add_api_route(address, _file(path), methods=["GET"], response_class=FileResponse)


def _file(path: Path) -> Callable[[], FileResponse]:
    return lambda: FileResponse(path)


def build_of(look: str) -> str:
    """Names what a browser has loaded; when it differs from what is served, the browser loads again."""
    parts = [look.encode(), *(path.read_bytes() for path in sorted(STATIC.iterdir()))]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]


def _html(name: str, texts: Catalogue, build: str, *, flash: bool) -> str:
    values = {
        f"{key}_{lang}": texts.say(lang, f"page.{key}", time="{time}")
        for lang in (FIRST, "en")
        for key in (
            "title",
            "connecting",
            "calling",
            "recent",
            "counter",
            "waiting",
            "lost",
            "lost_unknown",
            "remedy",
        )
    }
    values |= {name.replace("-", "_"): ICONS[name] for name in _ICONS_USED}
    values |= {"build": build, "flash": "flash" if flash else "steady"}
    template = Template((STATIC / name).read_text("utf-8"))
    return template.substitute({key: html.escape(value) for key, value in values.items()})
