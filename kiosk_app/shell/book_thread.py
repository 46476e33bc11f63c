"""Keeps the records of numbers that are given alone, in a thread of its own: a slow card stops no screen."""

import logging
import queue
import threading
from collections.abc import Callable

from kiosk_app.flow.alone_book import Record
from kiosk_app.flow.happenings import KeepFailed, Kept
from kiosk_app.shell.book_file import BookFile

log = logging.getLogger(__name__)


class BookThread:
    """One order after the other; what came of it is handed to ``inbox``."""

    def __init__(self, file: BookFile, inbox: Callable[[Kept | KeepFailed], None]) -> None:
        """``inbox`` is called in this thread."""
        self._file, self._inbox = file, inbox
        self._orders: queue.SimpleQueue[Record | None] = queue.SimpleQueue()
        self._worker = threading.Thread(target=self._run, name="book", daemon=True)
        self._worker.start()

    def keep(self, record: Record) -> None:
        """Put a record on the disk; ends in Kept or KeepFailed."""
        self._orders.put(record)

    def close(self) -> None:
        """Do what was ordered and stop; gives up after two seconds. May be called twice."""
        self._orders.put(None)
        self._worker.join(2)

    def _run(self) -> None:
        while (record := self._orders.get()) is not None:
            try:
                self._file.keep(record)
            except OSError as error:
                log.error("the book cannot be written: %s", error)  # noqa: TRY400 - the cause is known
                self._inbox(KeepFailed(record))
            else:
                self._inbox(Kept(record))
