"""``motcua backup now|due|list|verify|phrase``: the office's backups, from a terminal or a timer."""

import argparse
import secrets
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from controller.backup import phrase as digits
from controller.backup.archive import JOURNAL
from controller.backup.asking import asked
from controller.backup.errors import BackupError, of_the_place
from controller.backup.keys import keep_recipient, recipient_in, recipient_of
from controller.backup.office import backup_now, backups_in, due, give_to_owner, ground_of
from controller.backup.restoring import proved
from controller.backup.said import both, told
from controller.journal.backup import fault_in
from controller.settings import OfficeSettings
from hardware.host.clock import SystemClock
from hardware.host.command import prog
from hardware.host.program import VERSION
from hardware.host.settings_file import SettingsError, load_settings

SETTINGS = Path("/etc/motcua/controller.toml")


def now(args: argparse.Namespace, settings: OfficeSettings) -> str:
    """Make one."""
    ground = ground_of(settings, args.settings, VERSION, args.folder)
    made = backup_now(ground, SystemClock().utc_ms())
    said = both("made", file=made.file, size=_megabytes(made.size))
    return f"{said}\n{both('dropped', count=made.dropped)}" if made.dropped else said


def is_due(_args: argparse.Namespace, settings: OfficeSettings) -> str:
    """Exit status 1: not now."""
    if not due(settings, SystemClock().utc_ms()):
        sys.exit(1)
    return both("due")


def list_them(args: argparse.Namespace, settings: OfficeSettings) -> str:
    """What is there."""
    folder = args.folder or settings.backup.folder
    if folder is None:
        raise BackupError("no-folder")
    try:
        found = [
            f"{_local(at, settings)}  {path.stat().st_size / 2**20:8.1f} MB  {path.name}"
            for path, at in backups_in(folder, settings.site)
        ]
    except OSError as error:
        raise of_the_place(error, folder) from error
    return "\n".join(found) or both("none", folder=folder)


def verify(args: argparse.Namespace, settings: OfficeSettings) -> str:
    """Read one to its end, and prove the journal in it."""
    file = args.folder
    if file is None or file.is_dir():
        folder = file or settings.backup.folder
        if folder is None:
            raise BackupError("no-folder")
        try:
            newest = backups_in(folder, settings.site)[:1]
        except OSError as error:
            raise of_the_place(error, folder) from error
        if not newest:
            raise BackupError("missing", file=folder)
        file = newest[0][0]
    typed = asked()
    with tempfile.TemporaryDirectory(prefix="motcua-") as folder:
        card = proved(file, typed, Path(folder))
        if fault := fault_in(Path(folder) / JOURNAL):
            raise BackupError("damaged", why=fault)
    return both("whole", file=file, count=len(card.files), at=_local(card.made_at, settings))


def phrase(args: argparse.Namespace, settings: OfficeSettings) -> str:
    """New recovery digits; what was made before still needs the old ones."""
    if recipient_in(settings.data_dir) and not args.new:
        raise BackupError("phrase-there")
    made = digits.make(secrets.randbelow)
    try:
        keep_recipient(settings.data_dir, recipient_of(made))
    except OSError as error:
        raise BackupError("not-put", folder=settings.data_dir, why=error.strerror or error) from error
    give_to_owner(settings.data_dir)
    return f"{both('phrase')}\n\n    {made}\n\n{both('phrase-once')}"


WORDS: dict[str, Callable[[argparse.Namespace, OfficeSettings], str]] = {
    "now": now,
    "due": is_due,
    "list": list_them,
    "verify": verify,
    "phrase": phrase,
}


def main(argv: list[str] | None = None) -> int:
    """Exit status 1 and a sentence when it cannot be done."""
    word, *rest = argv if argv is not None else sys.argv[1:] or [""]
    if word not in WORDS:
        print(__doc__)
        return 0 if word in ("-h", "--help") else 2
    parser = argparse.ArgumentParser(prog=prog("controller.backup"), description=both(f"help.{word}"))
    parser.add_argument("--settings", type=Path, default=SETTINGS)
    if word in ("now", "list"):
        parser.add_argument("folder", type=Path, nargs="?", metavar="FOLDER", help=both("help-folder"))
    if word == "verify":
        parser.add_argument("folder", type=Path, nargs="?", metavar="FILE", help=both("help-file"))
    if word == "phrase":
        parser.add_argument("--new", action="store_true", help=both("help-new"))
    args = parser.parse_args(rest)
    try:
        print(WORDS[word](args, load_settings(args.settings, OfficeSettings)))
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    except BackupError as error:
        print(told(error), file=sys.stderr)
        return 1
    return 0


def _local(at: int, settings: OfficeSettings) -> str:
    moment = datetime.fromtimestamp(at / 1000, UTC) + timedelta(minutes=settings.utc_offset_minutes)
    return moment.strftime("%H:%M %d/%m/%Y")


def _megabytes(size: int) -> str:
    return f"{size / 2**20:.1f}"


if __name__ == "__main__":
    sys.exit(main())
