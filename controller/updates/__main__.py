"""``motcua update take FOLDER``: the newest bundle of a stick is laid where the controller offers it to the caretaker.

A job of the machine calls it, as the controller's user, with the stick mounted for it alone.
"""

import argparse
import contextlib
import sys
from pathlib import Path

from controller.settings import OfficeSettings
from controller.updates.shelf import Shelf
from hardware.host.command import prog
from hardware.host.settings_file import SettingsError, load_settings
from hardware.update.bundle import newest_in
from hardware.update.errors import UpdateError
from hardware.update.said import both, told

SETTINGS = Path("/etc/motcua/controller.toml")


def main(argv: list[str] | None = None) -> int:
    """Exit status 1 and a sentence when there is none, or it cannot be laid down."""
    parser = argparse.ArgumentParser(prog=prog("controller.updates"), description=both("help.take"))
    parser.add_argument("--settings", type=Path, default=SETTINGS)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help=both("help-file"))
    args = parser.parse_args(argv)
    try:
        shelf = Shelf(load_settings(args.settings, OfficeSettings).data_dir)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    found = False
    try:
        with newest_in(args.folder).open("rb") as file:
            shelf.take(file)
        found = True
    except UpdateError as error:
        print(told(error), file=sys.stderr)
    except OSError as error:
        print(both("error.not-written", why=error.strerror or type(error).__name__), file=sys.stderr)
    with contextlib.suppress(OSError):  # the wish is gone in any case, or the job would begin again and again
        shelf.looked(found=found)
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
