"""A copy of the journal, made while the desk works: ``motcua controller backup FILE``."""

import argparse
import contextlib
import sqlite3
import sys
from pathlib import Path

from controller.journal.folder import FILE, put_in_place
from controller.journal.verify import chain_fault
from controller.settings import OfficeSettings
from hardware.host.command import prog
from hardware.host.settings_file import SettingsError, load_settings


def copy_journal(journal: Path, to: Path) -> None:
    """Copy it whole and proved; ``to`` is there only when it is.

    Raises OSError or sqlite3.Error when it cannot be read or written, ValueError when it is not sound.
    """
    building = to.with_name(f"{to.name}.building")
    building.unlink(missing_ok=True)
    with (
        contextlib.closing(sqlite3.connect(f"{journal.absolute().as_uri()}?mode=ro", uri=True)) as source,
        contextlib.closing(sqlite3.connect(building)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
        fault = chain_fault(copy)
    if fault:
        raise ValueError(f"it is not sound ({fault}); the copy is left as {building}")
    put_in_place(building, to)


def main(argv: list[str]) -> str:
    """Make the copy; returns what to tell. Ends the process with status 1 and the reason when it cannot."""
    parser = argparse.ArgumentParser(prog=prog("controller"), description="Copy the journal to FILE.")
    parser.add_argument("--settings", type=Path, default=Path("/etc/motcua/controller.toml"))
    parser.add_argument("file", type=Path, metavar="FILE", help="the copy; an older one there is replaced")
    args = parser.parse_args(argv)
    try:
        journal = load_settings(args.settings, OfficeSettings).data_dir / FILE
        copy_journal(journal, args.file)
    except (SettingsError, OSError, ValueError, sqlite3.Error) as error:
        sys.exit(f"the journal was not copied: {error}")
    return f"{args.file}: {args.file.stat().st_size} bytes"
