"""What must not be given after the journal lost its end. Pure.

The numbers that were given last are on paper, but no longer in the journal. A witness beside it knows how
far it had come, so the series go on behind everything that may have been given: a gap harms nobody, a number
that two people hold does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from contracts.vocabulary import Millis, ServiceCode
from controller.domain import events as e
from controller.domain.day import Day
from controller.domain.office import Office, Service

DOUBT = 10
"""Numbers of each series that are skipped beyond what the witness knew: after a power cut the witness, too, may
be half a minute old, and no series gives more in that time."""


@dataclass(frozen=True)
class Span:
    """Numbers of one series on one day: all from ``low`` to ``high`` may be on paper.

    What is on paper is the prefix; the settings may give it to another service at any time.
    """

    prefix: str
    series: ServiceCode
    low: int
    high: int


@dataclass(frozen=True)
class Lost:
    """What the witness knew and the journal does not."""

    events: int
    """How many events are missing; 0: nobody can say, because the file is another one."""
    days: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    """What was given on the latest days; empty: the witness did not say (it is of an older program)."""
    nth: int = 1
    """Which loss of this journal it is."""


def spans_with(spans: Iterable[Span], given: Iterable[tuple[str, ServiceCode, int]]) -> tuple[Span, ...]:
    """The spans of a day after more numbers were given, each as (number, series, n)."""
    found = {(span.prefix, span.series): span for span in spans}
    for number, series, n in given:
        key = (number.rstrip("0123456789"), series)
        span = found.get(key, Span(*key, n, n))
        found[key] = Span(*key, min(span.low, n), max(span.high, n))
    return tuple(found.values())


def skips(office: Office, day: Day, lost: Lost, at: Millis) -> tuple[e.NumbersSkipped, ...]:
    """What of ``day`` may have been given and forgotten. ``day`` is as the journal still has it."""
    spans = lost.days.get(day.date, ())
    doubt = DOUBT if lost.days else lost.events
    found = []
    for code in sorted({*office.services, *(span.series for span in spans)}):
        service = office.services.get(code)
        known = day.highest.get(code, service.first - 1 if service else 0)
        certain = max([known, *(_reach(service, code, span) for span in spans)])
        to_n = certain + min(doubt, _room(service, certain, doubt))
        if to_n > known:
            found.append(e.NumbersSkipped(at, code, known + 1, to_n, lost.nth))
    return tuple(found)


def _reach(service: Service | None, code: ServiceCode, span: Span) -> int:
    """The highest number of a series, as it is set now, that a span covers; 0 when they do not meet."""
    if span.series == code:
        return span.high
    if service is None or service.prefix != span.prefix:
        return 0
    meet = span.low <= service.last and service.first <= span.high
    return min(span.high, service.last) if meet else 0


def _room(service: Service | None, certain: int, doubt: int) -> int:
    """Doubt alone never takes more than half of what is left of a series, however wrong the witness is."""
    return max(0, service.last - certain) // 2 if service else doubt
