"""`python -m controller.dossier.export_reader`: reads one export and dies, so that no file can harm the desk.

A spreadsheet of 1.5 kB can ask for 500 GB, and a database can be endless. Standard input: an order, see
``read``. Standard output: one JSON line, ``{"columns": [...], "rows": n}`` or ``{"error": "..."}``. The rows go,
sorted, into the file with the number ``fd``, one a line: code, tab, the cells as JSON.
"""

import contextlib
import json
import os
import resource
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from contracts.dossiers import as_code
from controller.dossier.export import ExportError

MEMORY = 512 * 1024 * 1024
SECONDS = 20
"""Of computing, and of waiting for a slow disk."""
MOST_LINES = 128 * 1024 * 1024
"""Bytes of rows: they stay in memory until the next export."""


def confine() -> None:
    """Take from this process what it must not need: memory, time, and the memory dump of a crash."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, MOST_LINES),
        (resource.RLIMIT_CORE, 0),  # people are in the file
    ):
        resource.setrlimit(what, (most, most))
    with contextlib.suppress(OSError):  # should memory end, this goes and not the desk
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
    signal.alarm(SECONDS)
    os.nice(10)  # the desk comes first


def read(order: dict[str, Any]) -> dict[str, Any]:
    """Carry out an order: ``path``, ``table``, ``wanted``, ``needed``, ``keys`` and ``fd``."""
    from controller.dossier.export_rows import read_rows  # noqa: PLC0415 - only once it is confined

    try:
        rows = read_rows(Path(order["path"]), order["table"], order["wanted"], order["needed"])
        columns = [str(name) for name in next(rows)]
        keys = [columns.index(name) for name in order["keys"] if name in columns]
        lines = sorted(_lines(rows, keys))
        with open(order["fd"], "wb", closefd=False) as out:
            out.writelines(lines)
    except (ExportError, OSError) as error:
        return {"error": str(error) if isinstance(error, ExportError) else error.strerror or "OSError"}
    except MemoryError:
        return {"error": "needs too much memory"}
    return {"columns": columns, "rows": len(lines)} if lines else {"error": "no dossiers"}


def _lines(rows: Iterator[tuple[Any, ...]], keys: list[int]) -> Iterator[bytes]:
    """A row stands under its own code and under that of its receipt."""
    for row in rows:
        cells = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        for code in {as_code(str(row[key])) for key in keys} - {None}:
            yield b"%s\t%s\n" % (str(code).encode(), cells)


if __name__ == "__main__":
    confine()
    sys.stdout.write(json.dumps(read(json.load(sys.stdin))))
