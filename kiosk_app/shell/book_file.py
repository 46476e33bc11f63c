"""Where the kiosk's own journal lies: one append-only file, flushed before a number is seen."""

import logging
import os
import secrets
from pathlib import Path

from contracts.vocabulary import DeviceId, SiteId
from hardware.durable import write_durably
from hardware.host.regular_file import read_regular
from kiosk_app.flow.alone_book import Book, Given, Leased, Record, fold, records_of, restarted
from kiosk_app.shell import book_lines

log = logging.getLogger(__name__)

MOST_BYTES = 8 * 1024 * 1024
"""Far more than a day's numbers; what is larger is none of ours."""
ASIDE = ".damaged"
FLUSHED = Given | Leased
"""Records that must be on the disk before they are so; the others may be said again."""


class BookFile:
    """One kiosk's file. Used by one thread at a time."""

    def __init__(self, folder: Path, site: SiteId, device: DeviceId) -> None:
        self.book = Book("")
        self.lost = False
        """Whether a book of before was damaged."""
        self._path, self._site, self._device = folder / f"alone-{device}.log", site, device
        self._digest, self._good = book_lines.FIRST, 0
        self._in_doubt = False
        """Whether the file may be another one than the last that is known to be on the disk."""

    def open(self) -> Book:
        """What is known, and room for more. Raises OSError where nothing can be kept."""
        try:
            found = book_lines.read(read_regular(self._path, MOST_BYTES), self._site, self._device)
        except FileNotFoundError:
            self._begin(Book(""))
        else:
            if found.damaged:
                log.error("%s: %s; kept as %s, and a new one is begun", self._path, found.damaged, ASIDE)
                aside = self._path.with_name(self._path.name + ASIDE)
                aside.unlink(missing_ok=True)
                aside.hardlink_to(self._path)  # the old one stays in its place until there is a new one
                self.lost = True
                self._begin(found.book)
            else:
                self.book, self._digest, self._good = found.book, found.digest, found.good
        self.book = restarted(self.book)
        return self.book

    def keep(self, record: Record) -> None:
        """Write a record; on return one that must be is on the disk. Raises OSError; then nothing is known of it."""
        is_new_day = isinstance(record, Leased) and (
            self.book.lease is None or self.book.lease.day != record.day
        )  # yesterday is not carried along for ever
        if is_new_day or self._in_doubt:
            self._write_anew(fold(self.book, record))
            return
        line, digest = book_lines.line(record, self._digest)
        handle = os.open(self._path, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            os.ftruncate(handle, self._good)  # half a line of an attempt that failed
            written = os.pwrite(handle, line, self._good)
            if written != len(line):
                raise OSError(f"{self._path}: the disk took {written} of {len(line)} bytes")
            if isinstance(record, FLUSHED):
                os.fsync(handle)
        finally:
            os.close(handle)
        self._good, self._digest = self._good + len(line), digest
        self.book = fold(self.book, record)

    def _begin(self, old: Book) -> None:
        """A new book, with what an old one still says of numbers that were given; it has no lease."""
        self._write_anew(Book(secrets.token_hex(8), given=old.given, slips=old.slips, told=old.told))

    def _write_anew(self, book: Book) -> None:
        first, digest = book_lines.head(book.id, self._site, self._device)
        lines = [first]
        for record in records_of(book):
            line, digest = book_lines.line(record, digest)
            lines.append(line)
        self._in_doubt = True  # what fails may fail behind the new name
        write_durably(self._path, b"".join(lines))
        self._in_doubt = False
        self.book, self._digest, self._good = book, digest, sum(map(len, lines))
