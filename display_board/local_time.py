"""The desk's clock and the office's hours as people in the hall read them."""

from datetime import UTC, datetime, timedelta

from contracts import messages as m
from display_board.model import Model

_VIETNAM_MINUTES = 7 * 60
"""Until the desk says otherwise."""


def local(model: Model, at_ms: int) -> datetime:
    """A moment of the desk in local time."""
    return datetime.fromtimestamp(at_ms / 1000, UTC) + timedelta(minutes=utc_offset_minutes(model))


def utc_offset_minutes(model: Model) -> int:
    """How far local time is ahead of UTC."""
    return model.office.utc_offset_minutes if model.office else _VIETNAM_MINUTES


def sessions_of_day(office: m.OfficeState, now: datetime) -> tuple[m.SessionInfo, ...]:
    """The hours of this local day: a special day's own, else those of its weekday; none: closed."""
    special = _special(office, now)
    if special:
        return special.sessions
    return tuple(session for session in office.sessions if now.isoweekday() in session.days)


def closes_early(office: m.OfficeState, now: datetime) -> str | None:
    """Local time ``HH:MM`` at which a person closes this local day before its time; None: as usual."""
    special = _special(office, now)
    return special.closes_early if special else None


def _special(office: m.OfficeState, now: datetime) -> m.SpecialDay | None:
    return next((special for special in office.special_days if special.day == f"{now:%Y-%m-%d}"), None)
