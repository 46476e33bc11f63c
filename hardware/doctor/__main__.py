"""``motcua doctor``: looks at this machine and says what is wrong and what to do; as root it sees most."""

import argparse
import sys
from pathlib import Path

from hardware.doctor.checks import findings_of
from hardware.doctor.finding import Level, worst
from hardware.doctor.machine import SETTINGS, Machine, examine
from hardware.doctor.report import LANGUAGES, lines, report, texts
from hardware.durable import write_durably
from hardware.host.command import prog


def main(argv: list[str] | None = None) -> int:
    """Exit status 1 when something is bad."""
    catalogue = texts()
    parser = argparse.ArgumentParser(prog=prog("hardware.doctor"), description=__doc__)
    parser.add_argument("--settings", type=Path, default=SETTINGS, help="the folder of the settings files")
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="also write a file to send to somebody who helps"
    )
    args = parser.parse_args(argv)
    readings = examine(Machine(settings=args.settings))
    findings = findings_of(readings)
    print(*lines(findings, catalogue), sep="\n")
    if args.report:
        try:
            write_durably(args.report.absolute(), report(readings, findings, catalogue).encode())
        except OSError as error:
            why = error.strerror or type(error).__name__
            said = (catalogue.say(lang, "not-written", file=args.report, why=why) for lang in LANGUAGES)
            print("", *said, sep="\n", file=sys.stderr)
            return 1
        print("", *(catalogue.say(lang, "written", file=args.report) for lang in LANGUAGES), sep="\n")
    return 1 if worst(findings) is Level.BAD else 0


if __name__ == "__main__":
    sys.exit(main())
