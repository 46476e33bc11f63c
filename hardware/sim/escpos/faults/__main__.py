"""`python -m hardware.sim.escpos.faults`: everything that can happen to a slip, at every kind of place in it.

The real driver prints on simulated printers that are cut off, switched off, emptied, opened and jammed; what it
said is compared with what lies in the tray. Prints one JSON line; ends with 1 when a single lie was told, or when
the client that only sends and hopes told none (then the cases would prove nothing).
"""

import argparse
import json
import logging
import sys
import time
from dataclasses import asdict

from hardware.sim.escpos.faults.clients import Driver, SendAndHope
from hardware.sim.escpos.faults.matrix import Sum, run
from hardware.sim.escpos.faults.specimen import draw, draw_small


def main() -> int:
    """Run the matrix; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m hardware.sim.escpos.faults", description=__doc__)
    parser.add_argument("--all", action="store_true", help="at every single byte (of a smaller slip)")
    parser.add_argument("--seed", type=int, default=1, help="which bytes and which second mishaps are drawn")
    parser.add_argument(
        "--show", type=int, default=10, help="how many failures are told (default: %(default)s)"
    )
    args = parser.parse_args()
    logging.disable(logging.WARNING)  # the driver says, rightly and thousands of times, what was done to it
    begin = time.monotonic()
    real = run(Driver, draw_small if args.all else draw, args.seed, everything=args.all)
    control = run(SendAndHope, draw_small if args.all else draw, args.seed, everything=args.all, step=10)
    print(json.dumps(line(real, control, time.monotonic() - begin)))
    for told in real.lies[: args.show]:
        print(told, file=sys.stderr)
    if not control.counts.false_printed:
        print("the control told no lie: these cases prove nothing", file=sys.stderr)
    return 0 if real.counts.clean and control.counts.false_printed else 1


def line(real: Sum, control: Sum, seconds: float) -> dict[str, object]:
    """The one line."""
    return {
        "cases": real.cases,
        **asdict(real.counts),
        "control_jobs": control.counts.jobs,
        "control_false_printed": control.counts.false_printed,
        "control_second_unmarked": control.counts.second_unmarked,
        "seconds": round(seconds, 1),
        "setups": real.setups,
    }


if __name__ == "__main__":
    sys.exit(main())
