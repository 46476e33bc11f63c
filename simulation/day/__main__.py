"""``make day-check``: simulated days with every fault, and the controls; one JSON line. ``--seed`` tells one day."""

import argparse
import json
import logging
import os
import sys
import time

from controller.what_if.scenario import Scenario
from controller.what_if.shipped import names, scenario
from hardware.host.settings_file import SettingsError
from simulation.day.check import Report, catch, day_of, days, die_everywhere, explain, share_of
from simulation.day.controls import Control
from simulation.day.history import history_of
from simulation.day.pace import faster

PACE = 32
"""A day of eight hours passes in a quarter of one, with all its people and faults."""


def main() -> int:
    """Say what was found; 1 when a promise was broken, a control was not caught, or a scenario cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m simulation.day", description=__doc__)
    parser.add_argument("scenarios", nargs="*", help=f"names or files; without: all of {', '.join(names())}")
    parser.add_argument("--days", type=int, default=8, help="days of each scenario; fewer of large ones")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument(
        "--pace", type=int, default=PACE, help="how many times faster people come and go; 1: as they do"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--seed", type=int, help="live the day of this seed only, and print its history")
    parser.add_argument(
        "--control",
        type=Control,
        default=Control.NONE,
        choices=list(Control),
        help="with --seed: a fault that is built in",
    )
    args = parser.parse_args()
    logging.disable(logging.CRITICAL)
    try:
        found = {name: faster(scenario(name), max(1, args.pace)) for name in args.scenarios or names()}
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    if args.seed is not None:
        return _one(next(iter(found.values())), args.seed, args.control)
    return _many(found, args)


def _one(plan: Scenario, seed: int, control: Control) -> int:
    outcome = day_of(plan, seed, control)
    if not outcome.violations:
        print(*history_of(plan, seed).happenings, sep="\n")
        print(f"{outcome.tickets} numbers, journal {outcome.digest}: nothing was broken")
        return 0
    print(json.dumps(explain(plan, seed, outcome, control), ensure_ascii=False, indent=2))
    return 1


def _many(plans: dict[str, Scenario], args: argparse.Namespace) -> int:
    began, report = time.monotonic(), Report()
    for name, plan in plans.items():
        seeds = range(args.first, args.first + share_of(plan, args.days))
        first: str | None = None
        for seed, outcome in days(plan, seeds, args.jobs):
            report.add(outcome)
            first = first or outcome.digest
            if outcome.violations:
                report.violations.append({"scenario": name, **explain(plan, seed, outcome)})
            print(
                f"{name} {seed}: {outcome.tickets} numbers, {len(outcome.violations)} broken", file=sys.stderr
            )
        if day_of(plan, args.first).digest != first:
            report.unequal.append(args.first)
    smallest = min(plans.values(), key=lambda plan: plan.visitors)
    die_everywhere(smallest, report, args.jobs)
    for control in Control:
        if control is not Control.NONE:
            report.controls[control.value] = catch(smallest, control)
    print(json.dumps({**report.as_dict(), "seconds": round(time.monotonic() - began, 1)}, ensure_ascii=False))
    return 0 if report.good else 1


if __name__ == "__main__":
    sys.exit(main())
