"""What the hall is told while nobody is called. It invites people to take a number only while some service gives one."""

from collections.abc import Sequence
from datetime import datetime

from contracts import messages as m
from contracts.texts import FIRST, Catalogue
from contracts.vocabulary import RefusalCode
from display_board.local_time import local, sessions_of_day
from display_board.model import Model

_FULL = (RefusalCode.QUOTA_REACHED, RefusalCode.RANGE_EXHAUSTED)
_HOURS = (RefusalCode.NOT_OPEN_YET, RefusalCode.OFFICE_CLOSED, RefusalCode.NUMBERS_ENDED)


def idle_words(model: Model, desk_ms: int | None, texts: Catalogue) -> tuple[str, str]:
    """In Vietnamese and English; ``desk_ms`` is None while the desk is not heard."""
    key, facts = _idle(model, desk_ms)
    return texts.say(FIRST, f"idle.{key}", **facts), texts.say("en", f"idle.{key}", **facts)


def _idle(model: Model, desk_ms: int | None) -> tuple[str, dict[str, str]]:
    if desk_ms is None or model.queues is None or not model.queues.services:
        return "wait", {}
    services = model.queues.services
    if any(service.closed is None for service in services):
        return "open", {}
    codes = {service.closed for service in services}
    if codes <= {*_FULL, *_HOURS} and codes & {*_FULL}:
        return "full", {}
    return _closed(model, services, desk_ms) if codes <= set(_HOURS) else ("stopped", {})


def _closed(model: Model, services: Sequence[m.ServiceQueue], desk_ms: int) -> tuple[str, dict[str, str]]:
    opens = min((service.opens_at for service in services if service.opens_at), default=None)
    if opens is None:
        return "closed", {}
    now, then = local(model, desk_ms), local(model, opens)
    if then.date() != now.date():
        return "closed-until", {"time": f"{then:%H:%M}", "date": f"{then:%d/%m}"}
    if model.office and _took_numbers_today(model.office, now):
        return "break", {"time": f"{then:%H:%M}"}
    return "not-yet", {"time": f"{then:%H:%M}"}


def _took_numbers_today(office: m.OfficeState, now: datetime) -> bool:
    return any(session.take_until <= f"{now:%H:%M}" for session in sessions_of_day(office, now))
