"""What the pages ask of the database."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Engine, RowMapping, Select, and_, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from contracts.stated_forms import FORMS, AnyForm
from contracts.statements import StatementKind, is_form_name
from province.adding_up import ALL, by_service, of_all, of_months
from province.compare import Sums
from province.opinions import Question, Said
from province.period import Period
from province.schema import (
    APART,
    KEY_DAY,
    LINEAGE,
    OFFICE,
    OFFICE_DAY,
    OFFICE_KEY,
    OFFICE_MONTH,
    OFFICE_NAME,
    OFFICE_NOW,
    QUESTION,
    RATING,
    RATING_COUNTS,
    RATING_QUESTION,
    SERVICE_DAY,
    STATEMENT,
)
from province.tally import PRODUCTS, WAIT_COLUMNS

SUMMED = tuple(one.name for one in fields(Sums) if one.name not in PRODUCTS)
"""What is counted, in the order of files; the products serve the intervals only."""
ONE_OF_EACH = "*"
"""Every service for itself."""


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
        found: dict[str, dict[str, Sums]] = {}
        for row in self._rows(period, service or (ONE_OF_EACH if by is By.SERVICE else ALL)):
            key = str(row["service"] if by is By.SERVICE else row["office"])
            values = {name: int(row[name]) for name in SUMMED}
            ss, sn, nn = (float(row[name]) for name in PRODUCTS)
            mine = found.setdefault(str(row["office"]), {})
            mine[key] = mine.get(key, Sums()) + Sums(**values, ss=ss, sn=sn, nn=nn)
        return found

    def waits(self, period: Period, offices: list[int], service: str = "") -> list[int]:
        """How many waits were of each step of the stair, of one service or (empty) of all."""
        counted = [0] * len(WAIT_COLUMNS)
        for row in self._rows(period, service or ALL):
            if row["office"] in offices:
                counted = [count + int(row[name]) for count, name in zip(counted, WAIT_COLUMNS, strict=True)]
        return counted

    def _rows(self, period: Period, service: str) -> Iterator[RowMapping]:
        """Sums of whole months as they are kept, and of the days that are left; of one office one row or several."""
        whole, left = period.parts()
        asked: list[Select[Any]] = []
        if whole:
            kept = OFFICE_MONTH.c.service
            asked.append(of_months(whole).where(kept != ALL if service == ONE_OF_EACH else kept == service))
        for part in left:
            if service in (ALL, ONE_OF_EACH):
                asked.append(of_all(part) if service == ALL else by_service(part))
            else:
                asked.append(by_service(part).where(SERVICE_DAY.c.service == service))
        with self._engine.connect() as connection:
            for one in asked:
                yield from connection.execute(one).mappings()

    def issued_by_day(self, period: Period, offices: list[int], service: str = "") -> dict[date, int]:
        """Numbers given on each day, of one service or (empty) of all."""
        asked = select(SERVICE_DAY.c.day, func.sum(SERVICE_DAY.c.issued)).where(
            SERVICE_DAY.c.day.between(period.first, period.last), SERVICE_DAY.c.office.in_(offices)
        )
        if service:
            asked = asked.where(SERVICE_DAY.c.service == service)
        with self._engine.connect() as connection:
            rows = connection.execute(asked.group_by(SERVICE_DAY.c.day).order_by(SERVICE_DAY.c.day)).all()
        return {row[0]: int(row[1]) for row in rows}

    def said(self, period: Period, offices: list[int]) -> list[Said]:
        """What people said, in stretches of days that lie within a period."""
        own, asked = RATING.c, RATING_QUESTION.c
        sums = (func.sum(own[name]) for name in RATING_COUNTS)
        words = (asked.questionnaire, asked.version, asked.question, asked.text, asked.choices, asked.best)
        joined = RATING.join(RATING_QUESTION, and_(*(own[name] == asked[name] for name in QUESTION)))
        query = (
            select(own.office, *words, *sums)
            .select_from(joined)
            .where(own.office.in_(offices), own.first >= period.first, own.last <= period.last)
            .group_by(own.office, *words)
        )
        with self._engine.connect() as connection:
            return [_said(*row) for row in connection.execute(query)]

    def form_periods(self, kind: StatementKind) -> list[str]:
        """The names of the periods of which any office handed up a form of a kind, the newest first."""
        asked = select(STATEMENT.c.name).distinct().where(*_handed_up(kind)).order_by(STATEMENT.c.name.desc())
        with self._engine.connect() as connection:
            return [name for name in connection.execute(asked).scalars() if is_form_name(name)]

    def forms(self, kind: StatementKind, *names: str) -> dict[tuple[int, str], AnyForm]:
        """By office and period. One that was kept before this program knew its kind, and is none of it, is passed over."""
        asked = select(STATEMENT).where(*_handed_up(kind), STATEMENT.c.name.in_(names))
        with self._engine.connect() as connection:
            rows = connection.execute(asked).all()
        found: dict[tuple[int, str], AnyForm] = {}
        for row in rows:
            with contextlib.suppress(ValueError):
                found[row.office, row.name] = FORMS[kind].model_validate(row.told)
        return found

    def days(self, period: Period) -> dict[tuple[int, date], Any]:
        """What is known of each office's days."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(OFFICE_DAY).where(OFFICE_DAY.c.day.between(period.first, period.last))
            ).all()
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

    def live_keys(self) -> dict[int, int]:
        """How many keys of each office work."""
        asked = select(OFFICE_KEY.c.office, func.count()).where(OFFICE_KEY.c.revoked_at.is_(None))
        with self._engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(asked.group_by(OFFICE_KEY.c.office))}

    def keys(self, office: int) -> list[Any]:
        """The keys that an office has and had, each with what came by it.

        Facts, of the days from ``first`` to ``last``, statements that nothing newer has replaced, and what is kept apart.
        """
        days = KEY_DAY.c
        sums = (
            func.sum(days.facts).label("facts"),
            func.min(days.day).label("first"),
            func.max(days.day).label("last"),
        )
        came = select(days.key, *sums).where(days.office == office).group_by(days.key).subquery()
        own = (STATEMENT.c.office == office, STATEMENT.c.key == OFFICE_KEY.c.id)
        stated = select(func.count()).where(*own).scalar_subquery()
        odd = (APART.c.office == office, APART.c.key == OFFICE_KEY.c.id)
        apart = select(func.count()).where(*odd).scalar_subquery()
        told = (came.c.facts, came.c.first, came.c.last, stated.label("stated"), apart.label("apart"))
        asked = (
            select(OFFICE_KEY, *told)
            .outerjoin(came, came.c.key == OFFICE_KEY.c.id)
            .where(OFFICE_KEY.c.office == office)
            .order_by(OFFICE_KEY.c.id.desc())
        )
        with self._engine.connect() as connection:
            return list(connection.execute(asked))


def _handed_up(kind: StatementKind) -> tuple[ColumnElement[bool], ...]:
    return STATEMENT.c.kind == kind, STATEMENT.c.told.isnot(None)


def _said(
    office: int,
    questionnaire: str,
    version: int,
    question: str,
    text: str,
    choices: list[str],
    best: int,
    *counts: int,
) -> Said:
    told = Question(questionnaire, version, question, text, tuple(choices), best)
    return Said(office, told, tuple(int(count) for count in counts[: len(choices)]))
