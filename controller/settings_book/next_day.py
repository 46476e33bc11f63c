"""Changes that wait until the day is over, kept beside the journal. The settings file does not have them yet."""

import contextlib
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import BaseModel, ConfigDict, TypeAdapter

from contracts.vocabulary import Millis
from hardware.sealed_file import read_sealed, write_sealed

FILE = "next_day.toml"
MOST_BYTES = 2_000_000


class Waiting(BaseModel):
    """A change that waits."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    what: str
    """The section of the page."""
    who: str
    at: Millis
    day: str
    """The service day (ISO date) whose end it waits for."""
    values: dict[str, Any] = {}
    gone: tuple[str, ...] = ()
    """Keys that the file is no longer to have."""

    @property
    def edit(self) -> dict[str, Any]:
        """As the file is asked for it."""
        return {**self.values, **dict.fromkeys(self.gone)}

    @property
    def keys(self) -> frozenset[str]:
        """What it is about."""
        return frozenset(self.values) | frozenset(self.gone)


_LIST = TypeAdapter(tuple[Waiting, ...])


class NextDay:
    """What waits, oldest first; no two about the same key."""

    def __init__(self, folder: Path) -> None:
        """What cannot be read is not there: it was never promised that it had happened."""
        self._path = folder / FILE
        self.waiting: tuple[Waiting, ...] = ()
        with contextlib.suppress(OSError, ValueError):
            self.waiting = _LIST.validate_python(
                tomllib.loads(read_sealed(self._path, MOST_BYTES).decode()).get("waiting", [])
            )

    def put(self, waiting: Waiting) -> None:
        """Keep one more; it takes the place of whatever waits about the same. Raises OSError."""
        self._save((*self.others(waiting.keys), waiting))

    def drop(self, keys: Iterable[str]) -> None:
        """Forget what is about any of these keys. Raises OSError."""
        left = self.others(keys)
        if left != self.waiting:
            self._save(left)

    def about(self, keys: Iterable[str]) -> tuple[Waiting, ...]:
        """What waits about any of these keys."""
        return tuple(each for each in self.waiting if each.keys & set(keys))

    def others(self, keys: Iterable[str]) -> tuple[Waiting, ...]:
        """What waits about none of these keys."""
        return tuple(each for each in self.waiting if not each.keys & set(keys))

    def due(self, day: str) -> tuple[Waiting, ...]:
        """Whose day is over when ``day`` (ISO date) has come."""
        return tuple(each for each in self.waiting if each.day < day)

    def _save(self, waiting: tuple[Waiting, ...]) -> None:
        text = tomlkit.dumps({"waiting": [each.model_dump() for each in waiting]})
        write_sealed(self._path, text.encode())
        self.waiting = waiting
