"""The last good export, kept in the desk's own folder: it still counts when the one in the exports' folder is bad.

Only what look-ups may tell is kept, as it was understood; the export itself, with its people, is not.
"""

import hashlib
import json
import logging
import mmap
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from controller.dossier.export.table import Table, Wish, report_of
from hardware.durable import write_durably
from hardware.seal import sealed, unsealed

log = logging.getLogger(__name__)

FILE = "last-export"
FORMAT = 1

Mark = tuple[str, int, int]
"""Name, time of change and size of the export."""


@dataclass(frozen=True)
class Kept:
    """An export that was good: which one, when it was made, and what was understood."""

    mark: Mark
    as_of: int
    table: Table


class LastGood:
    """One file, replaced whole. It counts only while exports are still to be read as they were then."""

    def __init__(self, data_dir: Path, wish: Wish) -> None:
        self._path = data_dir / FILE
        self._wish = hashlib.sha256(json.dumps(_plain(wish), sort_keys=True).encode()).hexdigest()
        self._kept: Mark | None = None

    def keep(self, kept: Kept) -> None:
        """Write it so that a power cut leaves this one or the one before. Never raises: look-ups go on without."""
        if kept.mark == self._kept:
            return
        lines = kept.table.lines
        about = {
            "format": FORMAT,
            "wish": self._wish,
            "mark": kept.mark,
            "as_of": kept.as_of,
            "report": asdict(kept.table.report),
        }
        try:
            head = json.dumps(about).encode() + b"\n"
            write_durably(self._path, sealed(head, lines), head, lines)
        except OSError as error:
            log.warning("the last good export could not be kept: %s", error)
            return
        self._kept = kept.mark

    def load(self) -> Kept | None:
        """What was kept; None when there is none, it is damaged, or exports are read in another way now."""
        try:
            head, _, lines = unsealed(self._path.read_bytes()).partition(b"\n")
            about: dict[str, Any] = json.loads(head)
            if (about["format"], about["wish"]) != (FORMAT, self._wish):
                log.warning("the export that was kept is not used: other settings")
                return None
            name, changed, size = about["mark"]
            self._kept = (str(name), int(changed), int(size))
            return Kept(self._kept, int(about["as_of"]), Table(_outside(lines), report_of(about["report"])))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("the export that was kept cannot be read: %s", type(error).__name__)
            return None


def _outside(lines: bytes) -> mmap.mmap:
    """In memory that goes back to the kernel with its table, as that of every export."""
    file = os.memfd_create("export")
    try:
        _write_all(file, lines)
        return mmap.mmap(file, 0, prot=mmap.PROT_READ)
    finally:
        os.close(file)


def _write_all(file: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(file, left) :]


def _plain(wish: Wish) -> dict[str, Any]:
    return {**asdict(wish), "explicit": sorted(wish.explicit)}
