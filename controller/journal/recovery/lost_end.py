"""What the journal remembers of itself outside its file, and what is missing when the file does not know it.

The witness is told after every commit. While something is lost and not made up for, it stays with the file that it
knew, so that a start that is cut short is followed by one that knows it, too.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from controller.domain.events import AnyEvent
from controller.domain.lost_rules import Lost
from controller.journal.folder import JournalDir
from controller.journal.recovery.witness import Witness, noted

log = logging.getLogger(__name__)


class LostEnd:
    """Keeps the witness of one open journal."""

    def __init__(self, folder: Callable[[], JournalDir]) -> None:
        """``folder``: where the witness lies now."""
        self.lost: Lost | None = None
        """What the file does not have; None: nothing, or it is made up for."""
        self._folder = folder

    @property
    def _dir(self) -> JournalDir:
        return self._folder()

    @property
    def witness(self) -> Witness:
        """What was remembered last."""
        return self._dir.witness

    def compare(self, journal: Path, last_seq: int, known_hash: str | None) -> None:
        """Find out what is missing. ``known_hash``: of the event that the witness saw last, as the file has it."""
        witness = self.witness
        if not witness.seq or (known_hash and witness.head in {"", known_hash}):
            return
        log.critical(
            "%s has %d events and is not the journal that was written last (%d events): "
            "another copy was put in its place, or its -wal file was lost",
            journal,
            last_seq,
            witness.seq,
        )
        self.lost = Lost(max(0, witness.seq - last_seq), witness.days, witness.losses + 1)
        self._dir.remember(replace(witness, losses=self.lost.nth))

    def remember(self, last_seq: int, head: str, epoch: int | None = None) -> None:
        """How far the journal has come."""
        news = self.witness if epoch is None else replace(self.witness, epoch=epoch)
        self._dir.remember(news if self.lost else replace(news, seq=last_seq, head=head))

    def given(self, day: str, events: Iterable[AnyEvent]) -> None:
        """Numbers were given on a day; ``remember`` follows."""
        self._dir.witness = replace(self.witness, days=noted(self.witness.days, day, events))

    def count_loss(self) -> int:
        """Which loss of this journal one is that somebody else noticed."""
        self._dir.remember(replace(self.witness, losses=self.witness.losses + 1))
        return self.witness.losses

    def settle(self) -> None:
        """Events now make up for what was lost."""
        self.lost = None
