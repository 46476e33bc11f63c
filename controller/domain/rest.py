"""The rest of the day: whether who takes a number now can still be called before the counters close. Pure.

Where unserved numbers are void at the end of a session, the session is what counts, else the day.
"""

from datetime import date

from contracts.vocabulary import Millis, ServiceCode
from controller.domain.closing import with_todays_hours
from controller.domain.day import Day
from controller.domain.hours import closed_minutes, session_at
from controller.domain.office import Office
from controller.domain.waits import Wait, wait_for


def minutes_left(office: Office, day: Day, at: Millis) -> int | None:
    """Minutes on the clock until the counters close; None where nobody can say."""
    today = with_todays_hours(office, day)
    sessions = today.sessions_on(date.fromisoformat(day.date))
    now = session_at(today, at)
    if not office.policy.carry_over and now is not None:
        sessions = (now,)
    if not sessions:
        return None
    return max(0, max(session.serve_until for session in sessions) - office.minute(at))


def doubtful(office: Office, day: Day, wait: Wait | None, at: Millis) -> bool:
    """Whether somebody with this wait may not be called before the counters close."""
    left = minutes_left(office, day, at)
    return wait is not None and left is not None and wait.high > left


def full(office: Office, day: Day, service: ServiceCode, at: Millis) -> bool:
    """Whether who takes a number now would be called after closing even on a lucky day."""
    wait, left = wait_for(office, day, service, at), minutes_left(office, day, at)
    if wait is None or left is None:
        return False
    return wait.low + closed_minutes(with_todays_hours(office, day), at, wait.low) > left
