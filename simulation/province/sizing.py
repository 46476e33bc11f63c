"""``python -m simulation.province.sizing``: how a centre of 150 offices does after five years; one JSON line.

The period page is asked of a table of five years, and it is told how many of its months were opened for that; and offices
that were away for a week catch up. ``--weeks 260`` copies the facts of that week into five years before it, and looks at the
pages above them: at 150 offices some 17 GB of disk, gone afterwards.
"""

import argparse
import contextlib
import json
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Engine, text

from hardware.host.clock import SystemClock
from hardware.host.command import prog
from hardware.host.logs import start_logging
from province.adding_up import keep_month
from province.database import open_engine
from province.months import Months
from province.period import Period
from province.reading import By, Reading
from province.registry import Registry
from province.tally import COUNTS, tallies
from province.visits import visits
from simulation.province.centre import running_centre
from simulation.province.five_years import copy_weeks, opened_months, pages_ms
from simulation.province.office import Journal, Post
from simulation.province.play import OFFSET
from simulation.province.postgres import running_cluster
from simulation.province.year import DAY_MS, a_day, plans, workdays

YEARS, THREADS = 5, 6
COUNTRY_OFFICES, COUNTRY_DAYS = 3321, 250


def main() -> int:
    """Returns 0."""
    parser = argparse.ArgumentParser(prog=prog("simulation.province.sizing"), description=__doc__)
    parser.add_argument("--offices", type=int, default=150)
    parser.add_argument("--away-days", type=int, default=5)
    parser.add_argument("--weeks", type=int, default=0)
    args = parser.parse_args()
    start_logging("ERROR")
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="motcua-")))
        cluster = stack.enter_context(running_cluster())
        centre = stack.enter_context(running_centre(cluster, folder, "5 năm"))
        engine = open_engine(cluster.address)
        stack.callback(engine.dispose)
        today = (datetime.fromtimestamp(SystemClock().utc_ms() / 1000, UTC) + OFFSET).date()
        client = stack.enter_context(httpx.Client(timeout=60, trust_env=False))
        posts = _offices(engine, client, centre.address, args.offices)
        told = {"offices": args.offices, "rows": _fill(engine, args.offices, today), **_asked(engine, today)}
        told |= _catch_up(posts, args.away_days, today)
        if args.weeks:
            told |= _years_of_facts(engine, centre.address, args.weeks, workdays(today, args.away_days))
        sys.stdout.write(json.dumps(told) + "\n")
    return 0


def _years_of_facts(engine: Engine, address: str, weeks: int, days: list[date]) -> dict[str, Any]:
    """The facts of those days in years of weeks, and what the pages take above them."""
    first, last = days[0], days[-1]
    copied = copy_weeks(engine, first, last, weeks)
    pages = pages_ms(engine, address, last, _years_ago(last))
    opened = opened_months(engine, last.replace(day=1), last)
    return {**copied, "fact_months_opened": opened, "pages_ms": pages}


def _offices(engine: Engine, client: httpx.Client, address: str, count: int) -> list[Post]:
    registry = Registry(engine, SystemClock().utc_ms)
    found = []
    for plan in plans(count):
        office = registry.add_office(plan.code, plan.name, plan.area, date(2026, 1, 1))
        found.append(Post(client, address, registry.give_key(office).whole))
    return found


def _fill(engine: Engine, offices: int, today: date) -> int:
    """Five years of figures: one made-up day of each service, on every working day of every office."""
    first = _years_ago(today)
    days = [first + timedelta(days=back) for back in range((today - first).days + 1)]
    months = sorted({day.replace(day=1) for day in days})
    Months(engine).need(days)
    sums = tallies(visits(a_day(plans(1)[0], today, 0)), 1800)
    names = ", ".join(COUNTS)
    with engine.begin() as connection:
        for service, tally in sums.items():
            values = ", ".join(str(tally[name]) for name in COUNTS)
            connection.execute(
                text(
                    f"INSERT INTO service_day (office, day, service, {names}) "  # noqa: S608 - our own words
                    f"SELECT office, day, :service, {values} FROM generate_series(1, :offices) office, "
                    "generate_series(CAST(:first AS date), :today, interval '1 day') day WHERE extract(isodow FROM day) < 6"
                ),
                {"service": service, "offices": offices, "first": first, "today": today},
            )
        rows = int(connection.execute(text("SELECT count(*) FROM service_day")).scalar_one())
    for month in months:
        with engine.begin() as connection:
            keep_month(connection, month)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        for table in ("service_day", "office_month"):
            connection.execute(text(f"VACUUM ANALYZE {table}"))
        connection.execute(text("RESET statement_timeout"))
    return rows


def _years_ago(today: date) -> date:
    return today.replace(year=today.year - YEARS, day=min(today.day, 28))  # few years have a 29 February


def _asked(engine: Engine, today: date) -> dict[str, float | int]:
    """How long the page's questions take, of a month and of all five years, and how many months are opened for one."""
    reading = Reading(engine)
    periods = {
        "month": Period(today.replace(day=1), today),
        "years": Period(_years_ago(today), today),
    }
    found: dict[str, float | int] = {}
    for name, period in periods.items():
        begun = time.perf_counter()
        for by in (By.OFFICE, By.SERVICE):
            reading.sums(period, by)
        reading.waits(period, list(range(1, 1000)))
        found[f"{name}_ms"] = round((time.perf_counter() - begun) * 1000)
        asked = "EXPLAIN SELECT sum(issued) FROM service_day WHERE day BETWEEN :first AND :last"
        with engine.connect() as connection:
            plan = (
                connection.execute(text(asked), {"first": period.first, "last": period.last}).scalars().all()
            )
        found[f"{name}_partitions"] = sum("Scan" in line and "service_day_2" in line for line in plan)
    return found


def _catch_up(posts: list[Post], days: int, today: date) -> dict[str, float | int]:
    """All offices at once, each with what happened while it was away."""
    journals = []
    for plan in plans(len(posts)):
        journal = Journal()
        for day in workdays(today, days):
            midnight = (day - date(1970, 1, 1)).days * DAY_MS
            journal.add(day, a_day(plan, day, midnight))
        journals.append(journal)
    begun = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda pair: pair[0].catch_up(pair[1]), zip(posts, journals, strict=True)))
    took, facts = time.perf_counter() - begun, sum(len(journal.facts) for journal in journals)
    daily = facts / len(posts) / days
    return {
        "facts": facts,
        "catch_up_s": round(took),
        "facts_per_s": round(facts / took),
        "country_facts_a_year": round(daily * COUNTRY_OFFICES * COUNTRY_DAYS),
    }


if __name__ == "__main__":
    sys.exit(main())
