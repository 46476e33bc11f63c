"""Whether the office takes numbers at a moment, by the hours that the desk told last; and what a slip says of it. Pure."""

from datetime import UTC, datetime, timedelta

from contracts import messages as m
from contracts.vocabulary import RefusalCode

MINUTE_MS = 60_000


def local(office: m.OfficeState, utc_ms: int) -> datetime:
    """A moment as the office's clocks show it."""
    return datetime.fromtimestamp(utc_ms / 1000, UTC).replace(tzinfo=None) + timedelta(
        minutes=office.utc_offset_minutes
    )


def day_of(office: m.OfficeState, utc_ms: int) -> str:
    """The service day (ISO) of a moment."""
    return local(office, utc_ms).date().isoformat()


def sessions_on(office: m.OfficeState, utc_ms: int) -> tuple[m.SessionInfo, ...]:
    """The sessions of the day of a moment."""
    today = local(office, utc_ms)
    special = next((day for day in office.special_days if day.day == today.date().isoformat()), None)
    if special is not None:
        return special.sessions
    return tuple(session for session in office.sessions if today.isoweekday() in session.days)


def closed(office: m.OfficeState, utc_ms: int) -> tuple[RefusalCode, int | None] | None:
    """Why no number is given at a moment, and when (UTC) one will be; None when it is."""
    minute = _minute(f"{local(office, utc_ms):%H:%M}")
    sessions = sessions_on(office, utc_ms)
    if any(_minute(each.take_from) <= minute < _minute(each.take_until) for each in sessions):
        return None
    later = min((_minute(s.take_from) for s in sessions if _minute(s.take_from) > minute), default=None)
    if later is not None:
        return RefusalCode.NOT_OPEN_YET, utc_ms - utc_ms % MINUTE_MS + (later - minute) * MINUTE_MS
    serving = any(minute < _minute(each.serve_until) for each in sessions)
    return (RefusalCode.NUMBERS_ENDED if serving else RefusalCode.OFFICE_CLOSED), None


def session_name(office: m.OfficeState, utc_ms: int) -> m.Text:
    """The session in which a number is taken."""
    minute = _minute(f"{local(office, utc_ms):%H:%M}")
    now = (s for s in sessions_on(office, utc_ms) if _minute(s.take_from) <= minute < _minute(s.take_until))
    return next((session.name for session in now), {"vi": ""})


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
