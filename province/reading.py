"""What the pages ask of the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Engine, Float, Select, cast, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from province.compare import Sums
from province.schema import (
    APART,
    LINEAGE,
    OFFICE,
    OFFICE_DAY,
    OFFICE_KEY,
    OFFICE_NAME,
    OFFICE_NOW,
    SERVICE_DAY,
)
from province.tally import WAIT_COLUMNS

_SUMMED = (
    *("issued", "served", "absent", "cancelled", "lapsed", "open", "priority"),
    *("waits", "wait_s", "too_long", "services", "service_s"),
)


class By(StrEnum):
    """What rows of a comparison are."""

    OFFICE = "don-vi"
    AREA = "khu-vuc"
    SERVICE = "linh-vuc"


@dataclass(frozen=True)
class Office:
    """An office as it is called on a day."""

    id: int
    code: str
    name: str
    area: str
    merged_into: int | None
    merged_on: date | None
    card: Mapping[str, Any]


@dataclass(frozen=True)
class Heard:
    """What an office said of itself, and when the centre heard it."""

    got_at: datetime
    told: Mapping[str, Any]


@dataclass(frozen=True)
class Period:
    """From one day to another, both included."""

    first: date
    last: date

    def holds(self, table: Any) -> Any:
        """The condition of a query; whole months beyond it are not even opened."""
        return table.c.day.between(self.first, self.last)


class Reading:
    """Raises SQLAlchemyError when the database cannot be used."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def offices(self, day: date, area: str = "") -> dict[int, Office]:
        """Those of a part of the province (empty: all of it), as they are called on a day, by their names."""
        newest = (
            select(OFFICE_NAME)
            .ext(distinct_on(OFFICE_NAME.c.office))
            .order_by(OFFICE_NAME.c.office, (OFFICE_NAME.c.since <= day).desc(), OFFICE_NAME.c.since.desc())
            .subquery()
        )
        asked = select(OFFICE, newest.c.name, newest.c.area).join(newest, newest.c.office == OFFICE.c.id)
        if area:
            asked = asked.where(newest.c.area == area)
        with self._engine.connect() as connection:
            rows = connection.execute(asked.order_by(newest.c.area, newest.c.name))
            return {
                row.id: Office(row.id, row.code, row.name, row.area, row.merged_into, row.merged_on, row.card)
                for row in rows
            }

    def areas(self) -> list[str]:
        """The parts of the province."""
        asked = select(OFFICE_NAME.c.area).distinct().where(OFFICE_NAME.c.area != "")
        with self._engine.connect() as connection:
            return list(connection.execute(asked.order_by(OFFICE_NAME.c.area)).scalars())

    def heard(self) -> dict[int, Heard]:
        """The newest of every office."""
        with self._engine.connect() as connection:
            return {row.office: Heard(row.got_at, row.told) for row in connection.execute(select(OFFICE_NOW))}

    def sums(self, period: Period, by: By = By.OFFICE, service: str = "") -> dict[str, dict[str, Sums]]:
        """By office and then by what is asked for: the office again, or its services."""
        with self._engine.connect() as connection:
            rows = connection.execute(_sums(period, by, service)).mappings().all()
        found: dict[str, dict[str, Sums]] = {}
        for row in rows:
            values = {name: int(row[name]) for name in ("days", *_SUMMED)}
            ss, sn, nn = (float(row[name]) for name in ("ss", "sn", "nn"))
            sums = Sums(**values, ss=ss, sn=sn, nn=nn)
            found.setdefault(str(row["office"]), {})[str(row["key"])] = sums
        return found

    def waits(self, period: Period, offices: list[int]) -> list[int]:
        """How many waits were of each step of the stair."""
        asked = select(*(func.coalesce(func.sum(SERVICE_DAY.c[name]), 0) for name in WAIT_COLUMNS)).where(
            period.holds(SERVICE_DAY), SERVICE_DAY.c.office.in_(offices)
        )
        with self._engine.connect() as connection:
            return [int(count) for count in connection.execute(asked).one()]

    def issued_by_day(self, period: Period, offices: list[int]) -> dict[date, int]:
        """Numbers given on each day."""
        asked = select(SERVICE_DAY.c.day, func.sum(SERVICE_DAY.c.issued)).where(
            period.holds(SERVICE_DAY), SERVICE_DAY.c.office.in_(offices)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(asked.group_by(SERVICE_DAY.c.day).order_by(SERVICE_DAY.c.day)).all()
        return {row[0]: int(row[1]) for row in rows}

    def days(self, period: Period) -> dict[tuple[int, date], Any]:
        """What is known of each office's days."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(OFFICE_DAY).where(period.holds(OFFICE_DAY))).all()
        return {(row.office, row.day): row for row in rows}

    def apart(self) -> dict[int, int]:
        """How many things of each office are kept apart."""
        asked = select(APART.c.office, func.count()).group_by(APART.c.office)
        with self._engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(asked)}

    def apart_of(self, office: int) -> list[Any]:
        """The newest of them."""
        asked = select(APART).where(APART.c.office == office).order_by(APART.c.got_at.desc()).limit(20)
        with self._engine.connect() as connection:
            return list(connection.execute(asked))

    def lineages(self, office: int) -> list[Any]:
        """The histories of an office's journal, in the order in which they were opened."""
        asked = select(LINEAGE).where(LINEAGE.c.office == office).order_by(LINEAGE.c.id)
        with self._engine.connect() as connection:
            return list(connection.execute(asked))

    def keys(self, office: int) -> list[Any]:
        """The keys that an office has and had."""
        asked = select(OFFICE_KEY).where(OFFICE_KEY.c.office == office).order_by(OFFICE_KEY.c.id.desc())
        with self._engine.connect() as connection:
            return list(connection.execute(asked))


def _sums(period: Period, by: By, service: str) -> Select[Any]:
    """Sums over days of sums within days: only those tell how much days differ by chance."""
    table = SERVICE_DAY.c
    key = table.service if by is By.SERVICE else table.office
    day = (
        select(
            table.office,
            key.label("key"),
            table.day,
            *(func.sum(table[name]).label(name) for name in _SUMMED),
        )
        .where(period.holds(SERVICE_DAY))
        .group_by(table.office, key, table.day)
    )
    if service:
        day = day.where(table.service == service)
    sub = day.subquery().c
    waits, seconds = cast(sub.waits, Float), cast(sub.wait_s, Float)
    return select(
        sub.office,
        sub.key,
        func.count().label("days"),
        *(func.sum(sub[name]).label(name) for name in _SUMMED),
        func.sum(seconds * seconds).label("ss"),
        func.sum(seconds * waits).label("sn"),
        func.sum(waits * waits).label("nn"),
    ).group_by(sub.office, sub.key)
