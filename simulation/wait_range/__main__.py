"""``make wait-check``: whether four citizens of five wait as long as they were told, on every shipped scenario; one JSON line."""

import argparse
import json
import sys
import time
from dataclasses import asdict

from controller.what_if.shipped import names, scenario
from hardware.host.settings_file import SettingsError
from simulation.wait_range.judge import OURS, judge

LEAST, MOST = 0.75, 0.85


def main() -> int:
    """Say what was found; 1 when a scenario's ranges hold too seldom, or are wider than they need to be."""
    parser = argparse.ArgumentParser(prog="python -m simulation.wait_range", description=__doc__)
    parser.add_argument("scenarios", nargs="*", help=f"names or files; without: all of {', '.join(names())}")
    parser.add_argument("--people", type=int, default=6000, help="about so many visitors of each scenario")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    args = parser.parse_args()
    began, found, good = time.monotonic(), {}, True
    try:
        plans = {name: scenario(name) for name in args.scenarios or names()}
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    for name, plan in plans.items():
        days = max(2, min(200, args.people // plan.visitors))
        verdicts = judge(plan, range(args.first, args.first + days))
        found[name] = {method: asdict(verdict) for method, verdict in verdicts.items()}
        best = min(verdict.score for verdict in verdicts.values())
        good &= LEAST <= verdicts[OURS].covered <= MOST and verdicts[OURS].score <= best
    print(json.dumps({"good": good, "scenarios": found, "seconds": round(time.monotonic() - began, 1)}))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
