"""The kiosk's card: the real book in a real file, and what of it is still there after a power cut."""

import os
from pathlib import Path
from random import Random

from contracts.vocabulary import DeviceId, SiteId
from kiosk_app.flow.alone_book import Book, Record
from kiosk_app.shell.book_file import FLUSHED, BookFile

TORN = 200
"""So many bytes of rubbish a cut may leave behind what was written."""


class Card:
    """One kiosk's folder."""

    def __init__(self, folder: Path, site: SiteId, device: DeviceId, chance: Random) -> None:
        self.writes = self.bytes = 0
        self._folder, self._site, self._device, self._chance = folder, site, device, chance
        folder.mkdir(parents=True)
        self._path = folder / f"alone-{device}.log"
        self._synced = 0
        """So much of the file is surely on the card."""
        self._file: BookFile

    def open(self) -> Book:
        """As the program does at its start."""
        self._file = BookFile(self._folder, self._site, self._device)
        book = self._file.open()
        self._synced = self._size()
        return book

    @property
    def lost(self) -> bool:
        """Whether the book was found damaged: no power cut may do that."""
        return self._file.lost

    def keep(self, record: Record) -> None:
        """As the program does."""
        before = self._size()
        self._file.keep(record)
        after = self._size()
        self.writes, self.bytes = self.writes + 1, self.bytes + abs(after - before)
        if isinstance(record, FLUSHED) or after < before:  # written anew whole, and flushed
            self._synced = after

    def cut(self, *, half: Record | None) -> None:
        """The power fails, perhaps while ``half`` is being written: what was not flushed may be there in part."""
        if half is not None:
            self._file.keep(half)
        size = self._size()
        kept = self._chance.randint(min(self._synced, size), size)
        with self._path.open("r+b") as file:
            file.truncate(kept)
            file.seek(0, os.SEEK_END)
            if kept < size:
                rubbish = self._chance.randbytes(self._chance.randrange(TORN)).replace(b"\n", b" ")
                file.write(rubbish)

    def _size(self) -> int:
        return self._path.stat().st_size if self._path.exists() else 0
