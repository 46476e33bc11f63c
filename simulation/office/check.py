"""``motcua demo-check``: a busy office with everything going wrong, judged from outside.

Citizens touch the real kiosk, clerks press and click, the broker and every program are killed once; then the
promises are judged (see ``judge``). Prints one JSON line; ends with 1 when a promise was broken, and names it.
"""

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from hardware.host.command import prog
from hardware.host.logs import start_logging
from hardware.host.stopping import call_on_signals
from simulation.office.broker import BrokerMissing
from simulation.office.busy_day import BusyDay, NotReadyError
from simulation.office.judge import Verdict, judge, percentile
from simulation.office.office import FolderTooLong
from simulation.office.plan import MAKES, SIMPLE, Plan, demo_plan
from simulation.today import now

NOON = 12 * 60


def main() -> int:
    """Run the check; returns the exit status."""
    parser = argparse.ArgumentParser(prog=prog("simulation.office.check"), description=__doc__)
    parser.add_argument("--citizens", type=int, default=60, help="who take a number (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=120, help="in so much time (default: %(default)s)")
    parser.add_argument("--run-dir", type=Path, help="keep settings, logs and data here")
    parser.add_argument(
        "--printer", choices=(*MAKES, SIMPLE), help="make of printer (default: as the plan says)"
    )
    args = parser.parse_args()
    start_logging("ERROR")
    folder = args.run_dir or Path(tempfile.mkdtemp(prefix="motcua-"))
    try:
        plan = at_noon(demo_plan(args.printer), now())
        line, verdict = asyncio.run(_run(plan, folder.absolute(), args.citizens, args.seconds))
    except (BrokerMissing, FolderTooLong, NotReadyError, httpx.HTTPError) as error:
        sys.stderr.write(
            f"the check could not be done: {error!s}\nlogs, settings and journal are in {folder}\n"
        )
        return 1
    except asyncio.CancelledError:
        return 130
    sys.stdout.write(json.dumps(line) + "\n")
    for broken in verdict.broken:
        sys.stderr.write(f"{broken.promise} broken: {broken.what}\n")
    if verdict.broken:
        sys.stderr.write(f"logs, settings and journal are in {folder}\n")
    elif args.run_dir is None:
        shutil.rmtree(folder)
    return 1 if verdict.broken else 0


async def _run(plan: Plan, folder: Path, citizens: int, seconds: float) -> tuple[dict[str, Any], Verdict]:
    day = BusyDay(plan, folder)
    whole = asyncio.current_task()
    if whole:
        call_on_signals(whole.cancel)
    try:
        evidence = await day.run(citizens, seconds)
        restarts = {name: life.restarts for name, life in day.office.supervisor.lives().items()}
    finally:
        await day.close()
    verdict = judge(evidence, {c.id: frozenset(c.services) for c in plan.counters})
    heard = day.watcher.heard
    boxes, pages = (c.id for c in plan.counters[:2]), (c.id for c in plan.counters[2:])
    line = {
        **{key: value for key, value in asdict(verdict).items() if key != "broken"},
        "calm_p99_ms": percentile(tuple(heard.calm_ms), 99),
        "box_p50_ms": percentile(tuple(ms for c in boxes for ms in heard.delays_ms.get(c, [])), 50),
        "web_p50_ms": percentile(tuple(ms for c in pages for ms in heard.delays_ms.get(c, [])), 50),
        "citizens": citizens,
        "seconds": round(day.took_s, 1),
        "recoveries_s": {r.cause.removeprefix("kill -9 "): r.seconds for r in evidence.recoveries},
        "start_s": max((r.start_s for r in evidence.recoveries), default=0.0),
        "restarts": sum(restarts.values()),
        "broken": sorted({broken.promise for broken in verdict.broken}),
    }
    return line, verdict


def at_noon(plan: Plan, now: datetime) -> Plan:
    """The same office where it is noon now: a check at midnight must not lose its queue to the new day."""
    return plan.model_copy(update={"utc_offset_minutes": NOON - (now.hour * 60 + now.minute)})


if __name__ == "__main__":
    sys.exit(main())
