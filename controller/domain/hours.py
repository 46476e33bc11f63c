"""When numbers can be taken, and when they can be taken again."""

from dataclasses import dataclass
from datetime import timedelta

from contracts.vocabulary import Millis, RefusalCode
from controller.domain.office import Office, Session

LOOK_AHEAD_DAYS = 21
"""Longer than the longest Tet holiday."""


@dataclass(frozen=True)
class Closed:
    """No numbers now; ``opens_at`` is the next time, None when none lies within three weeks."""

    code: RefusalCode
    opens_at: Millis | None


def session_at(office: Office, at: Millis) -> Session | None:
    """The session in which numbers can be taken at a moment."""
    local = office.local(at)
    minute = local.hour * 60 + local.minute
    return next((s for s in office.sessions_on(local.date()) if s.take_from <= minute < s.take_until), None)


def closed(office: Office, at: Millis) -> Closed | None:
    """Why no number can be taken at a moment; None when it can."""
    if session_at(office, at) is not None:
        return None
    local = office.local(at)
    minute = local.hour * 60 + local.minute
    today = office.sessions_on(local.date())
    opens_at = next_opening(office, at)
    if any(minute < session.take_from for session in today):
        return Closed(RefusalCode.NOT_OPEN_YET, opens_at)
    if any(minute < session.serve_until for session in today):
        return Closed(RefusalCode.NUMBERS_ENDED, opens_at)
    return Closed(RefusalCode.OFFICE_CLOSED, opens_at)


def closed_minutes(office: Office, at: Millis, ahead: float) -> int:
    """Minutes of breaks between a moment and ``ahead`` minutes of service later on the same day.

    After the last session there is no break: whoever is still there is served.
    """
    local = office.local(at)
    minute = local.hour * 60 + local.minute
    today = sorted(office.sessions_on(local.date()), key=lambda session: session.serve_from)
    total = 0
    for session in today:
        if session.serve_until <= minute:
            continue
        pause = max(0, session.serve_from - minute)
        total, minute = total + pause, minute + pause
        ahead -= session.serve_until - minute
        minute = session.serve_until
        if ahead <= 0:
            break
    return total


def next_opening(office: Office, at: Millis) -> Millis | None:
    """The next moment from which numbers can be taken."""
    today = office.local(at).date()
    for ahead in range(LOOK_AHEAD_DAYS + 1):
        day = today + timedelta(days=ahead)
        for session in office.sessions_on(day):
            moment = office.moment(day, session.take_from)
            if moment > at:
                return moment
    return None
