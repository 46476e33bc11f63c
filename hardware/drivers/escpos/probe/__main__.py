"""Ask a printer what it answers, and write its profile.

``motcua printer probe --tcp 192.168.1.50 --write our-printer.toml``. No paper is used, but
a printer that does not know GS ( H may print a few letters of it. ``--paper`` also finds out how far ESC J feeds.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from contracts.texts import Catalogue, load_catalogue
from hardware.drivers.escpos.building import open_transport
from hardware.drivers.escpos.options import LpLink, PrinterLink, SerialLink, TcpLink, UsbLink
from hardware.drivers.escpos.probe.examine import examine
from hardware.drivers.escpos.probe.questions import QUESTIONS, Findings, findings
from hardware.drivers.escpos.probe.report import LANGUAGES, profile_toml, report
from hardware.drivers.escpos.probe.units import LONGEST_S, bars, measured
from hardware.drivers.escpos.profile import Profile, ids_of, load_profile
from hardware.drivers.escpos.transports import Transport
from hardware.errors import DeviceError
from hardware.host.clock import SystemClock
from hardware.host.command import prog
from hardware.host.settings_file import SettingsError

ANY = "any"


def main() -> int:
    """Ask, report, write; returns the exit status."""
    parser = _parser()
    args = parser.parse_args()
    texts = load_catalogue(Path(__file__).parent / "texts")
    try:
        base, link = load_profile(args.base), _link(args)
        if args.write and args.write.exists():
            raise FileExistsError(f"--write: {args.write} is there already; choose another name")
        transport = open_transport(link, base)
        try:
            asked = examine(transport, QUESTIONS, SystemClock())
            found = findings(asked)
            if args.paper:
                found = replace(found, units_per_row=_units(transport, found, base, texts))
        finally:
            transport.close()
        for line in report(asked, found, texts):
            print(line)
        if args.write:
            with args.write.open("x", encoding="utf-8") as file:
                file.write(profile_toml(args.name or found.identity or args.write.stem, found, base))
            print(args.write)
    except DeviceError as error:
        print(f"{error}\n{error.remedy}", file=sys.stderr)
        return 1
    except (SettingsError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _units(transport: Transport, found: Findings, base: Profile, texts: Catalogue) -> int:
    """Timed, or as a person sees it. Raises DeviceError, and ValueError for an answer that is none."""
    timed = measured(transport, found.fence, SystemClock())
    if timed:
        return timed
    transport.write(bars(base.dots), LONGEST_S)
    for lang in LANGUAGES:
        print(texts.say(lang, "units.ask"))
    said = input("> ").strip()
    if said not in ("0", "1", "2"):
        raise ValueError(f"{said!r}: one of 0, 1, 2 is needed")
    return int(said)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=prog("hardware.drivers.escpos.probe"), description=__doc__)
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--usb", nargs="?", const=ANY, metavar="VENDOR:PRODUCT", help="as lsusb shows it")
    way.add_argument("--tcp", metavar="HOST[:PORT]", help="a network printer; port 9100 if none is given")
    way.add_argument("--serial", type=Path, metavar="DEVICE", help="a serial line")
    way.add_argument("--lp", type=Path, metavar="DEVICE", help="the kernel's printer driver")
    parser.add_argument("--baud", type=int, default=115200, help="of the serial line (default: %(default)s)")
    parser.add_argument("--flow", default="dsr-dtr", help="rts-cts, dsr-dtr, xon-xoff or none")
    parser.add_argument(
        "--base", default="generic-80", help="the profile for what cannot be asked: width, knife"
    )
    parser.add_argument("--paper", action="store_true", help="find out how far ESC J feeds: 15 cm of paper")
    parser.add_argument("--name", default="", help="the name of the model in the profile")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write a profile; never over an old one")
    return parser


def _link(args: argparse.Namespace) -> PrinterLink:
    """The way that was given. Raises ValueError for one that cannot be."""
    try:
        return _described(args)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise ValueError(f"{where}: found {first['input']!r}; allowed: {first['msg']}") from None


def _described(args: argparse.Namespace) -> PrinterLink:
    if args.tcp:
        host, colon, port = args.tcp.rpartition(":")
        return TcpLink.model_validate({"host": host, "port": port} if colon else {"host": port})
    if args.serial:
        return SerialLink(path=args.serial, baud=args.baud, flow=args.flow)
    if args.lp:
        return LpLink(path=args.lp)
    if args.usb == ANY:
        return UsbLink()
    ids = ids_of(args.usb)
    if ids is None:
        raise ValueError(f"--usb: found {args.usb!r}; allowed: vendor:product in hexadecimal, as 04b8:0e15")
    return UsbLink(vendor=ids[0], product=ids[1])


if __name__ == "__main__":
    sys.exit(main())
