"""That the journal was mended, noted in its own tables until an event of a service day says so.

The note is made where nobody knows yet which day it is: before the desk runs, with a clock that may be wrong.
"""

import json
import sqlite3
from collections.abc import Mapping
from uuid import uuid4

from contracts.vocabulary import FaultCode
from controller.journal.seals import is_sealed, seal

_KEY = "mended:"
LINEAGE = "lineage"
"""The note of which unbroken history this is."""


def note(db: sqlite3.Connection, key: str, value: str) -> None:
    """Note something beside the events; a newer value takes the place of the older one."""
    db.execute(
        "INSERT INTO meta VALUES (?, ?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value, seal = excluded.seal",
        (key, value, seal(key, value)),
    )


def noted(db: sqlite3.Connection, key: str) -> str | None:
    """What was noted; None when nothing was, or it is not what was written."""
    row = db.execute("SELECT key, value, seal FROM meta WHERE key = ?", (key,)).fetchone()
    return str(row[1]) if row and is_sealed(row) else None


def begin_lineage(db: sqlite3.Connection) -> str:
    """Something of the old history is lost, or may be: what comes now must not be taken for it."""
    lineage = uuid4().hex
    note(db, LINEAGE, lineage)
    return lineage


def note_mend(db: sqlite3.Connection, how: FaultCode, facts: Mapping[str, str]) -> None:
    """Note that the journal was mended."""
    note(db, f"{_KEY}{how}", json.dumps(dict(facts)))


def mends_of(db: sqlite3.Connection) -> dict[FaultCode, dict[str, str]]:
    """What was noted and not forgotten yet."""
    rows = db.execute("SELECT key, value, seal FROM meta WHERE key GLOB ?", (f"{_KEY}*",))
    found = {row[0].removeprefix(_KEY): _facts(row[1]) for row in rows if is_sealed(row)}
    return {code: found[code] for code in FaultCode if code in found}


def forget_mends(db: sqlite3.Connection) -> None:
    """Events say it now."""
    db.execute("DELETE FROM meta WHERE key GLOB ?", (f"{_KEY}*",))


def _facts(value: str) -> dict[str, str]:
    """What was noted; nothing when an older program noted a sentence."""
    try:
        return {str(name): str(fact) for name, fact in json.loads(value).items()}
    except (ValueError, AttributeError):
        return {}
