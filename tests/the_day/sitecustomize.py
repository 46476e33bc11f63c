"""Python imports this first in every program that a test starts: its clock then shows the tests' day.

Only ``time.time_ns`` is set, which SystemClock reads and nothing else in our programs does (a rule test holds
that); files, certificates and browsers know the machine's own time.
"""

import os
import time
from collections.abc import Callable
from functools import partial

VARIABLE = "MOTCUA_TESTS_CLOCK_AHEAD_NS"
"""How far the tests' clock is ahead of the machine's."""


def begin() -> None:
    """Set the clock of this process as the environment says; only once."""
    ahead = os.environ.get(VARIABLE)
    if ahead and not isinstance(time.time_ns, partial):
        time.time_ns = partial(_told, time.time_ns, int(ahead))


def _told(machine: Callable[[], int], ahead_ns: int) -> int:
    return machine() + ahead_ns


begin()
