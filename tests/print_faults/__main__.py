"""`make print-faults`: the fault matrix in two tiers, one JSON line; 1 when a single lie was told.

First the real driver alone on every simulated printer (``hardware.sim.escpos.faults``), then the same cases
through the printer program's spooler, memory and slips. ``--all`` strikes at every byte of a small slip.
"""

import argparse
import json
import logging
import sys
import time
from dataclasses import asdict

from hardware.sim.escpos.faults import matrix
from hardware.sim.escpos.faults.clients import Driver, SendAndHope
from hardware.sim.escpos.faults.specimen import draw, draw_small
from tests.print_faults.spooled import Spooled, draw_real


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.print_faults", description=__doc__)
    parser.add_argument("--all", action="store_true", help="at every byte (of a smaller slip)")
    parser.add_argument("--seed", type=int, default=1, help="which bytes and which second mishaps are drawn")
    parser.add_argument("--show", type=int, default=10, help="how many failures are told")
    args = parser.parse_args()
    logging.disable(logging.WARNING)  # the driver says, rightly and thousands of times, what was done to it
    begin = time.monotonic()
    drawn = draw_small if args.all else draw
    alone = matrix.run(Driver, drawn, args.seed, everything=args.all)
    spooled = matrix.run(Spooled, draw_real, args.seed, step=1 if args.all else 4)
    control = matrix.run(SendAndHope, drawn, args.seed, everything=args.all, step=10)
    line = {
        "cases": alone.cases + spooled.cases,
        **asdict(alone.counts + spooled.counts),
        "spooled_jobs": spooled.counts.jobs,
        "control_jobs": control.counts.jobs,
        "control_false_printed": control.counts.false_printed,
        "control_second_unmarked": control.counts.second_unmarked,
        "printers": alone.setups,
        "seconds": round(time.monotonic() - begin, 1),
    }
    sys.stdout.write(json.dumps(line) + "\n")
    for told in (*alone.lies, *spooled.lies)[: args.show]:
        sys.stderr.write(f"{told}\n")
    if not control.counts.false_printed:
        sys.stderr.write("the control told no lie: these cases prove nothing\n")
    return 0 if alone.counts.clean and spooled.counts.clean and control.counts.false_printed else 1


if __name__ == "__main__":
    sys.exit(main())
