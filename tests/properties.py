"""How long properties are searched, and with what luck: for every test in this one place.

Daily runs try the same examples everywhere, so that who changed nothing sees nothing new; ``make test-fast`` tries a
quarter of them. ``make test-deep`` tries twenty times as many, others each time, and says how to repeat what it finds.
No example has a time in which it must end: a busy machine is no fault.
"""

import os

from hypothesis import HealthCheck, settings

QUICK, DAILY, DEEP = "quick", "daily", "deep"
TIMES = {QUICK: 0.25, DAILY: 1, DEEP: 20}
EXAMPLES = 100
"""Of a property that says nothing else, by day."""
_HOUSE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def begin() -> None:
    """Take the profile that HYPOTHESIS_PROFILE names; the daily one if it names none."""
    settings.register_profile(DAILY, _HOUSE, derandomize=True, max_examples=EXAMPLES)
    settings.register_profile(QUICK, settings.get_profile(DAILY), max_examples=int(EXAMPLES * TIMES[QUICK]))
    settings.register_profile(
        DEEP, _HOUSE, derandomize=False, max_examples=EXAMPLES * TIMES[DEEP], print_blob=True
    )
    settings.load_profile(_chosen())


def examples(count: int, steps: int = 50) -> settings:
    """For a property or a machine that wants its own number: ``count`` examples by day, of ``steps`` steps."""
    begin()
    return settings(max_examples=max(1, int(count * TIMES[_chosen()])), stateful_step_count=steps)


def seeds() -> range:
    """For a test with luck of its own, marked ``seeded``: one by day, twenty when the search is deep."""
    return range(max(1, int(TIMES[_chosen()])))


def _chosen() -> str:
    return os.environ.get("HYPOTHESIS_PROFILE", DAILY)
