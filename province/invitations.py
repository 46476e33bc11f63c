"""Codes by which offices are enrolled: each works once, for some days, and only its hash is stored."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from contracts.enrolling import DIGITS, MOST_OFF_MS, Enrolment, NotEnrolled
from province import keys
from province.intake import moment
from province.schema import INVITATION, OFFICE, OFFICE_KEY

DAYS = 3
"""A code works so long: it is read out on the phone on one day, and typed on another."""


class Invitations:
    """Raises SQLAlchemyError when the database cannot be used."""

    def __init__(self, engine: Engine, utc_ms: Callable[[], int]) -> None:
        self._engine, self._utc_ms = engine, utc_ms

    def invite(self, office: int) -> str:
        """A new code, shown once; an older one that was not used works no more."""
        code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
        now = moment(self._utc_ms())
        row = {"office": office, "hash": _digest(code), "made_at": now, "until": now + timedelta(days=DAYS)}
        with self._engine.begin() as connection:
            own = INVITATION.c.office == office
            connection.execute(delete(INVITATION).where(own, INVITATION.c.key.is_(None)))
            connection.execute(insert(INVITATION).values(row))
        return code

    def newest(self, office: int) -> Any:
        """The newest code of an office, without the code; None: there was none."""
        asked = select(INVITATION).where(INVITATION.c.office == office).order_by(INVITATION.c.id.desc())
        with self._engine.connect() as connection:
            return connection.execute(asked.limit(1)).one_or_none()

    def enrol(self, asked: Enrolment) -> int | NotEnrolled:
        """The office whose code it is, which has this key from now on. The same asked again is answered as before."""
        now = self._utc_ms()
        with self._engine.begin() as connection:
            mine = select(INVITATION).where(INVITATION.c.hash == _digest(asked.code)).with_for_update()
            row = connection.execute(mine).one_or_none()
            if row is None:
                return NotEnrolled.WRONG
            if abs(asked.at - now) > MOST_OFF_MS:
                return NotEnrolled.CLOCK
            if row.key is not None:
                return self._again(connection, row, asked)
            return self._let_in(connection, row, asked, moment(now))

    @staticmethod
    def _again(connection: Connection, row: Any, asked: Enrolment) -> int | NotEnrolled:
        """Its answer may have been lost: then it asks with the same key."""
        own = select(OFFICE_KEY).where(OFFICE_KEY.c.id == row.key)
        key = connection.execute(own).one()
        same = (key.name, key.hash) == (asked.name, asked.hash) and key.revoked_at is None
        return int(row.office) if same else NotEnrolled.USED

    @staticmethod
    def _let_in(connection: Connection, row: Any, asked: Enrolment, now: datetime) -> int | NotEnrolled:
        if row.until < now:
            return NotEnrolled.EXPIRED
        connection.execute(select(OFFICE.c.id).where(OFFICE.c.id == row.office).with_for_update())
        live = select(func.count()).where(
            OFFICE_KEY.c.office == row.office, OFFICE_KEY.c.revoked_at.is_(None)
        )
        if connection.execute(live).scalar_one() >= keys.MOST_LIVE:
            return NotEnrolled.TWO_KEYS
        values = {"name": asked.name, "office": row.office, "hash": asked.hash, "made_at": now}
        made = insert(OFFICE_KEY).values(values).on_conflict_do_nothing().returning(OFFICE_KEY.c.id)
        key = connection.execute(made).scalar()
        if key is None:  # a name that another key has: two offices cannot have the same by chance
            return NotEnrolled.USED
        connection.execute(update(INVITATION).where(INVITATION.c.id == row.id).values(key=key))
        return int(row.office)


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
