"""`python -m controller.dossier.export.reader`: reads one export and dies, so that no file can harm the desk.

A spreadsheet of 1.5 kB can ask for 500 GB, and a database can be endless. Standard input: an order, see ``read``.
Standard output: one JSON line, a ``Report`` or ``{"error": what, "line": n, "facts": {...}}``. The dossiers go,
sorted, into the file with the number ``fd``, one a line: code, tab, the record as JSON. Nothing of a person does.
"""

import contextlib
import errno
import json
import os
import resource
import signal
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from contracts.dossiers import DossierStatus
from controller.dossier.export.words import ExportError, Note, Odd, Report, Unusable
from controller.dossier.reading import Reader
from controller.dossier.status import StatusWords
from controller.dossier.status_words import known_words

MEMORY = 512 * 1024 * 1024
SECONDS = 60
"""Of computing."""
WAITING_S = 150
"""In all, for a slow disk or a busy machine."""
MOST_LINES = 128 * 1024 * 1024
"""Bytes of records: they stay in memory until the next export."""


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
    signal.alarm(WAITING_S)
    os.nice(10)  # the desk comes first


def read(order: dict[str, Any]) -> dict[str, Any]:
    """Carry out an order.

    ``path``, ``table`` (sheet or table; empty: all that have the heading), ``names`` (field -> heading), ``explicit``
    (the fields that the office named itself), ``words`` (its statuses), ``utc_offset_minutes``, ``notes`` (how many
    are told in full) and ``fd``.
    """
    from controller.dossier.export.whole import Export  # noqa: PLC0415 - only once it is confined

    try:
        words = {word: DossierStatus(status) for word, status in order["words"].items()}
        reader = Reader(order["names"], StatusWords.of(*known_words(), words), order["utc_offset_minutes"])
        export = Export(Path(order["path"]), order["table"], frozenset(order["explicit"]), reader)
        report, lines = export.read(order["notes"])
        with open(order["fd"], "wb", closefd=False) as out:
            out.writelines(_sorted(lines, report))
        return asdict(report)
    except ExportError as error:
        return {"error": error.what, "line": error.line, "facts": error.facts}
    except OSError as error:
        what = Unusable.TOO_COSTLY if error.errno in (errno.EFBIG, errno.ENOMEM) else Unusable.NO_ACCESS
        return {"error": what, "line": 0, "facts": {"why": error.strerror or "OSError"}}
    except MemoryError:
        return {"error": Unusable.TOO_COSTLY, "line": 0, "facts": {}}
    except Exception as error:  # noqa: BLE001 - a file that nobody foresaw; only the kind of error is told
        return {"error": Unusable.NOT_READABLE, "line": 0, "facts": {"why": type(error).__name__}}


def _sorted(lines: list[bytes], report: Report) -> Iterator[bytes]:
    """Each line once, by its key; codes are noted that stand there twice with different things said of them."""
    lines.sort()
    before, code_before = b"", b""
    for line in lines:
        if line == before:
            continue
        code, _, kept = line.partition(b"\t")
        own = kept.startswith(b'["%s",' % code)
        if own and code == code_before:
            report.note(Note(Odd.TWICE, field="code", said=code.decode()))
        before, code_before = line, code if own else b""
        yield line


if __name__ == "__main__":
    confine()
    sys.stdout.write(json.dumps(read(json.load(sys.stdin))))
