"""What backups are called, which are kept, and when the next one is due. Pure."""

import re
from collections.abc import Iterable
from datetime import datetime

from contracts.vocabulary import Millis, SiteId
from controller.file_stamp import file_stamp

SUFFIX = ".age"
HOUR_MS = 3_600_000
DUE_MS = 20 * HOUR_MS
"""So that there is one each night, also when the last one came late in the night."""
AGAIN_MS = 50 * 60_000
"""After one that failed."""
OLD_MS = 3 * 24 * HOUR_MS
"""From then on the caretaker is called: a weekend without the machine is no fault."""
_NAME = re.compile(r"motcua-([a-z0-9-]+)-([0-9]{8}T[0-9]{6})Z\.age")


def name_of(site: SiteId, utc_ms: Millis) -> str:
    """Names sort as they were made."""
    return f"motcua-{site}-{file_stamp(utc_ms)}Z{SUFFIX}"


def made_at(name: str, site: SiteId) -> Millis | None:
    """When a backup of an office was made, by its name; None: it is none of that office."""
    found = _NAME.fullmatch(name)
    if found is None or found[1] != site:
        return None
    try:
        return int(datetime.strptime(f"{found[2]}+0000", "%Y%m%dT%H%M%S%z").timestamp() * 1000)
    except ValueError:
        return None


def too_many(names: Iterable[str], site: SiteId, keep: int, newest: str) -> tuple[str, ...]:
    """Which may go, oldest first. ``newest``: the one that was just proved; it stays, whatever a wrong clock called it."""
    known = sorted(name for name in names if made_at(name, site) is not None and name != newest)
    return tuple(known[: max(0, len(known) - (keep - 1))])


def is_due(now: Millis, last_good: Millis | None, last_try: Millis | None) -> bool:
    """Whether it is time. A moment in the future is one of a wrong clock, and counts for nothing."""
    if last_good is not None and 0 <= now - last_good < DUE_MS:
        return False
    return last_try is None or not 0 <= now - last_try < AGAIN_MS


def is_old(now: Millis, last_good: Millis | None) -> bool:
    """Whether the caretaker should hear of it."""
    return last_good is None or now - last_good > OLD_MS
