"""The dossiers of an export, found by code. Read by another process, and kept outside our own memory."""

import asyncio
import json
import mmap
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from controller.dossier.export.records import from_json
from controller.dossier.export.words import MOST_NOTES, ExportError, Note, Odd, Report, Unusable
from controller.dossier.port import Record
from controller.dossier.reading import MAX_ITEMS

DEADLINE_S = 160.0
"""For the whole reading; it happens beside the look-ups, not before them."""
READER = ("-m", "controller.dossier.export.reader")
_PACKAGES = Path(__file__).parents[3]


@dataclass(frozen=True)
class Wish:
    """How exports of this office are to be read."""

    names: Mapping[str, str]
    """Field -> heading; empty: not read."""
    explicit: frozenset[str] = frozenset()
    """The fields that the office named itself."""
    table: str = ""
    words: Mapping[str, str] | None = None
    utc_offset_minutes: int = 420


class Table:
    """Sorted lines in a piece of memory that has no name and goes back to the kernel with this object."""

    def __init__(self, lines: mmap.mmap | bytes, report: Report) -> None:
        self._lines, self.report = lines, report

    @property
    def lines(self) -> mmap.mmap | bytes:
        """All of it, as it was read."""
        return self._lines

    def records(self, code: str) -> tuple[Record, ...]:
        """The dossiers of a code; of too many one more than is allowed."""
        key = f"{code}\t".encode()
        found: list[Record] = []
        at = self._first(key)
        while len(found) <= MAX_ITEMS and self._lines[at : at + len(key)] == key:
            end = self._lines.find(b"\n", at)
            found.append(from_json(self._lines[at + len(key) : end]))
            at = end + 1
        return tuple(found)

    def all(self) -> Iterator[Record]:
        """Every dossier once, by its own code."""
        at = 0
        while at < len(self._lines):
            end = self._lines.find(b"\n", at)
            key, _, kept = self._lines[at:end].partition(b"\t")
            record = from_json(kept)
            if record.code.encode() == key:
                yield record
            at = end + 1

    def _first(self, key: bytes) -> int:
        """Where the first line begins that does not sort before ``key``."""
        low, high = 0, len(self._lines)
        while low < high:
            start = self._lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
            if self._lines[start : start + len(key)] < key:
                low = self._lines.find(b"\n", start) + 1
            else:
                high = start
        return low


async def read_table(path: Path, wish: Wish, most_notes: int = MOST_NOTES, fd: int | None = None) -> Table:
    """Read an export. Raises ExportError when it cannot be used, OSError when no process can start.

    ``fd``: read this open file instead of the one at ``path``.
    """
    lines = os.memfd_create("export")
    try:
        order = order_of(path if fd is None else Path(f"/proc/self/fd/{fd}"), wish, most_notes, lines)
        told = await _told((lines,) if fd is None else (lines, fd), order)
        report = report_of(told)
        return Table(mmap.mmap(lines, 0, prot=mmap.PROT_READ), report)
    finally:
        os.close(lines)


def order_of(path: Path, wish: Wish, most_notes: int, lines: int) -> dict[str, Any]:
    """What the reading process is asked; ``lines``: the number of the file for the dossiers."""
    return {
        "path": str(path.absolute()),
        "table": wish.table,
        "names": dict(wish.names),
        "explicit": sorted(wish.explicit),
        "words": dict(wish.words or {}),
        "utc_offset_minutes": wish.utc_offset_minutes,
        "notes": most_notes,
        "fd": lines,
    }


def report_of(told: dict[str, Any]) -> Report:
    """What it answers. Raises ExportError."""
    if "error" in told:
        raise ExportError(Unusable(told["error"]), told["line"], **told["facts"])
    notes = [Note(**{**note, "what": Odd(note["what"])}) for note in told.pop("notes")]
    return Report(**told, notes=notes)


async def _told(fds: tuple[int, ...], order: dict[str, Any]) -> dict[str, Any]:
    """What the reader says. It is ended with us, and its other words, which could quote a row, are not heard."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *READER),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        pass_fds=fds,
        cwd=_PACKAGES,
    )
    try:
        async with asyncio.timeout(DEADLINE_S):
            said, _ = await process.communicate(json.dumps(order).encode())
    except TimeoutError:
        raise ExportError(Unusable.TOO_COSTLY) from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise ExportError(Unusable.TOO_COSTLY)
    told: dict[str, Any] = json.loads(said)
    return told
