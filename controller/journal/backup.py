"""A copy of the journal, made while the desk works: ``motcua controller backup FILE``."""

import argparse
import contextlib
import sqlite3
import sys
from pathlib import Path

from controller.file_stamp import file_stamp
from controller.journal.connecting import connect
from controller.journal.file import check
from controller.journal.folder import FILE, put_in_place
from controller.journal.said import both
from controller.journal.verify import chain_fault
from controller.settings import OfficeSettings
from hardware.host.clock import SystemClock
from hardware.host.command import prog
from hardware.host.settings_file import SettingsError, load_settings


def copy_journal(journal: Path, to: Path) -> None:
    """Copy it whole and proved; ``to`` is there only when it is.

    Raises OSError or sqlite3.Error when it cannot be read or written, ValueError when it is not sound.
    """
    if to.exists() and journal.exists() and to.samefile(journal):
        raise ValueError(both("backup.present", file=to))
    building = to.with_name(f"{to.name}.building")
    building.unlink(missing_ok=True)
    try:
        _copy(journal, building)
        put_in_place(building, to)
    except (OSError, sqlite3.Error):
        building.unlink(missing_ok=True)  # a half of it would only take room
        raise


def sound_copy(journal: Path, to: Path) -> None:
    """As ``copy_journal``, where one kind of error is enough: OSError, or ValueError with what is wrong with it."""
    try:
        copy_journal(journal, to)
    except sqlite3.Error as error:
        raise ValueError(str(error)) from error


def fault_in(copy: Path) -> str | None:
    """What is wrong with a copy; None when every event of it is right. Raises OSError."""
    try:
        with contextlib.closing(connect(f"{copy.absolute().as_uri()}", uri=True)) as db:
            check(db)
            return chain_fault(db)
    except sqlite3.Error as error:
        return str(error)


def _copy(journal: Path, building: Path) -> None:
    with (
        contextlib.closing(connect(f"{journal.absolute().as_uri()}?mode=ro", uri=True)) as source,
        contextlib.closing(connect(building, isolation_level=None)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
        check(copy)
        fault = chain_fault(copy)
    if fault:
        raise ValueError(f"it is not sound ({fault}); the copy is left as {building}")


def name_in(folder: Path, site: str, utc_ms: int) -> Path:
    """What a copy in a folder is called: by office and time (UTC), so that they sort as they were made."""
    stamp = f"{file_stamp(utc_ms)}Z"
    return folder / f"motcua-{site}-{stamp}.db"


def main(argv: list[str]) -> str:
    """Make the copy; returns what to tell. Ends the process with status 1 and the reason when it cannot."""
    parser = argparse.ArgumentParser(prog=prog("controller"), description=both("backup.help"))
    parser.add_argument("--settings", type=Path, default=Path("/etc/motcua/controller.toml"))
    parser.add_argument("file", type=Path, metavar="FILE", help=both("backup.help-file"))
    args = parser.parse_args(argv)
    try:
        settings = load_settings(args.settings, OfficeSettings)
        to = name_in(args.file, settings.site, SystemClock().utc_ms()) if args.file.is_dir() else args.file
        copy_journal(settings.data_dir / FILE, to)
    except (SettingsError, OSError, ValueError, sqlite3.Error) as error:
        sys.exit(f"the journal was not copied: {error}")
    return f"{to}: {to.stat().st_size} bytes"
