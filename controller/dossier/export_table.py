"""The rows of an export, found by code. Read by another process, and kept outside our own memory."""

import asyncio
import json
import mmap
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path
from typing import Any

from controller.dossier.export import ExportError
from controller.dossier.reading import MAX_ITEMS
from controller.dossier.settings import FieldNames

DEADLINE_S = 25.0
"""For the whole reading; it happens beside the look-ups, not before them."""
READER = ("-m", "controller.dossier.export_reader")
_PACKAGES = Path(__file__).parents[2]


class Table:
    """Sorted lines in a piece of memory that has no name and goes back to the kernel with this object."""

    def __init__(self, lines: mmap.mmap, columns: tuple[str, ...], rows: int) -> None:
        """``rows``: how many there are; one with a receipt counts twice, for it is found by either code."""
        self._lines, self._columns, self.rows = lines, columns, rows

    def items(self, code: str) -> list[dict[str, Any]]:
        """The dossiers of a code, each as a table of column and value; of too many one more than is allowed."""
        key = f"{code}\t".encode()
        found: list[dict[str, Any]] = []
        at = self._first(key)
        while len(found) <= MAX_ITEMS and self._lines[at : at + len(key)] == key:
            end = self._lines.find(b"\n", at)
            cells = json.loads(self._lines[at + len(key) : end])
            found.append(dict(zip(self._columns, cells, strict=True)))
            at = end + 1
        return found

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


async def read_table(path: Path, table: str, names: FieldNames) -> Table:
    """Read an export. Raises ExportError when it is not whole or not one, OSError when no process can start."""
    lines = os.memfd_create("export")
    try:
        told = await _told(lines, _order(path, table, names, lines))
        if "error" in told:
            raise ExportError(told["error"])
        return Table(mmap.mmap(lines, 0, prot=mmap.PROT_READ), tuple(told["columns"]), told["rows"])
    finally:
        os.close(lines)


def _order(path: Path, table: str, names: FieldNames, lines: int) -> dict[str, Any]:
    given = [name for name in names.model_dump().values() if name]
    needed = [name for name in (names.code, names.status, names.hidden) if name]
    return {
        "path": str(path.absolute()),
        "table": table,
        "wanted": list(dict.fromkeys(given)),
        "needed": needed,
        "keys": [name for name in (names.code, names.receipt) if name],
        "fd": lines,
    }


async def _told(lines: int, order: dict[str, Any]) -> dict[str, Any]:
    """What the reader says. It is ended with us, and its other words, which could quote a row, are not heard."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *READER),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        pass_fds=(lines,),
        cwd=_PACKAGES,
    )
    try:
        async with asyncio.timeout(DEADLINE_S):
            said, _ = await process.communicate(json.dumps(order).encode())
    except TimeoutError:
        raise ExportError(f"not read within {DEADLINE_S:.0f} s") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise ExportError(f"the reader ended with {process.returncode}: it takes too much memory or time")
    told: dict[str, Any] = json.loads(said)
    return told
