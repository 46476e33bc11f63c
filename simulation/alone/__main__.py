"""``make alone-check``: histories in which the desk is away, each from a seed, and the same without a guard. One JSON line."""

import argparse
import json
import logging
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

from simulation.alone.controls import Control
from simulation.alone.office import Outcome, Plan, play

LONG = Plan(0, alone=500, away_s=8 * 3600, kiosk_kills=40, desk_kills=12)
CONTROLS = (
    Plan(0, control=Control.SHOWN_FIRST, kiosk_kills=30, desk_kills=2),
    Plan(0, control=Control.LEASE_UNKNOWN, first=110, first_s=420.0, last=30, kiosk_kills=1, desk_kills=1),
    Plan(0, control=Control.SAID_ONCE),
)
TRIES = 5
"""Histories in which a missing guard must be missed at least once."""


def main() -> int:
    """Play them; 1 when a number was lost, doubled or refused, or a guard was not missed."""
    parser = argparse.ArgumentParser(prog="make alone-check", description=__doc__)
    parser.add_argument("--histories", type=int, default=20, help="short histories (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the first one (default: %(default)s)")
    parser.add_argument("--short", action="store_true", help="without the eight hours")
    args = parser.parse_args()
    logging.disable(logging.CRITICAL)
    began = time.monotonic()
    outcomes = []
    for plan in _plans(args.seed, args.histories, short=args.short):
        outcome = play(plan)
        outcomes.append(outcome)
        for wrong in _wrong(outcome):
            print(
                f"seed {plan.seed}{' (eight hours)' if plan.alone == LONG.alone else ''}: {wrong}",
                file=sys.stderr,
            )
    missed = {plan.control.value: _is_missed(plan, args.seed) for plan in CONTROLS}
    bad = [outcome for outcome in outcomes if any(_wrong(outcome))]
    passed = not bad and all(missed.values())
    said = {
        "ok": passed,
        "issued": sum(each.issued for each in outcomes),
        "issued_alone": sum(each.alone for each in outcomes),
        "conflicts": sum(len(each.conflicts) for each in outcomes),
        "lost": sum(len(each.lost) for each in outcomes),
        "doubled": sum(len(each.doubled) for each in outcomes),
        "out_of_order": sum(len(each.disordered) for each in outcomes),
        "without_number": sum(each.waiting for each in outcomes),
        "books_damaged": sum(each.damaged for each in outcomes),
        "interleavings": len(outcomes),
        "kills": sum(each.kills for each in outcomes),
        "steps": sum(each.steps for each in outcomes),
        "kiosk_bytes_a_number": round(sum(each.bytes_a_number for each in outcomes) / len(outcomes)),
        "controls_caught": f"{sum(missed.values())}/{len(missed)}",
        "seconds": round(time.monotonic() - began, 1),
    }
    print(json.dumps(said))
    return 0 if passed else 1


def _plans(seed: int, histories: int, *, short: bool) -> Iterator[Plan]:
    """Every third desk comes back with an older copy of its journal."""
    for n in range(seed, seed + histories):
        yield Plan(n, older=n % 3 == 0)
    if not short:
        yield replace(LONG, seed=seed)


def _wrong(outcome: Outcome) -> Iterator[str]:
    yield from (f"lost: {each}" for each in outcome.lost)
    yield from (f"doubled: {each}" for each in outcome.doubled)
    yield from (f"conflict: {each}" for each in outcome.conflicts)
    yield from (f"out of order: {each}" for each in outcome.disordered)
    if outcome.damaged:
        yield f"{outcome.damaged} books could not be read after a power cut"


def _is_missed(plan: Plan, seed: int) -> bool:
    """Whether something goes wrong without the guard."""
    return any(any(_wrong(play(replace(plan, seed=n)))) for n in range(seed, seed + TRIES))


if __name__ == "__main__":
    sys.exit(main())
