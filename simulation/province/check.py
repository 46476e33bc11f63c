"""``make province-check``: badly connected offices, a centre and a PostgreSQL that are killed, and then every fact compared.

Prints one JSON line. The control is the same on a centre without a watermark, which must fail.
"""

import argparse
import contextlib
import json
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from hardware.host.clock import SystemClock
from hardware.host.command import prog
from hardware.host.logs import start_logging
from province.database import open_engine
from province.registry import Registry
from simulation.province.centre import Centre, running_centre, unguarded
from simulation.province.chaos import Office
from simulation.province.judge import Found, bytes_per_fact, judge
from simulation.province.office import Post
from simulation.province.play import OFFSET
from simulation.province.postgres import Cluster, running_cluster
from simulation.province.year import plans, workdays

LIMIT_S, SEED, THREADS = 30 * 60, 18, 8
SETTLED_S = 600.0
KILL_EVERY_S = (4.0, 9.0)


def main() -> int:
    """Returns 0 when everything is right and the control is not."""
    parser = argparse.ArgumentParser(prog=prog("simulation.province.check"), description=__doc__)
    parser.add_argument("--offices", type=int, default=100)
    parser.add_argument("--days", type=int, default=4)
    parser.add_argument("--seed", type=int, default=SEED)
    args = parser.parse_args()
    start_logging("ERROR")
    told = run(args.offices, args.days, args.seed, kills=True)
    control = run(max(4, args.offices // 10), args.days, args.seed, kills=False, command=unguarded("simulation.province.naive"))  # fmt: skip
    told["control"] = {key: control[key] for key in ("duplicates", "missing", "wrong_totals", "right")}
    told["passed"] = bool(told["right"] and not control["right"])
    sys.stdout.write(json.dumps(told) + "\n")
    return 0 if told["passed"] else 1


def run(offices: int, days: int, seed: int, *, kills: bool, command: tuple[str, ...] = ()) -> dict[str, Any]:
    """One province from its beginning to its judgement."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="motcua-")))
        cluster = stack.enter_context(running_cluster(durable=True))
        centre = stack.enter_context(running_centre(cluster, folder, "kiểm tra", command))
        engine = open_engine(cluster.address)
        stack.callback(engine.dispose)
        if command:
            with engine.begin() as connection:
                connection.execute(text("ALTER TABLE fact DROP CONSTRAINT fact_pkey"))
        client = stack.enter_context(httpx.Client(timeout=20, trust_env=False))
        made = _offices(engine, client, centre.address, offices, days, seed)
        begun = time.monotonic()
        killed = _live(made, cluster, centre, Random(seed) if kills else None)  # noqa: S311 - a play, no secret
        took = time.monotonic() - begun
        _settle(engine)
        return _judged(engine, made, took, killed)


def _offices(
    engine: Engine, client: httpx.Client, address: str, count: int, days: int, seed: int
) -> list[Office]:
    clock = SystemClock()
    registry = Registry(engine, clock.utc_ms)
    today = (datetime.fromtimestamp(clock.utc_ms() / 1000, UTC) + OFFSET).date()
    first = workdays(today - timedelta(days=1), 1)[0] - timedelta(days=days)
    past = [first + timedelta(days=place) for place in range(days)]
    midnight = int((datetime(first.year, first.month, first.day, tzinfo=UTC) - OFFSET).timestamp() * 1000)
    found = []
    for plan in plans(count):
        office = registry.add_office(plan.code, plan.name, plan.area, first)
        post = Post(client, address, registry.give_key(office).whole)
        found.append(Office(plan, past, midnight, post, seed))
    return found


def _live(made: list[Office], cluster: Cluster, centre: Centre, dice: Random | None) -> dict[str, int]:
    """All offices at once; meanwhile, with dice, the centre and its database are killed again and again."""
    killed = {"centre_kills": 0, "postgres_kills": 0}
    with ThreadPoolExecutor(THREADS) as pool:
        working = {pool.submit(office.live) for office in made}
        while working:
            done, working = wait(working, timeout=dice.uniform(*KILL_EVERY_S) if dice else None)
            for one in done:
                one.result()
            if dice and working and dice.random() < 0.5:
                cluster.kill()
                cluster.start()
                killed["postgres_kills"] += 1
            elif dice and working:
                centre.kill()
                centre.start()
                killed["centre_kills"] += 1
    return killed


def _settle(engine: Engine) -> None:
    """Wait until the figures of every day are made."""
    end = time.monotonic() + SETTLED_S
    while time.monotonic() < end:
        with contextlib.suppress(SQLAlchemyError), engine.connect() as connection:
            if not connection.execute(text("SELECT count(*) FROM dirty_day")).scalar():
                return
        time.sleep(0.5)
    raise RuntimeError("figures are still being made")


def _judged(engine: Engine, made: list[Office], took_s: float, killed: dict[str, int]) -> dict[str, Any]:
    found = Found()
    for number, office in enumerate(made, 1):
        judge(engine, number, office.truth, LIMIT_S, found)
    slowest = sorted(second for office in made for second in office.slowest)
    return {
        "offices": len(made),
        **asdict(found),
        "apart": sum(len(office.truth.uncounted) for office in made),
        "restored": sum(office.restored for office in made),
        "repeats": sum(office.repeats for office in made),
        **killed,
        "facts_per_s": round(found.facts / took_s),
        "db_bytes_per_fact": round(bytes_per_fact(engine, found.facts)),
        "p50_ms": round(slowest[len(slowest) // 2] * 1000),
        "p99_ms": round(slowest[len(slowest) * 99 // 100] * 1000),
        "right": found.is_right,
    }


if __name__ == "__main__":
    sys.exit(main())
