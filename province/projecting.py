"""Makes the figures of a day again whenever facts of it came, however late: dirty days, the oldest mark first."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.exc import DataError, IntegrityError, ProgrammingError

from contracts.facts import KINDS, Body
from province.adding_up import keep_month
from province.judging import is_known
from province.months import Months
from province.schema import DIRTY_DAY, DIRTY_NTH, FACT, OFFICE_DAY, SERVICE_DAY
from province.tally import tallies
from province.visits import is_closed, visits

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Projector:
    """``limit_s``: a longer wait is too long."""

    engine: Engine
    limit_s: int
    _told: set[tuple[int, date]] = field(default_factory=set, init=False)
    """Offices and days that could not be made: said once, though they are tried again and again."""

    def catch_up(self, most: int = 100) -> int:
        """Make some days that changed; returns how many: fewer than ``most`` when none is left. Raises SQLAlchemyError."""
        months = Months(self.engine)
        for done in range(most):
            if not self._one(months):
                return done
        return most

    def _one(self, months: Months) -> bool:
        with self.engine.connect() as looking:
            first = looking.execute(select(DIRTY_DAY.c.day).order_by(DIRTY_DAY.c.nth).limit(1)).scalar()
        if first is None:
            return False
        months.need([first])
        with self.engine.begin() as connection:
            asked = select(DIRTY_DAY).order_by(DIRTY_DAY.c.nth).limit(1).with_for_update(skip_locked=True)
            dirty = connection.execute(asked).one_or_none()
            if dirty is None or dirty.day.replace(day=1) != first.replace(day=1):
                return dirty is not None  # another worker was here, or its month must be made first
            if not self._made(connection, dirty.office, dirty.day):
                connection.execute(update(DIRTY_DAY).where(*_is(dirty)).values(nth=DIRTY_NTH.next_value()))
                return False  # its turn comes again after all others, and not at once
            connection.execute(delete(DIRTY_DAY).where(*_is(dirty), DIRTY_DAY.c.nth == dirty.nth))
        return True

    def _made(self, connection: Connection, office: int, day: date) -> bool:
        """Whether it went well: one day that cannot be made must not keep the others waiting."""
        try:
            with connection.begin_nested():
                self._make(connection, office, day)
        except (DataError, IntegrityError, ProgrammingError) as error:
            if (office, day) not in self._told:
                self._told.add((office, day))
                log.error(  # noqa: TRY400 - its text quotes facts
                    "the figures of office %d on %s cannot be made: %s", office, day, type(error).__name__
                )
            return False
        self._told.discard((office, day))
        return True

    def _make(self, connection: Connection, office: int, day: date) -> None:
        asked = (
            select(FACT.c.kind, FACT.c.v, FACT.c.body)
            .where(FACT.c.office == office, FACT.c.day == day)
            .order_by(FACT.c.lineage, FACT.c.seq)
        )
        rows = connection.execute(asked).all()
        bodies = [body for row in rows if (body := _body(row.kind, row.v, row.body))]
        services = tallies(visits(bodies), self.limit_s)
        told = {
            "facts": len(rows),
            "unknown": len(rows) - len(bodies),
            "closed": is_closed(bodies),
            "last_at": _latest([body.at for body in bodies]),
        }
        put_day(connection, office, day, told, services)


def _is(dirty: Any) -> tuple[Any, Any]:
    return DIRTY_DAY.c.office == dirty.office, DIRTY_DAY.c.day == dirty.day


def _body(kind: str, version: int, told: Any) -> Body | None:
    """A fact as this program reads it; None: it does not know it, or knows it otherwise than the one that took it."""
    try:
        return KINDS[kind].model_validate(told) if is_known(kind, version) else None
    except ValidationError:
        return None


def put_day(
    connection: Connection, office: int, day: date, told: dict[str, Any], services: dict[str, Any]
) -> None:
    """The figures of one day take the place of the older ones."""
    for table in (OFFICE_DAY, SERVICE_DAY):
        connection.execute(delete(table).where(table.c.office == office, table.c.day == day))
    connection.execute(insert(OFFICE_DAY), {"office": office, "day": day, **told})
    rows = [{"office": office, "day": day, "service": name, **tally} for name, tally in services.items()]
    if rows:
        connection.execute(insert(SERVICE_DAY), rows)
    keep_month(connection, day, office)


def _latest(moments: Sequence[int]) -> datetime | None:
    """None where there is none, or none that can be."""
    try:
        return datetime.fromtimestamp(max(moments) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
