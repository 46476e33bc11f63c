"""A day from what the journal has of it, which may be less than what happened."""

import logging
from collections.abc import Iterable

from contracts.vocabulary import Millis
from controller.domain import events as e
from controller.domain.day import Day, apply

log = logging.getLogger(__name__)


def remembered(date: str, events: Iterable[e.AnyEvent], last_at: Millis = 0) -> Day:
    """The day after its events. An event whose ticket or slip is not known is passed over, and the log says so.

    Its beginning was set aside when the journal was mended, or a newer program wrote it in words of its own.
    """
    day = Day(date, last_at=last_at)
    for event in events:
        try:
            day = apply(day, event)
        except KeyError:
            log.error("%s at %d is about something unknown: passed over", type(event).__name__, event.at)  # noqa: TRY400 - of data, not of ours
    return day
