"""``python -m benchmarks``: measure this machine. A table, or with ``--json`` one JSON object.

A missed aim is told and is no error: the speed of a shared machine is not a promise. What cannot be measured
at all is.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import (
    boards,
    cpu,
    history,
    kiosk,
    memory,
    over_http,
    pages,
    presses,
    printing,
    queue,
    scan_to_status,
    sending,
    start,
    tap_to_slip,
)
from benchmarks.figures import as_json, table
from benchmarks.http_client import Refused
from benchmarks.lines import NothingHeard
from benchmarks.processes import NotStartedError
from hardware.host.logs import start_logging
from simulation.office.broker import BrokerMissing

MODULES = (
    presses,
    cpu,
    queue,
    over_http,
    history,
    start,
    memory,
    kiosk,
    printing,
    tap_to_slip,
    scan_to_status,
    boards,
    pages,
    sending,
)
ALL = {module.NAME: module.measure for module in MODULES}


def main() -> int:
    """Run the benchmarks that are asked for; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=ALL, action="append", help="this one (may be given several times)")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions: under a minute, less exact")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    args = parser.parse_args()
    start_logging("ERROR")
    begin, reports, failed = time.monotonic(), [], False
    for name in args.only or ALL:
        try:
            with tempfile.TemporaryDirectory(prefix="motcua-bench-") as folder:
                reports.append(ALL[name](Path(folder), quick=args.quick))
        except (BrokerMissing, NothingHeard, NotStartedError, Refused) as error:
            print(f"{name}: {error}", file=sys.stderr)
            failed = True
            continue
        if not args.json:
            print(table(reports[-1:]), flush=True)
    if args.json:
        print(json.dumps(as_json(reports, _machine(quick=args.quick, seconds=time.monotonic() - begin))))
    return int(failed)


def _machine(*, quick: bool, seconds: float) -> dict[str, Any]:
    return {
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "quick": quick,
        "seconds": round(seconds, 1),
    }


if __name__ == "__main__":
    sys.exit(main())
