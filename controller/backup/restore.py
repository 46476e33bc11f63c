"""``motcua controller restore FILE``: put the office back from a backup, while the controller does not run.

FILE is a backup of the whole office (``motcua backup now``: it asks for the recovery digits) or a copy of the journal
(``motcua controller backup``).
"""

import argparse
import sys
import tempfile
from pathlib import Path

from controller.backup.archive import JOURNAL
from controller.backup.asking import asked
from controller.backup.errors import BackupError
from controller.backup.restoring import proved, restore_all
from controller.backup.said import both as said
from controller.backup.said import told
from controller.backup.sealed import is_sealed
from controller.journal.recovery.restoring import Moment, Restored, RestoreError, restore
from controller.journal.said import both
from controller.settings import OfficeSettings
from hardware.host.clock import SystemClock
from hardware.host.command import prog
from hardware.host.settings_file import SettingsError, load_settings

VIET_NAM = 420
"""Minutes; only what is told to whoever restores a whole office depends on it."""


def main(argv: list[str]) -> str:
    """Restore it; returns what to tell. Ends the process with status 1 and the reason when it cannot."""
    parser = argparse.ArgumentParser(prog=prog("controller"), description=both("restore.help"))
    parser.add_argument("--settings", type=Path, default=Path("/etc/motcua/controller.toml"))
    parser.add_argument("--journal-only", action="store_true", help=both("restore.help-journal-only"))
    parser.add_argument("file", type=Path, metavar="FILE", help=both("restore.help-file"))
    args = parser.parse_args(argv)
    try:
        if is_sealed(args.file) and not args.journal_only:
            return _whole(args.file, args.settings)
        return _journal(args.file, args.settings)
    except BackupError as error:
        sys.exit(told(error))
    except (SettingsError, RestoreError) as error:
        sys.exit(str(error))


def _whole(file: Path, settings: Path) -> str:
    moment = Moment(SystemClock().utc_ms(), VIET_NAM)
    done = restore_all(file, asked(), settings.parent, None, moment)
    at = moment.local(done.card.made_at)
    lines = [
        said("restored", at=at, events=done.journal.events, as_of=done.journal.as_of, count=done.files),
        *(said("kept", kept=kept) for kept in (done.journal.kept, *done.kept) if kept),
    ]
    return "\n\n".join([*lines, both("restore.next")])


def _journal(file: Path, settings_file: Path) -> str:
    settings = load_settings(settings_file, OfficeSettings)
    moment = Moment(SystemClock().utc_ms(), settings.utc_offset_minutes)
    if not is_sealed(file):
        return _told(file, restore(settings.data_dir, file, settings.site, moment))
    with tempfile.TemporaryDirectory(prefix="motcua-") as folder:
        proved(file, asked(), Path(folder))
        return _told(file, restore(settings.data_dir, Path(folder) / JOURNAL, settings.site, moment))


def _told(file: Path, done: Restored) -> str:
    lines = [both("restore.done", file=file, events=done.events, as_of=done.as_of)]
    if done.kept:
        lines.append(both("restore.kept", kept=done.kept))
    return "\n\n".join([*lines, both("restore.next")])


if __name__ == "__main__":
    print(main(sys.argv[1:]))
