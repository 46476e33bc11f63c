"""The connections: one engine, and what may be done as whom."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError

POOL, WAIT_S = 12, 5
"""Connections at once, and how long a request waits for one."""
STATEMENT_MS = 30_000


def open_engine(address: str) -> Engine:
    """``address``: as libpq writes it, ``postgresql://user@host:port/database``. Connects when it is first used."""
    return create_engine(
        address.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=POOL,
        max_overflow=0,
        pool_timeout=WAIT_S,
        pool_pre_ping=True,
        connect_args={"options": f"-c statement_timeout={STATEMENT_MS} -c timezone=UTC"},
    )


def is_address(address: str) -> bool:
    """Whether it can be read at all; whether a database is there shows when it is used."""
    try:
        make_url(address)
    except (ArgumentError, ValueError):
        return False
    return True


@dataclass(frozen=True)
class Sender:
    """Who sends: an office, by one of its keys."""

    office: int
    key: int


@contextmanager
def as_office(engine: Engine, office: int) -> Iterator[Connection]:
    """A transaction in which only this office's rows can be seen and written, whatever is asked."""
    with engine.begin() as connection:
        connection.execute(text("SELECT set_config('motcua.office', :office, true)"), {"office": str(office)})
        connection.execute(text("SET LOCAL ROLE motcua_office"))
        yield connection
