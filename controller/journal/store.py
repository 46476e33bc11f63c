"""The journal's file, open in its folder: read and written with a reserve for a full disk, and watched in its place."""

import contextlib
import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from controller.journal.errors import JournalDamagedError, JournalError, JournalFullError, JournalGoneError
from controller.journal.file import is_full, is_read_only, is_trouble, open_file
from controller.journal.folder import JournalDir, put_in_place
from controller.journal.recovery.rescue import save
from controller.journal.schema import NewerError
from controller.journal.sides import remove_sides
from controller.journal.verify import Row, Tail, newest_hash

log = logging.getLogger(__name__)
T = TypeVar("T")


class Store:
    """One thread opens and uses it."""

    def __init__(self, data_dir: Path) -> None:
        """Raises as ``Journal`` does."""
        self.folder = JournalDir(data_dir)
        self.path = self.folder.journal
        self._gone = False
        self._proved: dict[str, list[Row]] = {}
        try:
            self.db = self.guarded(self._open)
        except BaseException:
            self.folder.close()
            raise
        self._place = self.folder.place()
        self._place.note()

    def proved(self) -> dict[str, list[Row]]:
        """The events of the newest day, by that day, as opening proved them; once, because they are many."""
        found, self._proved = self._proved, {}
        return found

    def guarded(self, work: Callable[[], T]) -> T:
        """Do it; when the disk takes nothing, give the reserve back and do it once more.

        Raises JournalFullError when that did not help, JournalDamagedError when the file is to blame.
        """
        try:
            return work()
        except sqlite3.IntegrityError:
            raise
        except sqlite3.DatabaseError as error:
            if not is_full(error) or not self.folder.give_reserve_back():
                raise self._because_of(error) from error
            log.warning("disk trouble (%s): giving the reserve back and trying again", error)
        try:
            return work()
        except sqlite3.OperationalError as error:
            raise self._because_of(error) from error

    def write(self, work: Callable[[], T]) -> T:
        """Write something beside the events."""
        done = self.guarded(work)
        self._place.note()
        return done

    def commit(self, work: Callable[[], None], tail: Tail) -> None:
        """Write events. Raises JournalGoneError when they are not in the file that has the journal's name."""
        if not self.in_place(tail):
            raise self._lost_place()
        self.guarded(work)
        if self._place.moved():  # it was written, but into a file that nobody will find
            self._gone = True
            raise self._lost_place()
        self._place.note()

    def in_place(self, tail: Tail) -> bool:
        """Whether the file is still in its place, and as we wrote it."""
        if not self._gone:
            self._gone = self._place.moved() or (self._place.touched() and not self._is_ours(tail))
        return not self._gone

    def heal(self, tail: Tail, stamp: str, probe: Callable[[], object]) -> bool:
        """Try whether the disk takes writes, and set the reserve aside again. False: not yet.

        A journal that was taken away is written anew; ``stamp`` names what is found in its place.
        """
        try:
            if not self.in_place(tail):
                self._rescue(tail, stamp)
            probe()
        except JournalDamagedError:
            raise
        except (sqlite3.DatabaseError, OSError, JournalError) as error:
            log.warning("not yet: %s", error)
            return False
        self._place.note()
        self.folder.keep_reserve()
        return True

    def close(self) -> None:
        """Close the file and release the folder."""
        self.db.close()
        self.folder.close()

    def _open(self) -> sqlite3.Connection:
        """The checked connection."""
        try:
            db, self._proved = open_file(self.path)
        except NewerError as error:
            raise JournalError(f"{self.path}: {error}") from error
        except sqlite3.Error as error:
            if is_trouble(error) and not (is_read_only(error) and self.folder.may_write()):
                raise
            raise JournalDamagedError(f"{self.path} is damaged: {error}") from error
        return db

    def _because_of(self, error: sqlite3.Error) -> JournalError:
        if not is_trouble(error):
            return JournalDamagedError(f"{self.path} is damaged: {error}")
        return JournalFullError(
            f"{self.path} cannot be written ({error}): make room on the disk, or replace it"
        )

    def _lost_place(self) -> JournalGoneError:
        return JournalGoneError(f"{self.path} was taken away or replaced while it was in use")

    def _is_ours(self, tail: Tail) -> bool:
        """Whether the file, read afresh, is the journal that we wrote."""
        try:
            with contextlib.closing(open_file(self.path)[0]) as fresh:
                ours = newest_hash(fresh) == tail.newest
        except (sqlite3.Error, JournalError, NewerError):
            return False
        if ours:
            self._place.note()
        return ours

    def _rescue(self, tail: Tail, stamp: str) -> None:
        """Write everything that is known into a new file with the journal's name. Raises when that cannot be done."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        folder = self.folder.anew() if self._place.lock_moved() else self.folder
        try:
            building = save(self.db, self.path, tail, stamp)
        except BaseException:
            if folder is not self.folder:
                folder.close()
            raise
        if folder is not self.folder:
            self.folder.close()
            self.folder = folder
        self.db.close()  # it may write to the file without a name, and removes its log
        try:
            self.path.unlink(missing_ok=True)
            remove_sides(self.path)
            put_in_place(building, self.path)
            self.db, _events = open_file(self.path)
        except (sqlite3.Error, OSError) as error:
            raise JournalDamagedError(f"{self.path} is damaged: {error}") from error
        self._gone, self._place = False, self.folder.place()
        self._place.note()
        log.critical("%s was taken away and is written anew", self.path)
