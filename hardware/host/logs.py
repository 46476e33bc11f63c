"""One log format for all programs, on standard error, where the service manager keeps it; no flood fills the card."""

import logging
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

MOST_A_MINUTE = 30
"""Records of one line of our code; what else it has to say is counted."""
MINUTE_S = 60.0


@dataclass
class _Told:
    """What one line of code said in its minute."""

    since: float
    count: int = 0
    left_out: int = 0


class Sparing(logging.Filter):
    """Lets each line of code write so many records a minute, and tells how many more there were."""

    def __init__(self, now: Callable[[], float]) -> None:
        """``now``: monotonic seconds."""
        super().__init__()
        self._now = now
        self._told: dict[tuple[str, int], _Told] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to write it."""
        now, place = self._now(), (record.pathname, record.lineno)
        told = self._told.get(place)
        left_out = 0
        if told is None or now - told.since >= MINUTE_S:
            left_out = told.left_out if told else 0
            told = self._told[place] = _Told(now)
        told.count += 1
        if told.count > MOST_A_MINUTE:
            told.left_out += 1
            return False
        if left_out:
            record.msg = f"{record.getMessage()} ({left_out} more like this were left out)"
            record.args = ()
        return True


def start_logging(level: str) -> None:
    """Log in one line a record: local time with its offset, level, module, sentence."""
    logging.basicConfig(
        level=level,
        stream=sys.stderr,
        force=True,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        datefmt="%Y-%m-%dT%H:%M:%S%z",
    )
    for handler in logging.getLogger().handlers:
        handler.addFilter(Sparing(time.monotonic))
