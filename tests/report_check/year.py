"""A seeded year through the real rules: every service day a play of citizens and clerks, some days odd in ways that happen."""

from collections.abc import Iterator
from datetime import date, timedelta

from controller.domain.events import AnyEvent
from tests.unit.figures.any_day import any_day

FIRST = date(2026, 1, 1)
NEVER_CLOSED = 17
"""Every so manyth day was not closed: the machine was switched off."""
NOTHING = 41
"""Every so manyth day nothing was recorded at all."""


def year(seed: int, presses: int) -> Iterator[tuple[str, list[AnyEvent]]]:
    """The service days of a year with their events."""
    for number in range(365):
        day = FIRST + timedelta(days=number)
        if day.isoweekday() > 5 or number % NOTHING == NOTHING - 1:
            continue
        closes = number % NEVER_CLOSED != NEVER_CLOSED - 1
        yield day.isoformat(), any_day(seed * 1000 + number, presses, date=day.isoformat(), closes=closes)[1]
