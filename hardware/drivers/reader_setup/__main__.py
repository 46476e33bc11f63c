"""``motcua reader setup``: find out how a hand scanner is set, by three codes, and what the settings must say.

``motcua reader setup`` writes the sheet with the codes and listens to the only scanner that is plugged in;
``motcua reader setup /dev/input/by-id/...-event-kbd`` to one of several, ``--serial`` to one in its COM mode.
Stop the kiosk first: it keeps the scanner to itself. ``--slip`` prints the codes on the office's slip printer, too, as its
settings say; stop the printer program for that.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from contracts.texts import Catalogue, load_catalogue
from hardware.drivers.input_device import InputDevice
from hardware.drivers.reader_setup.diagnosis import PROBES, Event, Finding, advice, diagnose, found, settings
from hardware.drivers.reader_setup.sheet import draw
from hardware.drivers.reader_setup.slip import INSTALLED, print_codes
from hardware.drivers.serial_scanner import SerialScanner
from hardware.errors import DeviceError
from hardware.host.command import prog
from hardware.host.settings_file import SettingsError

LANGUAGES = ("vi", "en")
WAIT_S = 60.0
"""For each code: paper has to be found, and the right end of the scanner."""
PAUSE_S = 0.8
"""After this silence a scan is over, however slowly it was typed."""
KEYBOARDS, PORTS = "/dev/input/by-id/*-event-kbd", "/dev/serial/by-id/*"


def main() -> int:
    """Draw, listen, tell; exit status 1 when dossier codes would come out wrong."""
    args = _parser().parse_args()
    texts = load_catalogue(Path(__file__).parent / "texts")
    try:
        _draw(args.sheet, texts)
        if args.slip and not print_codes(args.slip, *_words(texts)):
            _say(texts, "no-paper")
            return 1
        if args.only_sheet:
            return 0
        path = args.path or _the_only(args.serial, texts)
        if path is None:
            return 2
        _say(texts, "listening", path=path)
        finding = _by_port(path, args, texts) if args.serial else _by_keys(path, args.wait, texts)
    except DeviceError as error:
        print(f"{error}\n{error.remedy}", file=sys.stderr)
        return 1
    except (OSError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1
    _tell(finding, texts)
    if finding.good:
        _say(texts, "write")
        print("\n".join(settings(str(path), finding, serial_baud=args.baud if args.serial else None)))
    return 0 if finding.good else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=prog("hardware.drivers.reader_setup"), description=__doc__)
    parser.add_argument("path", type=Path, nargs="?", help="the scanner (default: the only one there is)")
    parser.add_argument("--serial", action="store_true", help="it is in its COM mode")
    parser.add_argument("--baud", type=int, default=9600, help="of the serial line (default: %(default)s)")
    parser.add_argument(
        "--sheet", type=Path, default=Path("motcua-reader-setup.png"), help="where the three codes are drawn"
    )
    parser.add_argument(
        "--slip",
        type=Path,
        nargs="?",
        const=INSTALLED,
        metavar="SETTINGS",
        help="print the codes on the slip printer of these settings (default: %(const)s)",
    )
    parser.add_argument("--only-sheet", action="store_true", help="draw them, and no more")
    parser.add_argument("--wait", type=float, default=WAIT_S, help="seconds for each code")
    return parser


def _draw(path: Path, texts: Catalogue) -> None:
    draw(*_words(texts)).save(path)
    _say(texts, "sheet", path=path)


def _words(texts: Catalogue) -> tuple[str, tuple[str, ...]]:
    """The heading, and a line for each code."""
    lines = tuple(_both(texts, f"probe-{number}") for number in range(1, len(PROBES) + 1))
    return _both(texts, "title", "\n"), lines


def _the_only(serial: bool, texts: Catalogue) -> Path | None:  # noqa: FBT001 - an option of the command
    seen = sorted(Path("/").glob((PORTS if serial else KEYBOARDS)[1:]))
    if len(seen) == 1:
        return seen[0]
    _say(texts, "which", paths=", ".join(map(str, seen)) or "-")
    return None


def _by_keys(path: Path, wait_s: float, texts: Catalogue) -> Finding:
    device, scans = InputDevice(path), []
    try:
        for number in range(len(PROBES)):
            _say(texts, "scan", number=number + 1, seconds=round(wait_s))
            scans.append(tuple(_keys(device, wait_s)))
    finally:
        device.close()
    return diagnose(tuple(scans))


def _keys(device: InputDevice, wait_s: float) -> Iterator[Event]:
    """The events of the next scan; none when none comes."""
    until = time.monotonic() + wait_s
    while device.readable(max(0.0, until - time.monotonic())):
        for seconds, micros, kind, code, value in device.events():
            yield seconds + micros / 1e6, kind, code, value
        until = time.monotonic() + PAUSE_S


def _by_port(path: Path, args: argparse.Namespace, texts: Catalogue) -> Finding:
    scanner, heard = SerialScanner(path, args.baud), []
    try:
        for number in range(len(PROBES)):
            _say(texts, "scan", number=number + 1, seconds=round(args.wait))
            heard.append("".join(scan.text for scan in scanner.poll(args.wait)))
    finally:
        scanner.close()
    return found(tuple(heard))


def _tell(finding: Finding, texts: Catalogue) -> None:
    for number, text in enumerate(finding.heard, 1):
        _say(texts, "heard" if text else "silent", number=number, text=text)
    for key in advice(finding):
        _say(texts, f"advice.{key}", layout=finding.layout or "", before=finding.before, after=finding.after)


def _say(texts: Catalogue, key: str, **facts: object) -> None:
    print(_both(texts, key, "\n", **facts), flush=True)


def _both(texts: Catalogue, key: str, between: str = " / ", **facts: object) -> str:
    return between.join(texts.say(lang, key, **facts) for lang in LANGUAGES)


if __name__ == "__main__":
    sys.exit(main())
