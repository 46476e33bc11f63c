"""An office with a journal, settings and keys, and a stick for its backups."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contracts.vocabulary import SiteId
from controller.backup.keys import keep_recipient, recipient_of
from controller.backup.making import Ground
from tests.integration.controller.clerkless import Ledger, a_journal

SITE = SiteId("test")
NOW = 1_796_000_000_000
DAY_MS = 86_400_000
PHRASE, OTHER = (" ".join([group] * 8) for group in ("00000", "12340"))
BLANK = "ab" * 32
TOML = """\
site = "test"
data_dir = "{data}"
name = {{ vi = "Trung tâm" }}
authority = {{ vi = "UBND" }}
backup = {{ folder = "{stick}", same_disk = true, keep = 3 }}
[[services]]
code = "civil"
prefix = "A"
name = {{ vi = "Hộ tịch" }}
[[services]]
code = "land"
prefix = "B"
name = {{ vi = "Đất đai" }}
[[counters]]
id = "1"
label = "1"
services = ["civil", "land"]
[[sessions]]
name = {{ vi = "Sáng" }}
days = [1, 2, 3, 4, 5]
take_from = "07:00"
take_until = "11:00"
serve_from = "07:30"
serve_until = "11:30"
[[clerks]]
id = "lan"
name = "Lan"
pin_hash = "$argon2id$x"
"""


class Office:
    """Lives below a folder of a test."""

    def __init__(self, folder: Path, stick: Path) -> None:
        self.etc, self.data, self.stick = folder / "etc", folder / "data", stick
        self.file = self.etc / "controller.toml"
        self.etc.mkdir(parents=True)
        stick.mkdir(exist_ok=True)
        self.file.write_text(TOML.format(data=self.data, stick=stick), "utf-8")
        (self.etc / "kiosk.toml").write_text('site = "test"\ndevice = "kiosk-1"\n')
        journal = a_journal(self.data)
        ledger = Ledger(journal)
        self.numbers = [ledger.issue() for _ in range(5)]
        journal.close()
        (self.data / "pairing").mkdir()
        for name in ("ca.key", "ca.pem", "paired.json"):
            (self.data / "pairing" / name).write_text(f"the office's {name}")
        (self.data / "uptime").mkdir()
        for day in ("2026-11-20", "2026-11-21"):
            (self.data / "uptime" / f"{day}.json").write_text(f"how the devices were on {day}")
        (self.data / "catalogue" / "blanks").mkdir(parents=True)
        (self.data / "catalogue" / "blanks.json").write_text("what each form's file is")
        (self.data / "catalogue" / "blanks" / f"{BLANK}.zip").write_text("a form")
        (self.data / "published.json").write_text("what the head published")
        for name in ("sending.key", "stated.json", "stated-annex.json"):
            (self.data / name).write_text(f"the office's {name}")
        (self.data / "sending.json").write_text("how far the centre has come")
        (self.data / "province.key").write_text("what the centre gave")
        (self.data / "private.db").write_text("the dossiers of today")
        keep_recipient(self.data, recipient_of(PHRASE))

    def ground(self, **changes: Any) -> Ground:
        facts: dict[str, Any] = {
            "site": SITE,
            "data_dir": self.data,
            "settings": self.etc,
            "pairing": self.data / "pairing",
            "catalogue": self.data / "catalogue",
            "folder": self.stick,
            "keep": 3,
            "same_disk": True,
            "version": "1.0",
            **changes,
        }
        return Ground(**facts)


def a_stick(folder: Path, size: str = "8m") -> Callable[[], None]:
    """A real file system of that size on a folder; call what is returned to pull it out. Skips without root."""
    folder.mkdir(exist_ok=True)
    command = ("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder))
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting a stick needs root")

    def pull() -> None:
        subprocess.run(("umount", "--lazy", str(folder)), check=False, capture_output=True)

    return pull
