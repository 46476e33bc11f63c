"""Whole months added up, so that years are answered at once.

Revision ID: 0002
"""

from alembic import op

revision = "0002"
down_revision = "0001"

COUNTS = (
    *("issued", "served", "absent", "cancelled", "lapsed", "open", "priority", "calls", "no_shows", "waits"),
    *("too_long", "services", "wait_s", "service_s", *(f"wait_{place}" for place in range(24))),
)
_NAMES = ", ".join(COUNTS)
_SUMS = ", ".join(f"sum({name}) AS {name}" for name in COUNTS)
_PRODUCTS = "sum(wait_s::float * wait_s), sum(wait_s::float * waits), sum(waits::float * waits)"
_INTO = f"INSERT INTO office_month (office, month, service, days, {_NAMES}, ss, sn, nn)"


def upgrade() -> None:
    """Make the table, and fill it from the days that are there."""
    columns = ", ".join(f"{name} bigint NOT NULL" for name in COUNTS)
    op.execute(
        f"""CREATE TABLE office_month (
        office integer, month date, service text, days integer NOT NULL, {columns},
        ss double precision NOT NULL, sn double precision NOT NULL, nn double precision NOT NULL,
        PRIMARY KEY (office, month, service))"""
    )
    op.execute("CREATE INDEX office_month_by_month ON office_month (month)")
    op.execute(
        f"""{_INTO} SELECT office, date_trunc('month', day), service, count(*), {_SUMS}, {_PRODUCTS}
        FROM service_day GROUP BY 1, 2, 3"""  # noqa: S608 - our own words
    )
    op.execute(
        f"""{_INTO} SELECT office, date_trunc('month', day), '', count(*), {_SUMS}, {_PRODUCTS}
        FROM (SELECT office, day, {_SUMS} FROM service_day GROUP BY 1, 2) AS days GROUP BY 1, 2"""  # noqa: S608 - the same
    )
