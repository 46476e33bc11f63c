"""Who may look, at which part of the province, and what was done: accounts, sessions, and the log of both."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from province.intake import moment
from province.schema import AUDIT, PERSON, SESSION

HOURS = 12
"""A session's life."""
SHORTEST = 10
"""Characters of a password."""
NOBODY = ""
"""Stands in the log for a name that nobody has."""
_HASHER = PasswordHasher()
_NO_HASH = _HASHER.hash(secrets.token_hex(16))
"""What is compared with where nobody has that name, so that both take the same time."""


class Role(StrEnum):
    """What an account may do."""

    READER = "reader"
    """Looks at a part of the province."""
    HEAD = "head"
    """Looks at all, and gives accounts and keys."""


@dataclass(frozen=True)
class Person:
    """An account. ``area``: the part of the province it sees; empty: all."""

    id: int
    name: str
    shown: str
    role: Role
    area: str

    @property
    def heads(self) -> bool:
        """Whether it gives accounts and keys."""
        return self.role is Role.HEAD


class People:
    """Raises SQLAlchemyError when the database cannot be used."""

    def __init__(self, engine: Engine, utc_ms: Callable[[], int], hasher: PasswordHasher = _HASHER) -> None:
        """``hasher``: how costly a new password is to guess; what is kept says itself how it was hashed."""
        self._engine, self._utc_ms, self._hasher = engine, utc_ms, hasher

    def sign_in(self, name: str, password: str) -> str | None:
        """A token for a session; None: wrong name or password."""
        with self._engine.begin() as connection:
            named = connection.execute(select(PERSON).where(PERSON.c.name == name)).one_or_none()
            row = named if named and named.closed_at is None else None
            if not _fits(row.hash if row else _NO_HASH, password) or row is None:
                # a name that nobody has is not noted: it may be a password, typed into the wrong field
                self._log(connection, named.name if named else NOBODY, "sign-in-wrong")
                return None
            token, now = secrets.token_hex(32), moment(self._utc_ms())
            connection.execute(delete(SESSION).where(SESSION.c.until < now))
            values = {"token": _digest(token), "person": row.id, "until": now + timedelta(hours=HOURS)}
            connection.execute(insert(SESSION).values(values))
            self._log(connection, row.name, "sign-in")
            return token

    def who(self, token: str) -> Person | None:
        """Whose session it is; None: nobody's, or it is over, or the account was closed."""
        asked = select(PERSON).join(SESSION, SESSION.c.person == PERSON.c.id)
        asked = asked.where(
            SESSION.c.token == _digest(token),
            SESSION.c.until > moment(self._utc_ms()),
            PERSON.c.closed_at.is_(None),
        )
        with self._engine.connect() as connection:
            row = connection.execute(asked).one_or_none()
        return Person(row.id, row.name, row.shown, Role(row.role), row.area) if row else None

    def sign_out(self, token: str) -> None:
        """End a session."""
        with self._engine.begin() as connection:
            connection.execute(delete(SESSION).where(SESSION.c.token == _digest(token)))

    def any(self) -> bool:
        """Whether there is an account yet."""
        with self._engine.connect() as connection:
            return bool(connection.execute(select(func.count()).select_from(PERSON)).scalar())

    def everybody(self) -> list[Any]:
        """All accounts."""
        with self._engine.connect() as connection:
            return list(
                connection.execute(select(PERSON).order_by(PERSON.c.closed_at.isnot(None), PERSON.c.name))
            )

    def add(self, name: str, shown: str, password: str, role: Role, area: str) -> bool:
        """A new account; False: the name is taken."""
        with self._engine.begin() as connection:
            if connection.execute(select(PERSON.c.id).where(PERSON.c.name == name)).first():
                return False
            values = {
                "name": name,
                "shown": shown,
                "role": role,
                "area": area,
                "hash": self._hasher.hash(password),
            }
            connection.execute(insert(PERSON).values(values))
        return True

    def close(self, person: int) -> str:
        """End an account and its sessions; returns its name, empty where there is none that is open."""
        with self._engine.begin() as connection:
            asked = update(PERSON).where(PERSON.c.id == person, PERSON.c.closed_at.is_(None))
            ended = asked.values(closed_at=moment(self._utc_ms())).returning(PERSON.c.name)
            name: str | None = connection.execute(ended).scalar()
            connection.execute(delete(SESSION).where(SESSION.c.person == person))
        return name or ""

    def log(self, who: str, what: str, **about: str) -> None:
        """Note what somebody did."""
        with self._engine.begin() as connection:
            self._log(connection, who, what, **about)

    def logged(self, most: int) -> list[Any]:
        """The newest of what was done."""
        with self._engine.connect() as connection:
            return list(connection.execute(select(AUDIT).order_by(AUDIT.c.id.desc()).limit(most)))

    def _log(self, connection: Connection, who: str, what: str, **about: str) -> None:
        values = {"at": moment(self._utc_ms()), "who": who, "what": what, "about": about}
        connection.execute(insert(AUDIT).values(values))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _fits(stored: str, password: str) -> bool:
    try:
        return _HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
