"""Show test texts on LED signs, or how they would look: ``motcua sign try``.

With ``--settings`` each sign of that file (stop the board program first) shows the texts one after the other, and it is said
whether it could show them. With ``--picture`` one picture is written, for a sign of ``--size`` dots; no device is needed.
"""

import argparse
import io
import re
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PIL import Image

from contracts.texts import FIRST, Catalogue, load_catalogue
from display_board.settings import BoardSettings
from hardware.errors import DeviceError
from hardware.host.command import prog
from hardware.host.exits import EXIT_SETTINGS
from hardware.host.settings_file import SettingsError, load_settings
from hardware.led.layout import drawn
from hardware.led.picture import picture
from hardware.ports import LedSign, SignText
from hardware.registry import build

ROWS = 2
MOST_DOTS = 512


def main(argv: list[str] | None = None, sleep: Callable[[float], None] = time.sleep) -> int:
    """Show or draw; returns the exit status."""
    parser = argparse.ArgumentParser(prog=prog("display_board.try_sign"), description=__doc__)
    parser.add_argument("--settings", type=Path, help="the board's settings file")
    parser.add_argument("--counter", help="only the sign over this counter")
    parser.add_argument(
        "--hold", type=float, default=3.0, help="seconds for each text (default: %(default)s)"
    )
    parser.add_argument("--picture", type=Path, metavar="OUT.png", help="write a picture instead")
    parser.add_argument("--size", type=_size, default=(64, 16), metavar="64x16", help="dots of that picture")
    args = parser.parse_args(argv)
    texts = load_catalogue(Path(__file__).parent / "texts")
    if args.picture:
        return _draw(args.picture, args.size, texts)
    if args.settings is None:
        parser.error("--settings or --picture is needed")
    try:
        settings = load_settings(args.settings, BoardSettings)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_SETTINGS
    found = [sign for sign in settings.signs if args.counter in (None, sign.counter)]
    if not found:
        sys.stderr.write(texts.say(FIRST, "try.none", file=args.settings) + "\n")
        return EXIT_SETTINGS
    works = [
        _try(
            sign.name,
            partial(build, "sign", sign.led, settings.context(sign)),
            texts,
            lambda: sleep(args.hold),
        )
        for sign in found
    ]
    return 0 if all(works) else 1


def test_texts(texts: Catalogue) -> Iterator[SignText]:
    """What is shown: every digit, a usual number, one that was called again, a counter, a word with marks."""
    yield SignText("0123")
    yield SignText("4567")
    yield SignText("89")
    yield SignText("A012", counter="4")
    yield SignText("A012", inverted=True, counter="4")
    yield SignText(texts.say(FIRST, "counter.named", label="4"), counter="4")
    yield SignText(texts.say(FIRST, "sign.resting"), short=texts.say(FIRST, "sign.resting-short"))


def _try(name: str, open_sign: Callable[[], LedSign], texts: Catalogue, wait: Callable[[], None]) -> bool:
    try:
        sign = open_sign()
    except DeviceError as error:
        sys.stdout.write(f"{name}: {_told(error)}\n")
        return False
    try:
        for text in test_texts(texts):
            trouble = sign.show(text)
            sys.stdout.write(f"{name}: {text.text}: {trouble or texts.say(FIRST, 'try.shown')}\n")
            wait()
    except DeviceError as error:
        sys.stdout.write(f"{name}: {_told(error)}\n")
        return False
    finally:
        sign.close()
    return True


def _told(error: DeviceError) -> str:
    return f"{error}. {error.remedy}"


def _draw(out: Path, size: tuple[int, int], texts: Catalogue) -> int:
    signs = [drawn(text, size) for text in test_texts(texts)]
    pictures = [Image.open(io.BytesIO(picture(sign.frame))) for sign in signs]
    width, height = pictures[0].size
    sheet = Image.new("RGB", (width * ROWS, height * -(-len(pictures) // ROWS)), "#444444")
    for at, one in enumerate(pictures):
        sheet.paste(one, (at % ROWS * width, at // ROWS * height))
    try:
        sheet.save(out, "PNG")
    except OSError as error:
        sys.stderr.write(f"{out}: cannot be written: {error}\n")
        return 1
    for sign in signs:
        if sign.trouble:
            sys.stdout.write(f"{sign.trouble}\n")
    return 0


def _size(said: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,4})x(\d{1,4})", said)
    size = (int(match[1]), int(match[2])) if match else (0, 0)
    if not all(8 <= side <= MOST_DOTS for side in size):
        raise argparse.ArgumentTypeError(
            f"{said!r}: dots across and down, 8 to {MOST_DOTS}, for example 64x16"
        )
    return size


if __name__ == "__main__":
    sys.exit(main())
