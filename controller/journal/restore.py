"""``motcua controller restore FILE``: put the journal back from a backup, while the controller does not run."""

import argparse
import sys
from pathlib import Path

from controller.journal.recovery.restoring import Moment, RestoreError, restore
from controller.journal.said import both
from controller.settings import OfficeSettings
from hardware.host.clock import SystemClock
from hardware.host.command import prog
from hardware.host.settings_file import SettingsError, load_settings


def main(argv: list[str]) -> str:
    """Restore it; returns what to tell. Ends the process with status 1 and the reason when it cannot."""
    parser = argparse.ArgumentParser(prog=prog("controller"), description=both("restore.help"))
    parser.add_argument("--settings", type=Path, default=Path("/etc/motcua/controller.toml"))
    parser.add_argument("file", type=Path, metavar="FILE", help=both("restore.help-file"))
    args = parser.parse_args(argv)
    try:
        settings = load_settings(args.settings, OfficeSettings)
        moment = Moment(SystemClock().utc_ms(), settings.utc_offset_minutes)
        done = restore(settings.data_dir, args.file, settings.site, moment)
    except (SettingsError, RestoreError) as error:
        sys.exit(str(error))
    told = [both("restore.done", file=args.file, events=done.events, as_of=done.as_of)]
    if done.kept:
        told.append(both("restore.kept", kept=done.kept))
    return "\n\n".join([*told, both("restore.next")])
