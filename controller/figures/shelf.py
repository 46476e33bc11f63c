"""The folder of sheets that were made, and the list of them; a list that is lost begins anew with the files that are there."""

import contextlib
import logging
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from json import dumps, loads
from pathlib import Path

from controller.figures.due import Made
from controller.figures.period import Kind
from hardware.durable import write_durably
from hardware.sealed_file import read_sealed, write_sealed

log = logging.getLogger(__name__)

LIST = "made.json"
MOST_BYTES = 4_000_000
READABLE = 0o644


class Shelf:
    """One at a time uses it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        read = self._read()
        self.made: tuple[Made, ...] = read or ()
        self.lost = read is None
        """Whether there is no list that could be read; ``begin`` makes another."""

    def files(self) -> frozenset[str]:
        """The names of all files in the folder. Raises OSError."""
        try:
            return frozenset(path.name for path in self.folder.iterdir())
        except FileNotFoundError:
            return frozenset()

    def begin(self, made: Iterable[Made]) -> None:
        """The list anew. Raises OSError."""
        self.made = tuple(made)
        self._write()
        self.lost = False

    def put(self, made: Made, files: dict[str, bytes]) -> None:
        """Keep a sheet: its files, which are new ones, then its line in the list; all or nothing. Raises OSError."""
        before = self.made
        try:
            for name, body in files.items():
                write_durably(self.folder / name, body, mode=READABLE)
            self.made = (*before, made)
            self._write()
        except OSError:
            self.made = before
            for name in files:
                with contextlib.suppress(OSError):
                    (self.folder / name).unlink()
            raise

    def mailed(self, made: Made) -> None:
        """Note that a sheet went out by mail. Raises OSError."""
        self.made = tuple(
            made if (one.kind, one.first, one.version) == _id(made) else one for one in self.made
        )
        self._write()

    def file(self, name: str) -> Path | None:
        """A file that was made, if it is still there."""
        known = any(name in one.files for one in self.made)
        path = self.folder / name
        return path if known and path.is_file() else None

    def _write(self) -> None:
        told = [{**asdict(one), "first": one.first.isoformat()} for one in self.made]
        write_sealed(self.folder / LIST, dumps(told).encode(), mode=READABLE)

    def _read(self) -> tuple[Made, ...] | None:
        """The list; None: there is none that can be read."""
        try:
            told = loads(read_sealed(self.folder / LIST, MOST_BYTES))
            return tuple(_made(one) for one in told)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning(
                "%s cannot be read (%s): the list begins anew", self.folder / LIST, type(error).__name__
            )
            return None


def _id(made: Made) -> tuple[Kind, date, int]:
    return made.kind, made.first, made.version


def _made(told: dict[str, object]) -> Made:
    return Made(
        Kind(str(told["kind"])),
        date.fromisoformat(str(told["first"])),
        str(told["mark"]),
        int(str(told["at"])),
        tuple(map(str, _listed(told["files"]))),
        int(str(told.get("version", 1))),
        tuple(map(str, _listed(told.get("mailed", [])))),
    )


def _listed(told: object) -> list[object]:
    if not isinstance(told, list):
        raise TypeError(told)
    return told
