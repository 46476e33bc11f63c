"""Facts of years, copied from a week that really came in, and how long the centre's pages take above them."""

import time
from datetime import date, timedelta

import httpx
from sqlalchemy import Engine, text

from hardware.host.clock import SystemClock
from province.months import Months
from province.people import People, Role

WEEK = timedelta(days=7)
SEQ_STEP = 1_000_000
"""Between the places of a week and of its copy: no office has as many events in one."""
HEAD, PASSWORD = "quan-tri", "mot mat khau dai"
ASKED = 9
COPY = """INSERT INTO fact
    SELECT office, lineage, seq + :step, day - CAST(:back AS integer), kind, v, key, hash, body FROM fact
    WHERE day BETWEEN :first AND :last"""

COPY_KEYS = """INSERT INTO key_day
    SELECT office, key, day - CAST(:back AS integer), facts FROM key_day WHERE day BETWEEN :first AND :last"""


def copy_weeks(engine: Engine, first: date, last: date, weeks: int) -> dict[str, int]:
    """Copy the facts of ``first`` to ``last`` into so many weeks before them: only day and place differ."""
    begun = time.perf_counter()
    for back in range(1, weeks + 1):
        Months(engine).need([first - back * WEEK, last - back * WEEK])
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            given = {"step": back * SEQ_STEP, "back": back * WEEK.days, "first": first, "last": last}
            for copied in (COPY, COPY_KEYS):
                connection.execute(text(copied), given)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("VACUUM ANALYZE fact, key_day"))
        connection.execute(text("RESET statement_timeout"))
        rows = connection.execute(
            text("SELECT sum(reltuples) FROM pg_class WHERE relname LIKE 'fact_2%' AND relkind = 'r'")
        )
        size = "SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('fact') WHERE isleaf"
        found = {"weeks": weeks, "all_facts": int(rows.scalar_one()), "fact_bytes": int(connection.execute(text(size)).scalar_one())}  # fmt: skip
    return found | {"copied_s": round(time.perf_counter() - begun)}


def opened_months(engine: Engine, first: date, last: date) -> int:
    """How many months of facts PostgreSQL opens for those of a stretch of days."""
    asked = text("EXPLAIN SELECT count(*) FROM fact WHERE office = 1 AND day BETWEEN :first AND :last")
    with engine.connect() as connection:
        plan = connection.execute(asked, {"first": first, "last": last}).scalars().all()
    return sum("Scan" in line and " on fact_" in line for line in plan)


def pages_ms(engine: Engine, address: str, today: date, since: date) -> dict[str, list[int]]:
    """The median and the longest of some looks at each page, as a browser of this machine gets them."""
    People(engine, SystemClock().utc_ms).add(HEAD, "Quản trị mẫu", PASSWORD, Role.HEAD, "")
    month, years = (f"?tu={first}&den={today}" for first in (today.replace(day=1), since))
    paths = {
        "now": "/",
        "month": f"/so-sanh{month}",
        "years": f"/so-sanh{years}",
        "years_by_service": f"/so-sanh{years}&theo=linh-vuc",
        "office": "/don-vi/xa-001",
        "fleet": "/may",
        "days": "/day-du",
    }
    found: dict[str, list[int]] = {}
    with httpx.Client(base_url=address, timeout=120, trust_env=False, follow_redirects=True) as client:
        client.post("/dang-nhap", data={"name": HEAD, "password": PASSWORD}).raise_for_status()
        for name, path in paths.items():
            took = sorted(_once(client, path) for _ in range(ASKED))
            found[name] = [took[len(took) // 2], took[-1]]
    return found


def _once(client: httpx.Client, path: str) -> int:
    begun = time.perf_counter()
    client.get(path).raise_for_status()
    return round((time.perf_counter() - begun) * 1000)
