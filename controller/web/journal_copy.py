"""``/so-lieu/so-su-kien``: the journal's events as one file, for the head alone; who took it, and for whom, is noted first.

It holds single ratings, which no page shows, and what each clerk did when: clerks read who took it. It holds no dossier
codes (events have keyed references, whose keys are gone) and none of the desk's answers, secrets or settings.
"""

import asyncio
import logging
import shutil
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from contracts.vocabulary import Millis
from controller.file_stamp import file_stamp
from controller.journal.folder import FILE
from controller.rating.box import Box, Taken
from controller.rating.free_text import cleaned
from controller.web.figures import ADDRESS
from controller.web.people import PeoplePages
from hardware.host.page_router import PageRouter

log = logging.getLogger(__name__)

COPY = f"{ADDRESS}/so-su-kien"
FOLDER = "leaving"
"""Below the journal's folder: where a copy is made. Nothing lies there once it is being sent."""
SPARE_BYTES = 256 * 1024 * 1024
"""So much must be left for the desk itself."""
MOST_LETTERS = 200
DEADLINE_S = 600.0
PIECE = 256 * 1024
_PACKAGES = Path(__file__).parents[2]


class JournalCopies:
    """Makes one copy at a time, by another process, which goes behind everything else."""

    def __init__(self, people: PeoplePages, box: Box, data_dir: Path) -> None:
        self._people, self._box, self._data_dir = people, box, data_dir
        self._one_at_a_time = asyncio.Lock()

    @property
    def now(self) -> Millis:
        """The desk's clock."""
        return self._people.pages.desk.now().clock

    async def page(self, request: Request, wrong: str = "", why: str = "") -> str:
        """The page of the head."""
        session, say = self._people.head(request), self._people.drawn.say
        taken = await self._people.boxed(self._box.taken)
        return self._people.drawn.draw(
            "journal_copy.html",
            clerk=session.clerk,
            seated=session.seated,
            wrong=wrong,
            why=why,
            most=MOST_LETTERS,
            megabytes=_megabytes(self._data_dir / FILE),
            taken=[self._people.told_taken(one) for one in taken],
            contents=[say(f"journal.holds-{number}") for number in range(1, 5)],
        )

    async def taken(self, request: Request, why: str) -> BinaryIO:
        """The copy, open, once it was noted who takes it and for whom. Raises HTTPException with the reason."""
        session, say = self._people.head(request), self._people.drawn.say
        said = " ".join(cleaned(why).split())
        if not said:
            raise HTTPException(422, say("journal.no-reason"))
        if len(said) > MOST_LETTERS:
            raise HTTPException(422, say("journal.long-reason", letters=len(said), most=MOST_LETTERS))
        if self._one_at_a_time.locked():
            raise HTTPException(503, say("journal.busy"))
        async with self._one_at_a_time:
            await asyncio.to_thread(self._make_room)
            taken = Taken(self.now, session.clerk.id, said)
            await self._people.boxed(lambda: self._box.note_taken(taken))
            log.warning("the journal's events are taken by %s", session.clerk.id)
            return await self._made()

    def _make_room(self) -> None:
        folder, say = self._data_dir / FOLDER, self._people.drawn.say
        try:
            shutil.rmtree(folder, ignore_errors=True)  # of a copy that a power cut ended
            folder.mkdir(mode=0o700)
            needed = (self._data_dir / FILE).stat().st_size + SPARE_BYTES
            free = shutil.disk_usage(folder).free
        except OSError as error:
            log.error("no copy of the journal can be made: %s", error)  # noqa: TRY400 - the sentence says it all
            raise HTTPException(503, say("journal.failed")) from error
        if free < needed:
            raise HTTPException(503, say("journal.full", needed=needed >> 20, free=free >> 20))

    async def _made(self) -> BinaryIO:
        folder, say = self._data_dir / FOLDER, self._people.drawn.say
        to = folder / FILE
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "controller.journal.events_copy", self._data_dir / FILE, to),
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=PIPE,
            cwd=_PACKAGES,
        )
        try:
            async with asyncio.timeout(DEADLINE_S):
                _, told = await process.communicate()
            if process.returncode == 0:
                return await asyncio.to_thread(to.open, "rb")
            log.error("no copy of the journal was made: %s", told.decode("utf-8", "replace").strip())
        except (TimeoutError, OSError) as error:
            log.error("no copy of the journal was made: %s", type(error).__name__)  # noqa: TRY400 - said whole
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)  # what is open is read on
        raise HTTPException(503, say("journal.failed"))


def _megabytes(file: Path) -> str:
    try:
        return f"{file.stat().st_size / 2**20:.1f}".replace(".", ",")
    except OSError:
        return "?"


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


def router(copies: JournalCopies, site: str) -> APIRouter:
    """The page, and the file."""
    routes = PageRouter()

    @routes.get(COPY)
    async def page(request: Request) -> HTMLResponse:
        return HTMLResponse(await copies.page(request))

    @routes.post(COPY)
    async def take(request: Request, why: Annotated[str, Form()] = "") -> Response:
        try:
            file = await copies.taken(request, why)
        except HTTPException as error:
            return HTMLResponse(await copies.page(request, str(error.detail), why), error.status_code)
        length = file.seek(0, 2)
        file.seek(0)
        name = f"so-su-kien-{site}-{file_stamp(copies.now)}Z.db"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(length)}
        return StreamingResponse(_pieces(file), media_type="application/vnd.sqlite3", headers=headers)

    return routes
