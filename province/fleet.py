"""The machines of all offices beside each other: versions, backups, certificates, and what of it somebody must look at. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

BACKUP_OLD, ENDS_SOON = timedelta(days=7), timedelta(days=30)
FOR_EVER = timedelta(days=50 * 365)
"""A certificate that ends later is not told: offices' own never end in a machine's life."""
_PIECES = re.compile(r"([^0-9]*)([0-9]*)")

Half = tuple[tuple[tuple[int, ...], int], ...]
"""Of a version, before or behind its last hyphen, so that tuples compare as Debian compares it."""


class Concern(StrEnum):
    """What somebody must look at."""

    NEVER = "never"
    """It was never heard."""
    SILENT = "silent"
    NO_BACKUP = "no-backup"
    BACKUP_OLD = "backup-old"
    ENDED = "ended"
    """A certificate."""
    ENDS_SOON = "ends-soon"
    VERSION_OLD = "version-old"
    BEHIND = "behind"
    """It has much that is not sent yet."""


MUCH = 2000
"""Events that are not sent yet: about a day of a busy office."""


@dataclass(frozen=True)
class Ends:
    """A certificate and when it ends; None: at no moment that a calendar has."""

    of: str
    at: datetime | None


@dataclass(frozen=True)
class Machine:
    """What is known of one office's."""

    version: str
    backup_at: datetime | None
    ends: tuple[Ends, ...]
    backlog: int
    concerns: tuple[Concern, ...]


def machine_of(
    told: Mapping[str, Any], got_at: datetime, now: datetime, silent: timedelta, newest: str
) -> Machine:
    """What an office said, judged. ``newest``: the newest version of all."""
    backup_at = moment_of(told.get("backup_at"))
    ends = tuple(
        Ends(str(one.get("of", "")), at)
        for one in told.get("certificates", ())
        if (at := moment_of(one.get("ends_at"))) is None or at - now < FOR_EVER
    )
    version, backlog = str(told.get("version", "")), int(told.get("backlog", 0))
    concerns = {
        Concern.SILENT: now - got_at > silent,
        Concern.NO_BACKUP: backup_at is None,
        Concern.BACKUP_OLD: backup_at is not None and got_at - backup_at > BACKUP_OLD,
        Concern.ENDED: any(one.at is not None and one.at <= now for one in ends),
        Concern.ENDS_SOON: any(one.at is not None and now < one.at < now + ENDS_SOON for one in ends),
        Concern.VERSION_OLD: rank(version) < rank(newest),
        Concern.BEHIND: backlog > MUCH,
    }
    return Machine(version, backup_at, ends, backlog, tuple(one for one in Concern if concerns.get(one)))


def newest_of(versions: Iterable[str]) -> str:
    """The newest that at least two offices have: one alone may be trying something; of fewer the newest."""
    counted = Counter(filter(None, versions))
    several = [version for version, count in counted.items() if count > 1]
    return max(several or counted, key=rank, default="")


def rank(version: str) -> tuple[Half, Half]:
    """Versions in the order of Debian's rules (deb-version(7)): 0.9, 0.10, 1.0~rc1, 1.0, 1.0.1; nothing is the oldest."""
    upstream, _, revision = version.rpartition("-") if "-" in version else (version, "", "0")
    return _half(upstream), _half(revision)


def _half(text: str) -> Half:
    """Letters and numbers in turns, each compared as what it is; it ends with no letters."""
    pieces = [piece for piece in _PIECES.findall(text) if any(piece)]
    return tuple((_letters(letters), int(number or 0)) for letters, number in [*pieces, ("", "")])


def _letters(text: str) -> tuple[int, ...]:
    """A tilde before the end, the end before letters, letters before everything else."""
    order = (-1 if sign == "~" else ord(sign) if sign.isalpha() else ord(sign) + 256 for sign in text)
    return *order, 0


def moment_of(utc_ms: Any) -> datetime | None:
    """None for none, and for what no calendar has."""
    try:
        return datetime.fromtimestamp(int(utc_ms) / 1000, UTC) if utc_ms else None
    except (ValueError, OverflowError, OSError, TypeError):
        return None
