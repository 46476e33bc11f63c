"""The one bundle that waits on this machine: what it is, whether it may be installed here, and when it is wanted."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from controller.updates.rollout import Bundle
from hardware.durable import flush_folder, need_room, write_durably
from hardware.update.applying import verify
from hardware.update.bundle import look
from hardware.update.errors import UpdateError
from hardware.update.machine import TRUSTED, Machine
from hardware.update.outcome import Outcome, outcome_in

FOLDER, BUNDLE, SERVED = "update", "bundle.motcua", "served.motcua"
"""Below ``data_dir``; ``office-update.service`` installs the first, and gives it the other name when it runs well."""
WANTED, GO, LOOK = "wanted", "go", "look"
"""Files that say: when nobody is served; now (``office-update.path``); look on the stick (``office-update-look.path``)."""
NOT_FOUND = "not-found"
HALF = ".bundle-"
SPARE_BYTES = 256 * 1024**2
"""What must be left on the disk for the desk itself."""


@dataclass(frozen=True)
class Offer:
    """A bundle. ``trouble``: why it cannot be installed here; then nothing else of it is believed."""

    version: str = ""
    key: str = ""
    count: int = 0
    trouble: UpdateError | None = None


class Shelf:
    """Of one office. Everything here blocks, for as long as a look into a file and a question to dpkg take."""

    def __init__(self, data_dir: Path, machine: Machine | None = None, trusted: Path = TRUSTED) -> None:
        self._folder, self._machine, self._trusted = data_dir / FOLDER, machine or Machine(), trusted

    @property
    def folder(self) -> Path:
        """Where everything of it lies."""
        return self._folder

    @property
    def served_file(self) -> Path:
        """What the other machines of the office get."""
        return self._folder / SERVED

    def served(self) -> Bundle | None:
        """What it is; None: nothing that runs here, too, and that somebody signed whom this machine trusts."""
        try:
            manifest = look(self.served_file, self._trusted).manifest
            if manifest.version != self.installed:
                return None
        except (
            UpdateError,
            OSError,
            subprocess.SubprocessError,
        ):  # a card so slow that dpkg does not answer: later
            return None
        return Bundle(manifest.version, manifest.suite, manifest.arch)

    @property
    def installed(self) -> str:
        """The version that runs; "" where it was not installed as packages."""
        return self._machine.version()

    @property
    def last(self) -> Outcome | None:
        """How the last one went, or goes."""
        return outcome_in(self._machine)

    def offered(self) -> Offer | None:
        """What waits; None: nothing."""
        file = self._folder / BUNDLE
        if not file.is_file():
            return None
        try:
            found = verify(file, self._trusted, self._machine)
        except UpdateError as error:
            return Offer(trouble=error)
        return Offer(found.manifest.version, found.key, len(found.manifest.packages))

    @property
    def kind(self) -> tuple[str, str]:
        """Debian's name, and what it calls the processor."""
        return self._machine.suite(), self._machine.arch()

    def is_newer(self, version: str, than: str) -> bool:
        """By Debian's own rules."""
        return self._machine.is_newer(version, than)

    def prove(self, file: Path) -> str:
        """The version of what may be installed here, as far as its first part says. Raises UpdateError."""
        return verify(file, self._trusted, self._machine).manifest.version

    def adopt(self, new: Path) -> None:
        """A file of this folder takes the place of the one that waits, and is not wanted yet. Raises OSError."""
        with new.open("rb") as file:
            os.fsync(file.fileno())
        self.withdraw()
        new.replace(self._folder / BUNDLE)
        flush_folder(self._folder)
        (self._folder / NOT_FOUND).unlink(missing_ok=True)

    def take(self, source: BinaryIO) -> None:
        """Another bundle takes the place of the one that waits, and is not wanted yet. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        room_for(source.seek(0, os.SEEK_END), self._folder)
        source.seek(0)
        for cut_short in self._folder.glob(f"{HALF}*"):  # a bundle is large, and one comes at a time
            cut_short.unlink()
        descriptor, name = tempfile.mkstemp(prefix=HALF, dir=self._folder)
        new = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                shutil.copyfileobj(source, file)
            self.adopt(new)
        finally:
            new.unlink(missing_ok=True)

    def discard(self) -> None:
        """Nothing waits any more. Raises OSError."""
        self.withdraw()
        (self._folder / BUNDLE).unlink(missing_ok=True)

    def say(self, what: str) -> None:
        """``WANTED``, ``GO`` or ``LOOK``. Raises OSError."""
        write_durably(self._folder / what, b"")

    def said(self, what: str) -> bool:
        """Whether it was said, and nobody obeyed yet."""
        return (self._folder / what).exists()

    def withdraw(self) -> None:
        """It is not wanted after all. Raises OSError."""
        for what in (WANTED, GO):
            (self._folder / what).unlink(missing_ok=True)

    def looked(self, *, found: bool) -> None:
        """The stick was looked through. Raises OSError."""
        (self._folder / LOOK).unlink(missing_ok=True)
        if found:
            (self._folder / NOT_FOUND).unlink(missing_ok=True)
        else:
            self.say(NOT_FOUND)

    def begin_if(self, *, free: bool) -> None:
        """What was wanted begins as soon as nobody is served (``free``)."""
        with contextlib.suppress(OSError):  # in a moment, perhaps
            if free and self.said(WANTED):
                self.say(GO)
                (self._folder / WANTED).unlink(missing_ok=True)


def room_for(size: int, folder: Path) -> None:
    """A disk that is full to the last byte would stop the desk, which writes to the same one. Raises OSError."""
    need_room(folder, size + SPARE_BYTES)
