"""The names that the settings said until a moment, from their history and from what is in force now."""

import contextlib
import tomllib
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

from contracts.vocabulary import Millis
from controller.figures.naming import Called, called
from controller.settings import OfficeSettings
from controller.settings_book.history import FOLDER, History

MOST_KEPT = 200
NAMES = {"name", "services", "counters", "clerks"}


def told_names(
    settings: OfficeSettings, local: Callable[[Millis], datetime], now: Millis, until: Millis | None = None
) -> tuple[Called, ...]:
    """Oldest first. ``settings``: those in force ``now``; ``until``: only what was said by then, where that is known."""
    history = History(settings.data_dir / FOLDER)
    kept = [change for change in history.changes if until is None or change.at <= until]
    told = [one for change in kept if (one := _called(history.text(change), change.at, local))]
    if until is None or not told:
        told.append(called(local(now).date(), settings.model_dump(include=NAMES)))
    return tuple(told)


def _called(text: str | None, at: Millis, local: Callable[[Millis], datetime]) -> Called | None:
    """What a file said; None where that is lost, or no calendar has the time."""
    with contextlib.suppress(ValueError, OverflowError, OSError):
        return called(local(at).date(), _table(text)) if text is not None else None
    return None


@lru_cache(maxsize=MOST_KEPT)
def _table(text: str) -> dict[str, object]:
    """What a file said of names. Raises ValueError where it was none."""
    return {key: value for key, value in tomllib.loads(text).items() if key in NAMES}
