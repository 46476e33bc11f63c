"""Places in the line that phones read from outside: the newest of each number, until its day is over.

The tables are unlogged: what they hold goes into no write-ahead log and to no standby. After a crash they are empty, and
each office tells everything anew, because the answer says how much is held.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from contracts.relay import MOST_PLACES, NotKept, Place, PlacesKept, PlacesTold
from province.database import Sender, as_office
from province.intake import moment
from province.schema import PLACE, RELAY


@dataclass(frozen=True)
class Found:
    """One number. ``card``: what its office calls itself; ``heard_at``: when the office was heard last."""

    told: dict[str, Any]
    card: dict[str, Any]
    heard_at: datetime


class Places:
    """Raises SQLAlchemyError when the database cannot be used."""

    def __init__(self, engine: Engine, utc_ms: Callable[[], int], offset_minutes: int) -> None:
        """``offset_minutes``: of local time, which says when a day is over."""
        self._engine, self._utc_ms, self._offset = engine, utc_ms, timedelta(minutes=offset_minutes)

    def keep(self, sender: Sender, told: PlacesTold) -> PlacesKept:
        """Take what is newer than what is known."""
        now = moment(self._utc_ms())
        today = (now + self._offset).date()
        withdrawn = told.card is None and not told.places
        if told.day != today.isoformat() and not withdrawn:
            return PlacesKept(why=NotKept.DAY)
        midnight = datetime(today.year, today.month, today.day, tzinfo=now.tzinfo)
        over = midnight + timedelta(days=1) - self._offset
        with as_office(self._engine, sender.office) as connection:
            return _Keeping(connection, sender.office, now, over).keep(told)

    def find(self, token: str) -> Found | None:
        """By the end of an address. One that never was and one whose day is over are asked for in the same way.

        Where two offices named the same number it is that of the first, who alone can have made it.
        """
        now = moment(self._utc_ms())
        digest = hashlib.sha256(token.encode("utf-8", "replace")).digest()
        asked = (
            select(PLACE.c.told, RELAY.c.card, RELAY.c.heard_at)
            .join(RELAY, RELAY.c.office == PLACE.c.office)
            .where(PLACE.c.hash == digest, PLACE.c.until > now, RELAY.c.card.isnot(None))
            .order_by(PLACE.c.since, PLACE.c.office)
            .limit(1)
        )
        with self._engine.connect() as connection:
            row = connection.execute(asked).one_or_none()
        return Found(row.told, row.card, row.heard_at) if row else None

    def forget(self, *, everything: bool = False) -> None:
        """What is of days that are over; ``everything``: nobody relays here any more."""
        now = moment(self._utc_ms())
        with self._engine.begin() as connection:
            for table in (PLACE, RELAY):
                connection.execute(delete(table) if everything else delete(table).where(table.c.until <= now))


@dataclass(frozen=True)
class _Keeping:
    connection: Connection
    office: int
    now: datetime
    over: datetime

    def keep(self, told: PlacesTold) -> PlacesKept:
        self.connection.execute(
            insert(RELAY)
            .values(office=self.office, nth=0, heard_at=self.now, until=self.over)
            .on_conflict_do_nothing()
        )
        known = self.connection.execute(
            select(RELAY.c.nth, RELAY.c.until).where(RELAY.c.office == self.office).with_for_update()
        ).one()
        if known.until > self.now and told.nth <= known.nth:
            return PlacesKept(held=self._held(), nth=known.nth, why=NotKept.OLDER)
        left = self._add(told) if told.places else 0
        if told.whole:
            self._sweep(told.sweep if told.card or told.places else "")
        news: dict[str, Any] = {"nth": told.nth, "heard_at": self.now, "until": self.over}
        if told.card or told.whole:
            news["card"] = told.card.model_dump(mode="json") if told.card else None
        self.connection.execute(update(RELAY).where(RELAY.c.office == self.office).values(**news))
        return PlacesKept(held=self._held(), nth=told.nth, why=NotKept.FULL if left else None)

    def _add(self, told: PlacesTold) -> int:
        """Returns how many found no room."""
        places = {bytes.fromhex(place.token): place for place in told.places}
        there = self._there(places)
        if self._held() + len(places) - len(there) > MOST_PLACES:
            self._sweep(told.sweep)
            there = self._there(places)
        room = MOST_PLACES - self._held()
        new = [digest for digest in places if digest not in there]
        kept = [*there, *new[: max(0, room)]]
        if kept:
            asked = insert(PLACE).values(
                [self._row(digest, places[digest], told.sweep) for digest in sorted(kept)]
            )
            changed = {name: asked.excluded[name] for name in ("sweep", "told", "until")}
            self.connection.execute(
                asked.on_conflict_do_update(index_elements=["office", "hash"], set_=changed)
            )
        return len(places) - len(kept)

    def _row(self, digest: bytes, place: Place, sweep: str) -> dict[str, Any]:
        return {
            "office": self.office,
            "hash": digest,
            "sweep": sweep,
            "told": place.model_dump(mode="json", exclude={"token"}),
            "since": self.now,
            "until": self.over,
        }

    def _there(self, places: dict[bytes, Place]) -> set[bytes]:
        asked = select(PLACE.c.hash).where(PLACE.c.office == self.office, PLACE.c.hash.in_(places))
        return set(self.connection.execute(asked).scalars())

    def _held(self) -> int:
        asked = select(func.count()).select_from(PLACE).where(PLACE.c.office == self.office)
        held: int = self.connection.execute(asked).scalar_one()
        return held

    def _sweep(self, sweep: str) -> None:
        """What belongs to another telling is forgotten."""
        self.connection.execute(delete(PLACE).where(PLACE.c.office == self.office, PLACE.c.sweep != sweep))
