"""What the office sees when the journal cannot be opened: what to do, instead of a page that does not come."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from contracts.texts import load_catalogue
from controller.journal.errors import JournalError, JournalLostError
from controller.journal.folder import FILE
from controller.settings import OfficeSettings
from controller.web.app import HERE, with_look
from controller.web.drawing import templates

STATUS = 503
NO_COPY = re.compile(r"^private\.|-wal$|-shm$|-journal$|\.building$|\.new$|\.restoring$|\.damaged-")


def build_app(settings: OfficeSettings, trouble: Callable[[], JournalError]) -> FastAPI:
    """An application that gives no numbers: the same page at every address, and health that says so.

    ``trouble``: why the journal cannot be opened now, for whoever is called to help.
    """
    app = FastAPI(title="motcua", docs_url=None, redoc_url=None, openapi_url=None)
    with_look(app)
    texts = load_catalogue(HERE / "texts")
    drawn = templates()
    drawn.globals["t"] = lambda key, **facts: texts.say("vi", key, **facts)

    @app.get("/healthz")
    @app.get("/readyz")
    async def health() -> JSONResponse:
        return JSONResponse({"status": "no journal", "ready": False, "storage": False}, STATUS)

    @app.api_route("/{path:path}", methods=["GET", "POST"])
    async def page(request: Request) -> Response:
        if request.url.path.startswith("/api/"):
            return JSONResponse({"code": "storage-failed", "detail": str(trouble())}, STATUS)
        facts = {
            "office": settings,
            "journal": str(settings.data_dir / FILE),
            "copies": copies(settings.data_dir, settings.utc_offset_minutes),
            "lost": isinstance(trouble(), JournalLostError),
            "error": str(trouble()),
        }
        return HTMLResponse(drawn.get_template("no_journal.html").render(**facts), STATUS)

    return app


def copies(data_dir: Path, utc_offset_minutes: int) -> list[tuple[str, str]]:
    """Files beside the journal that may hold one, newest first: name and local time of the last change."""
    found = []
    for file in data_dir.glob("*.db*"):
        if file.name == FILE or NO_COPY.search(file.name):
            continue
        try:
            found.append((file.stat().st_mtime, file.name))
        except OSError:
            continue
    local = timedelta(minutes=utc_offset_minutes)
    return [
        (name, (datetime.fromtimestamp(at, UTC) + local).strftime("%H:%M %d/%m/%Y"))
        for at, name in sorted(found, reverse=True)
    ]
