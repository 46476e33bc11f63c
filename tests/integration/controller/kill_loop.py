"""Issue, freeze, copy, kill, open, check: many times in one process. ``python -m ...kill_loop FOLDER SEEDS [early]``.

Each turn a child issues numbers and tells each one after its commit (``early``: before it, which must be
caught). It is stopped at a random moment, the files are copied as they lie there, and it is killed. Prints
one JSON object.
"""

import json
import os
import random
import select
import shutil
import signal
import sys
import time
from pathlib import Path

from controller.domain.day import Day, fold
from controller.journal.journal import Journal
from controller.journal.recovery.repair import open_journal
from tests.integration.controller.clerkless import DAY, Ledger, a_journal
from tests.integration.controller.house import sparse_reserve


def _issue_for_ever(folder: Path, told: int, *, early: bool) -> None:
    journal = a_journal(folder)
    journal._connection.execute("PRAGMA wal_autocheckpoint = 40")
    ledger = Ledger(journal)
    given = len(ledger.day.tickets)
    while True:
        given += 1
        if early:
            os.write(told, b"A%03d " % given)
        ledger.issue()
        if not early:
            os.write(told, b"A%03d " % given)


def _one_turn(folder: Path, image: Path, luck: random.Random, *, early: bool) -> set[str]:
    """Kill one child; the numbers it told before the files were copied."""
    ear, mouth = os.pipe()
    child = os.fork()
    if not child:
        try:
            _issue_for_ever(folder, mouth, early=early)
        finally:
            os._exit(1)
    os.close(mouth)
    select.select([ear], [], [], 10)  # it has begun
    time.sleep(luck.uniform(0, 0.03))
    os.kill(child, signal.SIGSTOP)
    os.waitpid(child, os.WUNTRACED)
    shutil.rmtree(image, ignore_errors=True)
    sparse_reserve(image)
    for file in folder.glob("journal.db*"):
        shutil.copy(file, image / file.name)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    told = b""
    while piece := os.read(ear, 65536):
        told += piece
    os.close(ear)
    return set(told.decode().split())


def _found(folder: Path) -> list[str]:
    journal: Journal = open_journal(folder, "killed")
    try:
        assert journal.verify() is None
        numbers = [t.number for t in fold(Day(DAY), journal.events(DAY)).tickets.values()]
    finally:
        journal.close()
    assert len(set(numbers)) == len(numbers), "a number twice"
    return numbers


def main(folder: Path, seeds: int, *, early: bool) -> dict[str, int]:
    """How many kills, numbers and losses there were."""
    told, lost, lost_in_copy, issued = set[str](), 0, 0, 0
    for seed in range(seeds):
        luck = random.Random(seed)  # noqa: S311 - the same luck in every run
        image = folder / "image"
        told |= _one_turn(folder / "office", image, luck, early=early)
        lost_in_copy += len(told - set(_found(image)))
        found = _found(folder / "office")
        lost += len(told - set(found))
        issued = len(found)
        told = set(found)
    return {"kills": seeds, "issued": issued, "lost": lost, "lost_in_copy": lost_in_copy}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), early="early" in sys.argv)))  # noqa: T201
