"""The day on which all tests happen, whatever the calendar says; and other days, for whole programs."""

import os
import time
from pathlib import Path

from tests.the_day import sitecustomize

MORNING = 1_795_399_200_000
"""Monday 2026-11-23 09:00 in Viet Nam, in milliseconds."""

_HOME = str(Path(sitecustomize.__file__).parent)


def begin() -> None:
    """From now on it is the tests' morning, here and in every Python program that is started from here."""
    if sitecustomize.VARIABLE not in os.environ:  # else pytest's main process has begun it for its workers
        os.environ |= environment(MORNING)
    sitecustomize.begin()


def environment(utc_ms: int) -> dict[str, str]:
    """The variables with which a Python program starts at this moment of another day."""
    ahead_ns = int(os.environ.get(sitecustomize.VARIABLE, "0")) + utc_ms * 1_000_000 - time.time_ns()
    known = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return {
        sitecustomize.VARIABLE: str(ahead_ns),
        "PYTHONPATH": os.pathsep.join((_HOME, *(path for path in known if path not in ("", _HOME)))),
    }
