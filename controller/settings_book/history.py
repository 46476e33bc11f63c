"""What the settings file said before, who changed it and when. Files beside the journal; each is whole or not there."""

import contextlib
import hashlib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from contracts.vocabulary import Millis
from hardware.durable import write_durably
from hardware.sealed_file import read_sealed, write_sealed

FOLDER = "settings"
"""Beside the journal."""
INDEX = "history.json"
MOST_KEPT = 100
MOST_BYTES = 100_000
BY_HAND, FIRST, BACK, CAME_DUE, GOOD_BACK = "by-hand", "first", "back", "came-due", "good-back"
"""What changed the file where it was no section of the page."""


class Change(BaseModel):
    """The file as it was written once."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    nth: int
    at: Millis
    """Desk clock."""
    who: str
    """The sign-in name; empty: somebody with an editor."""
    what: str
    """The section of the page, or one of the words above."""
    digest: str


_LIST = TypeAdapter(tuple[Change, ...])


def digest_of(text: str) -> str:
    """By which a text is known again."""
    return hashlib.sha256(text.encode()).hexdigest()


class History:
    """The changes of one file, oldest first."""

    def __init__(self, folder: Path) -> None:
        """A list that cannot be read is begun anew: it is a convenience, and the file is the truth."""
        self._folder = folder
        self.changes: tuple[Change, ...] = ()
        with contextlib.suppress(OSError, ValueError):
            self.changes = _LIST.validate_json(read_sealed(folder / INDEX, MOST_BYTES))

    def note(self, text: str, who: str, what: str, at: Millis) -> None:
        """Write down a text before the file gets it. Raises OSError: then nothing is noted."""
        nth = max((change.nth for change in self.changes), default=0) + 1
        write_durably(self._file(nth), text.encode())
        change = Change(nth=nth, at=at, who=who, what=what, digest=digest_of(text))
        self._save((*self.changes, change)[-MOST_KEPT:])

    def take_back(self) -> None:
        """The file did not get the newest text."""
        if self.changes:
            self._save(self.changes[:-1])

    def begin(self, text: str, at: Millis) -> None:
        """The program starts, and the file says this: a change that was cut short never was."""
        if [change.digest for change in self.changes[-2:-1]] == [digest_of(text)]:
            self.take_back()
        self.look(text, at)

    def look(self, text: str, at: Millis) -> None:
        """What the file says and nobody noted is somebody's with an editor. Raises OSError."""
        if not self.changes or self.changes[-1].digest != digest_of(text):
            self.note(text, "", BY_HAND if self.changes else FIRST, at)

    def text(self, change: Change) -> str | None:
        """What the file said then; None where that is lost."""
        with contextlib.suppress(OSError, UnicodeDecodeError):
            text = self._file(change.nth).read_bytes().decode()
            return text if digest_of(text) == change.digest else None
        return None

    def _save(self, changes: tuple[Change, ...]) -> None:
        write_sealed(self._folder / INDEX, _LIST.dump_json(changes, indent=1))
        gone = {change.nth for change in self.changes} - {change.nth for change in changes}
        self.changes = changes
        for nth in gone:
            with contextlib.suppress(OSError):
                self._file(nth).unlink()

    def _file(self, nth: int) -> Path:
        return self._folder / f"{nth:06d}.toml"
