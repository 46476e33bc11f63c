"""``motcua printer use FILE``: the printer that the caretaker chose on the controller's page becomes that of this machine.

A job of the machine calls it, as root. Everything else in the settings, comments too, stays as people wrote it.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import tomlkit

from hardware.chosen_printer import WAYS, ChosenPrinter, chosen_in
from hardware.durable import write_durably
from hardware.host.command import prog
from hardware.host.settings_file import SettingsError, load_settings
from ticket_printer.settings import PrinterSettings

SETTINGS = Path("/etc/motcua/printer.toml")


def main(argv: list[str] | None = None) -> int:
    """Exit status 1 and the reason when it cannot be; then the settings are as they were. The wish is gone in any case."""
    parser = argparse.ArgumentParser(prog=prog("ticket_printer.using"), description=__doc__)
    parser.add_argument("--settings", type=Path, default=SETTINGS)
    parser.add_argument("wish", type=Path, metavar="FILE")
    args = parser.parse_args(argv)
    try:
        use(chosen_in(args.wish), args.settings)
    except (SettingsError, OSError, ValueError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - to the log of the machine
        return 1
    finally:
        args.wish.unlink(missing_ok=True)
    return 0


def use(chosen: ChosenPrinter, settings: Path) -> None:
    """Raises OSError, ValueError for settings that are no TOML, SettingsError where the printer cannot be had by them."""
    text = rewritten(settings.read_text("utf-8"), chosen)
    with tempfile.TemporaryDirectory() as folder:
        proof = Path(folder) / settings.name
        proof.write_text(text, "utf-8")
        load_settings(proof, PrinterSettings)
    write_durably(settings, text.encode(), mode=0o644)


def rewritten(text: str, chosen: ChosenPrinter) -> str:
    """The text of the settings, with another way to the printer. Pure."""
    document = tomlkit.parse(text)
    printer = document.setdefault("printer", tomlkit.table())
    printer["driver"] = "escpos"
    for way in WAYS:
        printer.pop(way, None)
    place = tomlkit.table()
    place.update(chosen.table)
    printer[chosen.way] = place
    return tomlkit.dumps(document)


if __name__ == "__main__":
    sys.exit(main())
