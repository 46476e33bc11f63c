"""The update that the province's centre offers, fetched to where one from a stick would lie. Off by default.

The centre is believed in nothing but where the file is: who made it is proved here, by the signature that stands first in it,
as soon as that has come, and once more when all of it has. What waits here already is never given up for something worse.
"""

import asyncio
import contextlib
import hashlib
import logging
import random
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from contracts.offered_updates import (
    MOST_BUNDLE,
    MOST_PART,
    UPDATES,
    Getting,
    UpdateAsked,
    UpdateOffered,
)
from controller.sending.centre import Centre, TroubleError
from controller.sending.patience import wait_s
from controller.sending.settings import ProvinceSettings
from controller.updates.shelf import GO, WANTED, Shelf, room_for
from hardware.sealed_file import read_sealed, write_sealed
from hardware.update.errors import UpdateError

log = logging.getLogger(__name__)

FIRST_S, EVERY_S = 60.0, 30 * 60.0
"""After a start, and between two questions."""
BETWEEN_S = 0.3
"""Between two parts: the line of the office is for its citizens first."""
TELL_EVERY = 64 * MOST_PART
"""Bytes after which the centre is told how far it is."""
NOTE, HALF = "from-centre.json", ".centre-"
MOST_NOTE = 20_000
UNREADABLE = (subprocess.SubprocessError, OSError, UpdateError)
"""What the disk, and questions to dpkg, may raise."""


class Came(StrEnum):
    """What became of an update that was fetched."""

    TAKEN = "taken"
    REFUSED = "refused"


class Note(BaseModel):
    """Of the last one, so that it is not fetched again. ``why``, ``facts``: the sentence of the catalogue of updates."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    digest: str = ""
    version: str = ""
    came: Came | None = None
    why: str = ""
    facts: dict[str, str] = {}


@dataclass
class Fetching:
    """What the caretaker reads. ``trouble``: a key of the texts of sending; ``percent`` of the one that is being fetched."""

    offered: UpdateOffered = field(default_factory=UpdateOffered)
    note: Note = field(default_factory=Note)
    percent: int | None = None
    trouble: str = ""
    asked: bool = False


class FromCentre:
    """One for an office. Belongs to the loop; files, and questions to dpkg, in threads."""

    def __init__(self, settings: ProvinceSettings, shelf: Shelf) -> None:
        """Opens nothing."""
        self._settings, self._shelf, self._centre = settings, shelf, Centre(settings)
        self.seen = Fetching()
        self.soon = asyncio.Event()
        """Set by whoever wishes that it is looked now."""
        self.between_s = BETWEEN_S
        self._failures = 0

    @property
    def wished(self) -> bool:
        """Whether the office takes updates from there."""
        return bool(self._settings.updates and self._settings.url)

    async def follow(self) -> None:
        """Look for ever; nothing where it is not wished."""
        if not self.wished:
            await asyncio.Event().wait()
        wait = FIRST_S
        try:
            while True:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.soon.wait(), wait)
                self.soon.clear()
                wait = await self.once()
        finally:
            await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._centre.close()

    async def once(self, luck: Callable[[], float] = random.random) -> float:
        """Ask, and fetch what is new; returns after how many seconds it is due again."""
        try:
            if await asyncio.to_thread(lambda: self._shelf.installed):  # else nothing could be installed
                await self._look()
        except TroubleError as trouble:
            return self._failed(trouble, luck)
        except UNREADABLE as error:
            log.warning("an update of the centre cannot be laid down: %s", error)
            await asyncio.to_thread(self._tidy, UpdateOffered())
            return self._failed(TroubleError("update-disk"), luck)
        finally:
            self.seen.percent = None
        self._failures, self.seen.trouble = 0, ""
        return EVERY_S * (0.75 + 0.5 * luck())

    async def again(self) -> None:
        """The caretaker wants the one that is offered once more. Raises OSError."""
        await asyncio.to_thread((self._shelf.folder / NOTE).unlink, missing_ok=True)
        self.seen.note = Note()
        self.soon.set()

    async def _look(self) -> None:
        self.seen.note = await asyncio.to_thread(self._noted)
        offered = self.seen.offered = await self._ask()
        self.seen.asked = True
        await asyncio.to_thread(self._tidy, offered)
        note = self.seen.note
        if offered.digest is None or offered.digest == note.digest:
            return
        if await asyncio.to_thread(self._is_busy, offered):
            return
        try:
            await self._fetch(offered, offered.digest)
        except UpdateError as error:
            await self._refuse(offered, error)
        self.seen.percent = None
        await self._ask()

    async def _ask(self) -> UpdateOffered:
        asked = await asyncio.to_thread(self._asked)
        return await self._centre.tell(UPDATES, asked, UpdateOffered)

    def _asked(self) -> UpdateAsked:
        """What the centre is told."""
        suite, arch = self._shelf.kind
        note, installed = self.seen.note, self._shelf.installed
        getting, percent, version = Getting.NOTHING, 0, note.version
        if self.seen.percent is not None:
            getting, percent, version = Getting.FETCHING, self.seen.percent, self.seen.offered.version
        elif note.came is Came.REFUSED:
            getting = Getting.REFUSED
        elif note.came is Came.TAKEN:
            waits = self._shelf.offered()
            there = waits is not None and waits.version == note.version
            getting = Getting.WAITS if there else Getting.DECLINED
            if note.version == installed:
                getting = Getting.INSTALLED
        return UpdateAsked(
            runs=installed,
            suite=suite,
            arch=arch,
            getting=getting,
            version=version,
            why=note.why or None if getting is Getting.REFUSED else None,
            percent=percent,
        )

    def _is_busy(self, offered: UpdateOffered) -> bool:
        """Whether what waits here is as new, or somebody has said when it is to be installed."""
        if self._shelf.said(WANTED) or self._shelf.said(GO):
            return True
        waits = self._shelf.offered()
        return (
            waits is not None
            and waits.trouble is None
            and not self._shelf.is_newer(offered.version, waits.version)
        )

    async def _fetch(self, offered: UpdateOffered, digest: str) -> None:
        """Raises UpdateError for what cannot be used here, TroubleError, OSError."""
        await asyncio.to_thread(self._may_begin, offered)
        half, proved = self._half(digest), False
        have = await asyncio.to_thread(_size, half)
        told = -TELL_EVERY
        while have < offered.size:
            self.seen.percent = have * 100 // offered.size
            if have - told >= TELL_EVERY:
                await self._ask()
                told = have
            part = await self._centre.fetch(f"{UPDATES}/{digest}?from={have}", MOST_PART)
            if not part or have + len(part) > offered.size:
                raise TroubleError("update-gone")
            await asyncio.to_thread(self._append, half, part, have, offered.size - have)
            have += len(part)
            if not proved and (have > MOST_PART or have == offered.size):
                await asyncio.to_thread(self._prove, half)
                proved = True
            await asyncio.sleep(self.between_s)
        await asyncio.to_thread(self._take, half, digest, offered)

    def _append(self, half: Path, part: bytes, at: int, left: int) -> None:
        """Raises OSError; the desk keeps its room on the disk."""
        room_for(left, self._shelf.folder)
        with half.open("r+b" if at else "wb") as file:
            file.seek(at)
            file.write(part)

    def _may_begin(self, offered: UpdateOffered) -> None:
        """Raises UpdateError, OSError."""
        installed = self._shelf.installed
        if offered.size > MOST_BUNDLE:
            raise UpdateError("too-large", most=MOST_BUNDLE >> 20)
        if not self._shelf.is_newer(offered.version, installed):
            raise UpdateError("not-newer", version=offered.version, now=installed)
        self._shelf.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        left = offered.size - _size(self._half(offered.digest or ""))
        room_for(max(0, left), self._shelf.folder)

    def _prove(self, half: Path) -> str:
        """Its version. Raises UpdateError; then nothing of it is kept."""
        try:
            return self._shelf.prove(half)
        except UpdateError:
            half.unlink(missing_ok=True)
            raise

    def _take(self, half: Path, digest: str, offered: UpdateOffered) -> None:
        """Raises UpdateError, TroubleError, OSError."""
        with half.open("rb") as file:
            whole = hashlib.file_digest(file, "sha256").hexdigest() == digest
        if not whole:  # a power cut, or the line: once more from the beginning
            half.unlink()
            raise TroubleError("update-damaged")
        version = self._prove(half)
        if self._is_busy(offered):  # somebody brought another one meanwhile
            return
        self._shelf.adopt(half)
        self._keep(Note(digest=digest, version=version, came=Came.TAKEN))

    async def _refuse(self, offered: UpdateOffered, error: UpdateError) -> None:
        log.warning("the update %s of the centre cannot be used: %s", offered.version, error.key)
        note = Note(
            digest=offered.digest or "",
            version=offered.version,
            came=Came.REFUSED,
            why=error.key,
            facts=error.facts | ({"file": f"{offered.version}.motcua"} if "file" in error.facts else {}),
        )
        await asyncio.to_thread(self._keep, note)

    def _keep(self, note: Note) -> None:
        self._shelf.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_sealed(self._shelf.folder / NOTE, note.model_dump_json().encode())
        self.seen.note = note

    def _noted(self) -> Note:
        try:
            return Note.model_validate_json(read_sealed(self._shelf.folder / NOTE, MOST_NOTE))
        except (OSError, ValueError):
            return Note()

    def _half(self, digest: str) -> Path:
        return self._shelf.folder / f"{HALF}{digest}"

    def _tidy(self, offered: UpdateOffered) -> None:
        """Halves of what is offered no more."""
        for half in self._shelf.folder.glob(f"{HALF}*"):
            if half != self._half(offered.digest or ""):
                half.unlink(missing_ok=True)

    def _failed(self, trouble: TroubleError, luck: Callable[[], float]) -> float:
        if trouble.key != self.seen.trouble:
            log.warning("updates of the centre: %s", trouble.key)
            self.seen.trouble = trouble.key
        wait = wait_s(self._failures, luck, trouble.asked_s)
        self._failures += 1
        return wait


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0
