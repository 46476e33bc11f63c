"""Opening hours in the office's settings file: every week's, and the days that are different."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from contracts.settings import Part, Problem
from controller.text_settings import TextSettings

TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]
Weekday = Annotated[int, Field(ge=1, le=7)]
LONGEST_DAYS = 60
"""Of one special_days table: a longer one is a slip of the year."""


LIMITS = ("take_from", "take_until", "serve_from", "serve_until")
"""What may make a special day shorter."""


class SessionSettings(Part):
    """A stretch of opening hours (buổi)."""

    name: TextSettings
    days: tuple[Annotated[int, Field(ge=1, le=7)], ...] = Field(
        (1, 2, 3, 4, 5), description="1 Monday .. 7 Sunday"
    )
    take_from: TimeOfDay = Field(description="Numbers from")
    take_until: TimeOfDay = Field(description="Numbers until")
    serve_from: TimeOfDay = Field(description="Counters from")
    serve_until: TimeOfDay = Field(description="Counters until")


class SpecialDaySettings(Part):
    """A day, or days, whose hours are not those of the weekday: open as well as closed, longer or shorter."""

    day: date = Field(description="The day, or the first of several")
    until: date | None = Field(None, description="The last of several days")
    name: TextSettings | None = Field(None, description="Why, as people read it")
    closed: bool = Field(False, description="No service at all")
    like: Weekday | None = Field(None, description="Hours as on this weekday, 1 Monday .. 7 Sunday")
    take_from: TimeOfDay | None = Field(None, description="No numbers before")
    take_until: TimeOfDay | None = Field(None, description="No numbers after")
    serve_from: TimeOfDay | None = Field(None, description="No counter before")
    serve_until: TimeOfDay | None = Field(None, description="No counter after; numbers end then, too")

    @property
    def last(self) -> date:
        """Its last day."""
        return self.until or self.day


def hours_problems(
    sessions: tuple[SessionSettings, ...], special_days: tuple[SpecialDaySettings, ...]
) -> Iterator[Problem]:
    """Hours that end before they begin, and special days that mean nothing."""
    for index, s in enumerate(sessions):
        for start, end in (("take_from", "take_until"), ("serve_from", "serve_until")):
            if getattr(s, start) >= getattr(s, end):
                yield Problem(
                    f"sessions.{index}.{end}", getattr(s, end), f"later than {start} ({getattr(s, start)})"
                )
    for index, special in enumerate(special_days):
        yield from _special_problems(f"special_days.{index}", special, sessions)


def _special_problems(
    key: str, special: SpecialDaySettings, sessions: tuple[SessionSettings, ...]
) -> Iterator[Problem]:
    weekdays = {day for session in sessions for day in session.days}
    if not 0 <= (special.last - special.day).days < LONGEST_DAYS:
        allowed = f"from {special.day} on, at most {LONGEST_DAYS} days"
        yield Problem(f"{key}.until", str(special.last), allowed)
    limits = [name for name in LIMITS if getattr(special, name) is not None]
    if special.closed:
        if limits or special.like is not None:
            yield Problem(f"{key}.closed", "true beside hours", "closed = true, or hours, not both")
    elif special.like is not None and special.like not in weekdays:
        allowed = f"a weekday with hours: {', '.join(map(str, sorted(weekdays)))}"
        yield Problem(f"{key}.like", str(special.like), allowed)
    elif special.like is None and special.day.isoweekday() not in weekdays:
        yield Problem(f"{key}.like", "missing", "a weekday whose hours count, or closed = true")
    elif limits and not any(_is_left(session, special) for session in sessions):
        said = ", ".join(f"{name} {getattr(special, name)}" for name in limits)
        yield Problem(f"{key}.{limits[-1]}", said, "hours of which something is left, or closed = true")


def _is_left(session: SessionSettings, special: SpecialDaySettings) -> bool:
    """Whether a session of that weekday still has hours within the limits of a special day."""
    weekday = special.like or special.day.isoweekday()
    take_from = max(session.take_from, special.take_from or "")
    serve_from = max(session.serve_from, special.serve_from or "")
    serve_until = min(session.serve_until, special.serve_until or "24:00")
    take_until = min(session.take_until, special.take_until or "24:00", special.serve_until or "24:00")
    return weekday in session.days and take_from < take_until and serve_from < serve_until
