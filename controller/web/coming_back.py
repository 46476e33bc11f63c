"""``/bat-dau/phuc-hoi``: a new machine becomes the office that a backup is of, in one step."""

import asyncio
import os
import shutil
import tempfile
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from controller.backup.asking import understood
from controller.backup.errors import BackupError
from controller.backup.said import say
from controller.first_start.coming_back import ComingBack
from controller.first_start.door import Door
from controller.settings_book.book import Book
from controller.web.clerk import Pages
from controller.web.settings_pages import settled
from hardware.host.page_router import PageRouter

BEGIN = "/bat-dau"
STEP = "/phuc-hoi"
ADDRESS = f"{BEGIN}{STEP}"
KEY = "motcua-first"
"""The cookie of a browser that was let in."""
MOST_BYTES = 1024**3
UPLOADS = {ADDRESS: MOST_BYTES}
HALF = ".coming-back-"


def router(back: ComingBack, book: Book, pages: Pages, door: Door) -> APIRouter:
    """The page below ``/bat-dau``; for whoever has the code of the console, as long as the office has no caretaker."""
    data_dir = book.in_force.data_dir
    routes, one_at_a_time = PageRouter(prefix=BEGIN), asyncio.Lock()

    def drawn(told: str = "", status: int = 200) -> Response:
        return HTMLResponse(pages.render("coming_back.html", told=told, trouble=back.trouble), status)

    def kept_out(request: Request) -> bool:
        return any(clerk.caretaker for clerk in book.in_force.clerks) or not door.knows(
            request.cookies.get(KEY)
        )

    @routes.get(STEP)
    async def form(request: Request) -> Response:
        return RedirectResponse(BEGIN, 303) if kept_out(request) else drawn()

    @routes.post(STEP)
    async def come_back(request: Request) -> Response:
        if kept_out(request):  # before a byte of the file is read
            return RedirectResponse(BEGIN, 303)
        if one_at_a_time.locked() or back.waits:
            return drawn(pages.say("first.back-busy"), HTTPStatus.CONFLICT)
        async with one_at_a_time, request.form(max_files=1, max_fields=2) as given:
            file, digits = given.get("file"), given.get("digits")
            if file is None or isinstance(file, str) or not file.size:
                return drawn(pages.say("first.back-no-file"), HTTPStatus.UNPROCESSABLE_ENTITY)
            try:
                phrase = understood(str(digits or ""))
                await asyncio.to_thread(lambda: back.want(_kept(file.file, data_dir), phrase))
            except BackupError as error:
                told = say(f"error.{error.key}", **error.facts)
                return drawn(told, HTTPStatus.UNPROCESSABLE_ENTITY)
        back.on_wanted()
        return await settled(RedirectResponse("/", 303))

    return routes


def _kept(file: BinaryIO, data_dir: Path) -> Path:
    """The backup in a file of its own beside the journal. Raises BackupError."""
    try:
        for cut_short in data_dir.glob(f"{HALF}*"):  # a backup is large, and one comes at a time
            cut_short.unlink()
        descriptor, name = tempfile.mkstemp(prefix=HALF, dir=data_dir)
        try:
            with os.fdopen(descriptor, "wb") as kept:
                shutil.copyfileobj(file, kept)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise BackupError("not-put", folder=data_dir, why=error.strerror or type(error).__name__) from error
    return Path(name)
