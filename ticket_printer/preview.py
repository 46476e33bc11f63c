"""See slips before they are printed: ``motcua printer preview --template T --dots 576 OUT.png``.

One picture with four slips: in Vietnamese, in English, a reprint, and one that was given while the desk was in
trouble. Printed at its own size it is as large as the paper will be.
"""

import argparse
import sys
from pathlib import Path

from contracts.texts import load_catalogue
from hardware.host.command import prog
from hardware.host.exits import EXIT_SETTINGS
from hardware.host.settings_file import SettingsError
from ticket_printer.live_template import Look
from ticket_printer.render import scale_of
from ticket_printer.samples import png, side_by_side, slips
from ticket_printer.settings import PAPERS
from ticket_printer.template import MM, logo_of, read_template

DPI = {384: 203, 512: 180, 576: 203}


def main(argv: list[str] | None = None) -> int:
    """Write the picture; returns the exit status."""
    parser = argparse.ArgumentParser(prog=prog("ticket_printer.preview"), description=__doc__)
    parser.add_argument("--template", type=Path, help="the template (default: what is built in)")
    parser.add_argument("--dots", type=int, choices=PAPERS, default=576, help="width (default: %(default)s)")
    parser.add_argument("out", type=Path, metavar="OUT.png", help="the picture to write")
    args = parser.parse_args(argv)
    try:
        look = _look(args.template, args.dots)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_SETTINGS
    texts = load_catalogue(Path(__file__).parent / "texts")
    try:
        args.out.write_bytes(png(side_by_side(slips(look, args.dots, texts)), dpi=(DPI[args.dots],) * 2))
    except OSError as error:
        sys.stderr.write(f"{args.out}: cannot be written: {error}\n")
        return 1
    return 0


def _look(path: Path | None, dots: int) -> Look:
    """Raises SettingsError."""
    if path is None:
        return Look()
    template = read_template(path)
    return Look(template, logo_of(path, template, MM * scale_of(dots)))


if __name__ == "__main__":
    sys.exit(main())
