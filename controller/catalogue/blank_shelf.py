"""The blanks of the office's forms, as packs in the controller's folder, and the list of what each is for."""

import hashlib
import logging
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from controller.catalogue.blank_packing import FILE, PAGE
from controller.catalogue.blanks import (
    MOST_ALL_BYTES,
    MOST_BLANKS,
    MOST_PACK_BYTES,
    MOST_PLACES,
    Blank,
    Place,
)
from controller.catalogue.shelf import FOLDER, PUBLIC, ShelfError
from hardware.durable import write_durably
from hardware.seal import DamagedFile
from hardware.sealed_file import read_sealed, write_sealed

log = logging.getLogger(__name__)

LIST, ASIDE, PACKS = "blanks.json", "blanks-damaged.json", "blanks"
"""In the catalogue's folder: what is for what; the same when it was damaged; and the folder of the packs."""
MOST_LIST_BYTES = 8 << 20
PIECE = 128 << 10
"""Of a file, as it is sent: whoever fetches slowly, or never, costs no more memory than this."""
_PLACES = TypeAdapter(tuple[Place, ...])


class BlanksDamagedError(ShelfError):
    """The list is not as it was written; the packs are still there."""


class BlanksFullError(Exception):
    """There is no room for another one."""


class BlankShelf:
    """A power cut leaves the list as it was or as it is to be; a pack that nothing needs goes."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / FOLDER
        self._read: tuple[object, tuple[Place, ...]] = (None, ())

    def mark(self) -> tuple[int, int] | None:
        """Another mark is another list."""
        try:
            stat = (self._folder / LIST).stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_ino

    def read(self) -> tuple[Place, ...]:
        """What is for what. Raises ShelfError where the list is damaged."""
        mark = self.mark()
        if mark is None or mark != self._read[0]:
            self._read = mark, self._places()
        return self._read[1]

    def put(self, places: Iterable[Place], pack: bytes) -> None:
        """A blank for some forms, each instead of what was there. Raises ShelfError, BlanksFullError, OSError."""
        new = {place.key: place for place in places}
        (blank,) = {place.blank.digest: place.blank for place in new.values()}.values()
        after = {place.key: place for place in self._before()} | new
        path = self._pack(blank.digest)
        needed = {self._pack(place.blank.digest) for place in after.values()} - {path}
        room = MOST_ALL_BYTES - sum(each.stat().st_size for each in needed if each.exists())
        if len(after) > MOST_PLACES or len(needed) >= MOST_BLANKS or len(pack) > room:
            raise BlanksFullError
        write_durably(path, pack, mode=PUBLIC)
        self._write(tuple(after.values()))

    def remove(self, procedure: str, form: str) -> None:
        """A form has no file any more; nothing happens where it had none. Raises ShelfError, OSError."""
        gone = Place(procedure, form, Blank("", "", 0, ())).key
        self._write(tuple(place for place in self.read() if place.key != gone))

    def file(self, blank: Blank) -> bytes:
        """The file as it was given. Raises ShelfError where it is not as it was."""
        return self._member(blank, FILE.format(kind=blank.kind), blank.digest)

    def pieces(self, blank: Blank) -> tuple[int, Iterator[bytes]]:
        """The size of the file as it was given, and it, piece by piece. Raises ShelfError where it is not as it was."""
        return len(self.file(blank)), _pieces(self._pack(blank.digest), FILE.format(kind=blank.kind))

    def page_pieces(self, blank: Blank, number: int) -> tuple[int, Iterator[bytes]]:
        """The same of the picture of a page."""
        return len(self.page(blank, number)), _pieces(self._pack(blank.digest), PAGE.format(number=number))

    def page(self, blank: Blank, number: int) -> bytes:
        """The picture of a page, counted from 1. Raises ShelfError where it is not as it was."""
        return self._member(blank, PAGE.format(number=number), blank.pages[number - 1])

    def picture(self, digest: str) -> bytes:
        """The picture of a page by its SHA-256, "" where no blank has it. Raises ShelfError."""
        for place in self.read():
            if digest in place.blank.pages:
                return self.page(place.blank, place.blank.pages.index(digest) + 1)
        return b""

    def _places(self) -> tuple[Place, ...]:
        try:
            return _PLACES.validate_json(read_sealed(self._folder / LIST, MOST_LIST_BYTES))
        except FileNotFoundError:
            return ()
        except (DamagedFile, ValidationError) as error:
            raise BlanksDamagedError(f"{LIST}: {str(error).splitlines()[0]}") from None
        except OSError as error:
            raise ShelfError(f"{LIST}: {error.strerror or error}") from None

    def _before(self) -> tuple[Place, ...]:
        """What is listed; a damaged list is set aside, so that somebody can begin another one."""
        try:
            return self.read()
        except BlanksDamagedError as error:
            log.warning("%s: kept as %s, another list is begun", error, ASIDE)
            (self._folder / LIST).replace(self._folder / ASIDE)
            return ()

    def _write(self, places: tuple[Place, ...]) -> None:
        write_sealed(self._folder / LIST, _PLACES.dump_json(places, indent=1), mode=PUBLIC)
        if (self._folder / ASIDE).exists():  # what is set aside may need any of them
            return
        wanted = {self._pack(place.blank.digest) for place in places}
        for path in set((self._folder / PACKS).glob("*.zip")) - wanted:
            path.unlink(missing_ok=True)

    def _pack(self, digest: str) -> Path:
        return self._folder / PACKS / f"{digest}.zip"

    def _member(self, blank: Blank, name: str, digest: str) -> bytes:
        path = self._pack(blank.digest)
        try:
            with zipfile.ZipFile(path) as pack:
                if pack.getinfo(name).file_size > MOST_PACK_BYTES:
                    raise ShelfError(f"{path.name}: {name} is too large")
                content = pack.read(name)
        except (OSError, KeyError, ValueError, NotImplementedError, zipfile.BadZipFile) as error:
            raise ShelfError(f"{path.name}: {error}") from None
        if hashlib.sha256(content).hexdigest() != digest:
            raise ShelfError(f"{path.name}: {name} is not as it was")
        return content


def _pieces(path: Path, name: str) -> Iterator[bytes]:
    with zipfile.ZipFile(path) as pack, pack.open(name) as member:
        while piece := member.read(PIECE):
            yield piece
