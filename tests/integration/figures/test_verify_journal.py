"""The script for strangers: it proves a real journal with nothing of ours, and notices every kind of tampering."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from controller.journal.event_codec import chain as ours
from controller.journal.folder import FILE
from tests.integration.figures.journals import write
from tests.rules.house import HOUSE
from tests.unit.figures.any_day import any_day

SCRIPT = HOUSE / "controller" / "web" / "static" / "verify_journal.py"


def verified(*arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", SCRIPT, *arguments], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verified")
    write(
        folder, {day: any_day(seed, 60, date=day)[1] for seed, day in enumerate(("2026-11-02", "2026-11-03"))}
    )
    return folder / FILE


def copy_of(journal: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "copy.db"
    copy.write_bytes(journal.read_bytes())
    return copy


def test_a_whole_journal_is_whole_and_knows_a_printed_hash(journal: Path):
    with sqlite3.connect(journal) as db:
        seq, digest = db.execute(
            "SELECT seq, hash FROM event WHERE day = '2026-11-02' ORDER BY seq DESC"
        ).fetchone()
    status, told = verified(str(journal), digest[:16].upper())
    assert status == 0
    assert "WHOLE" in told
    assert f"up to event {seq} of 2026-11-02" in told


@pytest.mark.parametrize(
    "how",
    [
        "UPDATE event SET body = replace(body, '\"at\":', '\"at\": ') WHERE seq = 30",
        "DELETE FROM event WHERE seq = 30",
        "DELETE FROM event WHERE seq = 1",
        "UPDATE event SET day = '2026-11-04' WHERE seq = 12",
        "UPDATE event SET kind = 'TicketCancelled' WHERE seq = 3",
        "UPDATE event SET request_id = 'x' WHERE seq = 7",
        "UPDATE event SET seq = 9999 WHERE seq = (SELECT max(seq) FROM event)",
    ],
)
def test_whoever_rewrites_an_event_is_noticed(journal: Path, tmp_path: Path, how: str):
    copy = copy_of(journal, tmp_path)
    with sqlite3.connect(copy) as db:
        db.execute(how)
    status, told = verified(str(copy))
    assert status == 1
    assert "BROKEN" in told


def test_whoever_rewrites_everything_after_it_is_betrayed_by_a_printed_report(journal: Path, tmp_path: Path):
    copy = copy_of(journal, tmp_path)
    with sqlite3.connect(copy) as db:
        printed = db.execute("SELECT hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()[0]
        db.execute(
            "UPDATE event SET body = replace(body, '\"number\":\"A', '\"number\":\"B') WHERE kind = 'TicketIssued'"
        )
        head = "0" * 64
        for seq, day, kind, body, request in db.execute(
            "SELECT seq, day, kind, body, request_id FROM event ORDER BY seq"
        ).fetchall():
            head = ours(head, seq, day, kind, body, request)
            db.execute("UPDATE event SET hash = ? WHERE seq = ?", (head, seq))
    assert verified(str(copy))[0] == 0
    status, told = verified(str(copy), printed[:16])
    assert status == 1
    assert "does not occur" in told


def test_what_is_no_journal_is_told_in_a_sentence(tmp_path: Path):
    (tmp_path / "x.db").write_bytes(b"no journal at all, but long enough to be looked at" * 40)
    status, told = verified(str(tmp_path / "x.db"))
    assert status == 1
    assert "is not a journal" in told
    assert "Traceback" not in told
