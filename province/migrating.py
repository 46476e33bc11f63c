"""Brings a database to the newest step of ``migrations``."""

from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, text

STEPS = Path(__file__).parent / "migrations"
_LOCK = 7_103_001
"""Of the database: two programs that start at once do not both take the steps."""


class NewerTablesError(Exception):
    """A newer program has been here: its tables are not for this one."""


def migrate(engine: Engine) -> None:
    """Take the steps that are missing, all or none. Raises SQLAlchemyError, NewerTablesError."""
    with engine.begin() as connection:
        connection.execute(
            text("SET LOCAL statement_timeout = 0")
        )  # a step over years of facts takes its time
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        _take_steps(connection)


def _take_steps(connection: Connection, upto: str = "head") -> None:
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    script = ScriptDirectory(str(STEPS))

    def steps(revision: Any, _context: Any) -> Any:
        try:
            return script._upgrade_revs(upto, revision)  # noqa: SLF001 - as alembic.command.upgrade does
        except CommandError:  # it names a step that is not here
            raise NewerTablesError from None

    with EnvironmentContext(config, script, fn=steps) as environment:
        environment.configure(connection=connection, transactional_ddl=True)
        environment.run_migrations()
