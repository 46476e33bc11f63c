"""See slips before they are printed: ``python -m ticket_printer.preview --template T --dots 576 OUT.png``.

One picture with three slips: in Vietnamese, in English, and a reprint. Printed at its own size it is as large as
the paper will be.
"""

import argparse
import sys
import tomllib
from pathlib import Path
from typing import Any

from PIL import Image

from contracts.messages import Slip
from contracts.scanned import slip_text
from contracts.texts import Catalogue, load_catalogue
from contracts.vocabulary import JobId
from hardware.host.settings_file import SettingsError
from ticket_printer.layout import Block, lay_out
from ticket_printer.render import draw, scale_of
from ticket_printer.settings import PAPERS
from ticket_printer.template import DEFAULT, MM, Template, load_logo, load_template

HERE = Path(__file__).parent
SAMPLES: tuple[dict[str, Any], ...] = ({"lang": "vi"}, {"lang": "en"}, {"lang": "vi", "copy_no": 2})
DPI = {384: 203, 512: 180, 576: 203}
DESK_GREY, EDGE = 205, 40
EXIT_BAD_TEMPLATE = 78


def main(argv: list[str] | None = None) -> int:
    """Write the picture; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m ticket_printer.preview", description=__doc__)
    parser.add_argument("--template", type=Path, help="the template (default: what is built in)")
    parser.add_argument("--dots", type=int, choices=PAPERS, default=576, help="width (default: %(default)s)")
    parser.add_argument("out", type=Path, metavar="OUT.png", help="the picture to write")
    args = parser.parse_args(argv)
    try:
        template = load_template(args.template) if args.template else DEFAULT
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_BAD_TEMPLATE
    try:
        preview(template, args.dots).save(args.out, "PNG", dpi=(DPI[args.dots],) * 2)
    except OSError as error:
        sys.stderr.write(f"{args.out}: cannot be written: {error}\n")
        return 1
    return 0


def preview(template: Template, dots: int) -> Image.Image:
    """Three slips side by side on a grey desk."""
    texts = load_catalogue(HERE / "texts")
    logo = load_logo(template, MM * scale_of(dots))
    slips = [draw(_blocks(sample, texts, template), dots, template, logo) for sample in SAMPLES]
    width = EDGE + len(slips) * (dots + EDGE)
    desk = Image.new("L", (width, max(slip.height for slip in slips) + 2 * EDGE), DESK_GREY)
    for n, slip in enumerate(slips):
        desk.paste(slip.convert("L"), (EDGE + n * (dots + EDGE), EDGE))
    return desk


def _blocks(sample: dict[str, Any], texts: Catalogue, template: Template) -> tuple[Block, ...]:
    plain = tomllib.loads((HERE / "sample_slip.toml").read_text("utf-8"))
    slip = Slip.model_validate({**plain, **sample})
    return lay_out(slip, texts, template, slip_text("demo", JobId(f"20261121-{slip.number}-{slip.copy_no}")))


if __name__ == "__main__":
    sys.exit(main())
