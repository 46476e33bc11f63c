"""What must not be given after the journal lost its end. Pure.

The numbers that were given last are on paper, but no longer in the journal. A witness beside it and the neighbours
know how far it had come, so the series go on behind everything that may have been given: a gap harms nobody, a
number that two people hold does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from contracts.vocabulary import FaultCode, Millis, ServiceCode
from controller.domain import events as e
from controller.domain.day import Day
from controller.domain.office import Office, Service

DOUBTS = frozenset({FaultCode.JOURNAL_RESTORED, FaultCode.WITNESS_LOST})
"""The journal may be an older copy, and nothing beside it says so: the neighbours must."""
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
    """What was given on the latest days; empty: nobody could say."""
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


def beyond(office: Office, day: Day, spans: Iterable[Span]) -> bool:
    """Whether the spans hold a number that ``day`` knows nothing of."""
    spans = tuple(spans)
    codes = {*office.services, *(span.series for span in spans)}
    return any(
        _reach(office.services.get(code), code, span) > _known(office.services.get(code), code, day)
        for code in codes
        for span in spans
    )


def cautious(office: Office, day: Day, spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans as far as they are believed of one machine alone.

    None takes more than half of what is left, and all that is skipped in a day no more than half of the series: whoever
    says more and more ends no series.
    """
    found = []
    for span in spans:
        service = office.services.get(span.series)
        if service is None:
            continue
        known = _known(service, span.series, day)
        skipped = sum(skip.to_n - skip.from_n + 1 for skip in day.skipped if skip.service == span.series)
        left = max(0, (service.last - service.first + 1) // 2 - skipped)
        most = known + min(_room(service, known, 0), left)
        found.append(replace(span, low=min(span.low, most), high=min(span.high, most)))
    return tuple(found)


def skips(office: Office, day: Day, lost: Lost, at: Millis) -> tuple[e.NumbersSkipped, ...]:
    """What of ``day`` may have been given and forgotten. ``day`` is as the journal still has it."""
    spans = lost.days.get(day.date, ())
    doubt = DOUBT if lost.days else lost.events
    found = []
    for code in sorted({*office.services, *(span.series for span in spans)}):
        service = office.services.get(code)
        known = _known(service, code, day)
        certain = max([known, *(_reach(service, code, span) for span in spans)])
        to_n = certain + min(doubt, _room(service, certain, doubt))
        if to_n > known:
            found.append(e.NumbersSkipped(at, code, known + 1, to_n, lost.nth))
    return tuple(found)


def _known(service: Service | None, code: ServiceCode, day: Day) -> int:
    """The highest number of a series that the day knows."""
    return day.highest.get(code, service.first - 1 if service else 0)


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
