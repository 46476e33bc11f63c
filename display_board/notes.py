"""What passes through one line of the hall page in turn: resting counters, today's hours, the office's own notices. Pure."""

from contracts.look.lines import notice_lines
from contracts.texts import FIRST, Catalogue
from display_board.local_time import closes_early, local, sessions_of_day
from display_board.model import Model


def notes_of(model: Model, desk_ms: int | None, ticker: str, texts: Catalogue) -> tuple[str, ...]:
    """Today's hours, the board's own notice (``ticker``) and the office's; ``desk_ms`` is None while the desk is not heard."""
    notices = (ticker, model.office.ticker if model.office else "")
    return (
        *_hours(model, desk_ms, texts),
        *(line for notice in notices for line in notice_lines(notice)),
    )


def _hours(model: Model, desk_ms: int | None, texts: Catalogue) -> tuple[str, ...]:
    if desk_ms is None or model.office is None:
        return ()
    sessions = sessions_of_day(model.office, local(model, desk_ms))
    hours = ", ".join(f"{session.serve_from}–{session.serve_until}" for session in sessions)
    early = closes_early(model.office, local(model, desk_ms))
    if early:
        return (texts.say(FIRST, "notes.closes-early", time=early),)
    if not model.office.sessions:
        return ()
    return (texts.say(FIRST, "notes.hours", hours=hours) if hours else texts.say(FIRST, "notes.closed"),)
