"""Sums of days of an office, by service and of all services: for a month that is kept, or for any stretch of days."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Float, Select, cast, delete, func, insert, literal, select

from province.period import ONE, Period, month_after
from province.schema import OFFICE_MONTH, SERVICE_DAY
from province.tally import COUNTS, PRODUCTS

ALL = ""
"""Stands for all services together."""


def by_service(period: Period) -> Select[Any]:
    """Rows of office and service. Only sums over days of products within days tell how much days differ by chance."""
    table = SERVICE_DAY.c
    return (
        select(table.office, table.service, func.count().label("days"), *_sums(table), *_products(table))
        .where(table.day.between(period.first, period.last))
        .group_by(table.office, table.service)
    )


def of_all(period: Period) -> Select[Any]:
    """Rows of office, of all services together: people of one day wait in one line."""
    table = SERVICE_DAY.c
    day = (
        select(table.office, table.day, *_sums(table))
        .where(table.day.between(period.first, period.last))
        .group_by(table.office, table.day)
        .subquery()
        .c
    )
    return select(
        day.office, literal(ALL).label("service"), func.count().label("days"), *_sums(day), *_products(day)
    ).group_by(day.office)


def of_months(period: Period) -> Select[Any]:
    """Rows of office and service (``ALL`` is one of them), of whole months as they are kept."""
    own = OFFICE_MONTH.c
    summed = [func.sum(own[name]).label(name) for name in ("days", *COUNTS, *PRODUCTS)]
    months = select(own.office, own.service, *summed).where(own.month.between(period.first, period.last))
    return months.group_by(own.office, own.service)


def keep_month(connection: Connection, day: date, office: int | None = None) -> None:
    """Add the month of a day up again, of one office or of all."""
    first = day.replace(day=1)
    period = Period(first, month_after(first) - ONE)
    own = OFFICE_MONTH.c
    old = delete(OFFICE_MONTH).where(own.month == first)
    connection.execute(old if office is None else old.where(own.office == office))
    for sums in (by_service(period), of_all(period)):
        found = (sums if office is None else sums.where(_office_of(sums) == office)).subquery().c
        names = ("office", "service", "days", *COUNTS, *PRODUCTS)
        row = select(literal(first), *(found[name] for name in names))
        connection.execute(insert(OFFICE_MONTH).from_select(["month", *names], row))


def _office_of(sums: Select[Any]) -> Any:
    return next(iter(sums.selected_columns))


def _sums(table: Any) -> list[Any]:
    return [func.sum(table[name]).label(name) for name in COUNTS]


def _products(table: Any) -> list[Any]:
    waits, seconds = cast(table.waits, Float), cast(table.wait_s, Float)
    pairs = zip(PRODUCTS, (seconds * seconds, seconds * waits, waits * waits), strict=True)
    return [func.sum(product).label(name) for name, product in pairs]
