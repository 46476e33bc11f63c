"""What must not be given after the journal lost its end. Pure.

The numbers that were given last are on paper, but no longer in the journal. A witness beside it knows how
far it had come, so the series go on behind everything that may have been given: a gap harms nobody, a number
that two people hold does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from contracts.vocabulary import Millis, ServiceCode
from controller.domain import events as e
from controller.domain.day import Day
from controller.domain.office import Office, Service

DOUBT = 10
"""Numbers of each series that are skipped beyond what the witness knew: after a power cut the witness, too, may
be half a minute old, and no series gives more in that time."""


@dataclass(frozen=True)
class Lost:
    """What the witness knew and the journal no longer does."""

    events: int
    """How many events are missing."""
    day: str | None = None
    """The service day of the newest of them; None: the witness did not say (it is of an older program)."""
    given: Mapping[ServiceCode, int] = field(default_factory=dict)
    """The highest number of each series on that day."""


def skips(office: Office, day: Day, lost: Lost, at: Millis) -> tuple[e.NumbersSkipped, ...]:
    """What of ``day`` may have been given and forgotten. ``day`` is as the journal still has it."""
    last_known = {code: _last_given(office, day, code) for code in {*office.services, *lost.given}}
    found = {code: _last_lost(office.services.get(code), n, lost, code) for code, n in last_known.items()}
    return tuple(
        e.NumbersSkipped(at, code, last_known[code] + 1, to_n)
        for code, to_n in sorted(found.items())
        if to_n > last_known[code]
    )


def _last_given(office: Office, day: Day, code: ServiceCode) -> int:
    service = office.services.get(code)
    return day.highest.get(code, service.first - 1 if service else 0)


def _last_lost(service: Service | None, known: int, lost: Lost, code: ServiceCode) -> int:
    """The highest number that may be lost. ``known``: the highest one that the journal still has.

    Doubt alone never takes more than half of what is left of a series, however wrong the witness is.
    """
    certain = max(known, lost.given.get(code, known))
    doubt = lost.events if lost.day is None else DOUBT
    room = max(0, service.last - certain) // 2 if service else doubt
    return certain + min(doubt, room)
