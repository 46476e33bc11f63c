"""Offices and their keys: who may send, and in whose name."""

import secrets
from collections.abc import Callable
from datetime import date

from sqlalchemy import Connection, Engine, Table, func, select, update
from sqlalchemy.dialects.postgresql import insert

from province import keys
from province.database import Sender
from province.intake import moment
from province.schema import OFFICE, OFFICE_KEY, OFFICE_NAME, OFFICE_NOW, RELAY, STATEMENT

_ORDERED: dict[Table, dict[str, int]] = {
    OFFICE_NOW: {"epoch": 0, "beat": 0},
    STATEMENT: {"epoch": 0, "beat": 0},
    RELAY: {"nth": 0},
}
"""Where only what is newer takes the place of what is known, and what says how new it is."""
USED_EVERY_MS = 60_000
"""How exactly it is known when a key was used last."""


class TooManyKeysError(Exception):
    """Two of the office's keys work already: one must be revoked first."""


class Registry:
    """Raises SQLAlchemyError when the database cannot be used."""

    def __init__(self, engine: Engine, utc_ms: Callable[[], int]) -> None:
        self._engine, self._utc_ms = engine, utc_ms
        self._used: dict[int, int] = {}

    def sender(self, authorization: str) -> Sender | None:
        """Whose key this is; None: nobody's, or a revoked one."""
        key = keys.in_header(authorization)
        if key is None:
            return None
        asked = select(OFFICE_KEY).where(
            OFFICE_KEY.c.name == key.name, OFFICE_KEY.c.revoked_at.is_(None)
        )  # asked each time: a revoked key ends at once
        with self._engine.connect() as connection:
            row = connection.execute(asked).one_or_none()
        if row is None or not key.fits(row.hash):
            return None
        self._note_use(row.id)
        return Sender(row.office, row.id)

    def knows(self, code: str) -> bool:
        """Whether there is such an office."""
        with self._engine.connect() as connection:
            return connection.execute(select(OFFICE.c.id).where(OFFICE.c.code == code)).first() is not None

    def add_office(self, code: str, name: str, area: str, since: date) -> int:
        """A new office, or another name for a known one from a day on; returns its id."""
        with self._engine.begin() as connection:
            connection.execute(insert(OFFICE).values(code=code).on_conflict_do_nothing())
            office: int = connection.execute(select(OFFICE.c.id).where(OFFICE.c.code == code)).scalar_one()
            named = insert(OFFICE_NAME).values(office=office, since=since, name=name, area=area)
            same_day = {"name": named.excluded.name, "area": named.excluded.area}
            connection.execute(named.on_conflict_do_update(index_elements=["office", "since"], set_=same_day))
        return office

    def merge(self, office: int, into: int, day: date) -> bool:
        """From that day on the office is part of another one; its figures of before stay its own. False: a circle."""
        with self._engine.begin() as connection:
            rows = connection.execute(select(OFFICE.c.id, OFFICE.c.merged_into)).all()
            parents = {row.id: row.merged_into for row in rows}
            seen: int | None = into
            while seen is not None:
                if seen == office:
                    return False
                seen = parents[seen]
            connection.execute(
                update(OFFICE).where(OFFICE.c.id == office).values(merged_into=into, merged_on=day)
            )
        return True

    def give_key(self, office: int) -> keys.Key:
        """A new key; shown once, for only its hash is kept. Raises TooManyKeysError."""
        key = keys.make(secrets.token_hex)
        with self._engine.begin() as connection:
            connection.execute(select(OFFICE.c.id).where(OFFICE.c.id == office).with_for_update())
            if _live(connection, office) >= keys.MOST_LIVE:
                raise TooManyKeysError
            row = {"name": key.name, "office": office, "hash": key.hash, "made_at": moment(self._utc_ms())}
            connection.execute(insert(OFFICE_KEY).values(row))
        return key

    def revoke(self, office: int, key: int) -> str:
        """End a key of an office at once; returns its name, empty when it did not work any more.

        From then on the office's next message is the newest there is: whoever had the key may have said something of the far
        future in its name, which nothing the office itself says could ever replace.
        """
        asked = update(OFFICE_KEY).where(
            OFFICE_KEY.c.id == key, OFFICE_KEY.c.office == office, OFFICE_KEY.c.revoked_at.is_(None)
        )
        with self._engine.begin() as connection:
            ended = asked.values(revoked_at=moment(self._utc_ms())).returning(OFFICE_KEY.c.name)
            name: str | None = connection.execute(ended).scalar()
            if name:
                for table, order in _ORDERED.items():
                    connection.execute(update(table).where(table.c.office == office).values(order))
        return name or ""

    def _note_use(self, key: int) -> None:
        now = self._utc_ms()
        if now - self._used.get(key, 0) < USED_EVERY_MS:
            return
        with self._engine.begin() as connection:
            connection.execute(update(OFFICE_KEY).where(OFFICE_KEY.c.id == key).values(used_at=moment(now)))
        self._used[key] = now


def _live(connection: Connection, office: int) -> int:
    asked = select(func.count()).where(OFFICE_KEY.c.office == office, OFFICE_KEY.c.revoked_at.is_(None))
    return connection.execute(asked).scalar_one()
