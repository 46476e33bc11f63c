"""An office comes back from a backup instead of being begun: proved at once, put in its place when the desk has stopped."""

import contextlib
import logging
import sys
from collections.abc import Callable
from pathlib import Path

from contracts.vocabulary import Millis
from controller.backup.archive import Card
from controller.backup.errors import BackupError
from controller.backup.restoring import end_cut_short, proved, restore_all
from controller.backup.said import told
from controller.journal.recovery.restoring import Moment, RestoreError

log = logging.getLogger(__name__)

VIET_NAM = 420
"""Minutes; only names of files that are kept depend on it."""


class ComingBack:
    """Of one program, over its lives."""

    def __init__(self, settings: Path) -> None:
        """``settings``: the file that the office's own comes back to."""
        self._settings = settings
        self._wanted: tuple[Path, str] | None = None
        self.on_wanted: Callable[[], object] = lambda: None
        """Called when a proved backup waits: then the desk stops."""
        self.trouble = ""
        """Why the last one could not be put in its place; "" when nothing failed."""

    def end_cut_short(self) -> None:
        """What was interrupted while it was put in its place is ended, before settings are read.

        Ends the process, with a sentence, where it can neither be done nor undone.
        """
        try:
            end_cut_short(self._settings.parent)
        except BackupError as error:
            sys.exit(told(error))

    @property
    def waits(self) -> bool:
        """Whether a proved backup is to be put in its place."""
        return self._wanted is not None

    def want(self, file: Path, phrase: str) -> Card:
        """Prove it to its end, and have it put in its place. Blocks; raises BackupError: then nothing happens.

        ``file`` is ours from then on, and is deleted.
        """
        try:
            card = proved(file, phrase)
        except BackupError:
            file.unlink(missing_ok=True)
            raise
        self._wanted = file, phrase
        return card

    def take(self, utc_ms: Millis) -> None:
        """Put it in its place; no desk may be working. What fails is told by ``trouble``, and the office is as before."""
        if self._wanted is None:
            return
        (file, phrase), self._wanted = self._wanted, None
        folder = self._settings.resolve().parent
        try:
            restore_all(file, phrase, folder, None, Moment(utc_ms, VIET_NAM))
            self.trouble = ""
        except (BackupError, RestoreError) as error:
            self.trouble = (
                str(error.facts.get("why", error.key)) if isinstance(error, BackupError) else str(error)
            )
            log.error("the backup could not be put in its place: %s", self.trouble)  # noqa: TRY400 - the cause is known
        finally:
            with contextlib.suppress(OSError):
                file.unlink()
