"""``motcua simulate SCENARIO``: what an office would be like with one thing changed. A table, or one JSON line."""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from contracts.texts import load_catalogue
from contracts.vocabulary import ServiceCode
from controller.figures.book import Book, FiguresError
from controller.office_from_settings import office_of
from controller.settings import OfficeSettings
from controller.what_if.of_office import MOST_WEEKS, Wanted, of_office
from controller.what_if.recorded import LEAST_NUMBERS, TooLittleError
from controller.what_if.scenario import Scenario
from controller.what_if.shipped import names, scenario
from controller.what_if.told import Say, as_data, picture, rows
from controller.what_if.toml_text import as_toml
from controller.what_if.variants import EARLIER, UnknownServiceError, Wishes, compare, variants
from hardware.host.clock import SystemClock
from hardware.host.command import prog
from hardware.host.settings_file import SettingsError, load_settings

DAYS = 20
MOST_DAYS = 1000
PIPE = "-"
LEAST_DAYS = 3
NICE = 10


def main() -> int:
    """Say what was computed; 1 when the scenario or the office's settings cannot be used."""
    texts = load_catalogue(Path(__file__).parent / "texts")
    args = _arguments(f"{texts.say('vi', 'told.usage')} / {texts.say('en', 'told.usage')}")

    def say(key: str, **facts: object) -> str:
        return texts.say(args.lang, key, **facts)

    try:
        plan = _scenario(args)
        if args.toml:
            print(as_toml(plan))
            return 0
        _compute(plan, args, say)
    except (SettingsError, FiguresError) as error:
        print(error, file=sys.stderr)
        return 1
    except TooLittleError:
        print(say("page.nothing", least=LEAST_NUMBERS), file=sys.stderr)
        return 1
    except UnknownServiceError as error:
        print(f"--services: {error}; {', '.join(s.code for s in plan.services)}", file=sys.stderr)
        return 1
    return 0


def _scenario(args: argparse.Namespace) -> Scenario:
    """What is to be simulated: a scenario, the office's own days, or what the office's page hands over."""
    if args.scenario == PIPE:
        os.nice(NICE)  # the desk goes first
        try:
            return Scenario.model_validate_json(sys.stdin.read())
        except ValueError as error:
            raise SettingsError(Path(PIPE), str(error).splitlines()) from None
    if args.office:
        settings = load_settings(Path(args.scenario), OfficeSettings)
        local = office_of(settings).local
        today = local(SystemClock().utc_ms()).date()
        wanted = Wanted(args.until or today, args.weekday, args.weeks, args.day)
        return of_office(settings, wanted, Book(settings.data_dir, local).events)[0]
    return scenario(args.scenario)


def _compute(plan: Scenario, args: argparse.Namespace, say: Say) -> None:
    until = time.monotonic() + args.seconds
    wishes = Wishes(tuple(map(ServiceCode, args.services.split(","))) if args.services else (), args.earlier)
    compared = compare(
        variants(plan, wishes), args.days, lambda lived: lived < LEAST_DAYS or time.monotonic() < until
    )
    told = as_data(compared, {s.code: s.name.as_text().get(args.lang, s.name.vi) for s in plan.services})
    if args.picture:
        args.picture.write_text(picture(told, say), "utf-8")
    if args.json:
        print(json.dumps({"visitors": plan.visitors, "variants": told}, ensure_ascii=False))
        return
    name = plan.name.as_text().get(args.lang, plan.name.vi)
    print(say("told.heading", name=name, runs=told[0]["days"], numbers=plan.visitors))
    print(*_aligned(rows(told, say)), sep="\n")


def _arguments(about: str) -> argparse.Namespace:
    def between(least: int, most: int) -> Callable[[str], int]:
        def number(text: str) -> int:
            if not least <= int(text) <= most:
                raise argparse.ArgumentTypeError(f"{text}: {least}..{most}")
            return int(text)

        return number

    parser = argparse.ArgumentParser(prog=prog("controller.what_if"), description=about)
    parser.add_argument(
        "scenario", help=f"{', '.join(names())}, a file, or with --office the controller's settings"
    )
    parser.add_argument("--office", action="store_true", help="the office's own last days")
    parser.add_argument("--weekday", type=between(0, 7), default=0, help="0: every day; 1..7")
    parser.add_argument("--weeks", type=between(1, MOST_WEEKS), default=4, help=f"1..{MOST_WEEKS}; 4")
    parser.add_argument("--until", type=date.fromisoformat, help="before this day, YYYY-MM-DD; today")
    parser.add_argument("--day", type=date.fromisoformat, help="this one day, person by person")
    parser.add_argument("--toml", action="store_true", help="only tell the scenario")
    parser.add_argument("--days", type=between(1, MOST_DAYS), default=DAYS, help=f"1..{MOST_DAYS}; {DAYS}")
    parser.add_argument(
        "--seconds", type=float, default=float("inf"), help="begin no further day after these"
    )
    parser.add_argument("--services", default="", help="of the new counter, e.g. land,results")
    parser.add_argument("--earlier", type=between(0, 180), default=EARLIER, help=f"0..180; {EARLIER}")
    parser.add_argument("--lang", choices=("vi", "en"), default="vi")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--picture", type=Path, metavar="FILE.svg")
    return parser.parse_args()


def _aligned(table: list[list[str]]) -> list[str]:
    wide = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    return [
        "  ".join(
            [row[0].ljust(wide[0]), *(cell.rjust(w) for cell, w in zip(row[1:], wide[1:], strict=True))]
        )
        for row in table
    ]


if __name__ == "__main__":
    sys.exit(main())
