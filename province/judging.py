"""Which facts count: those of a believable day whose body is what its kind says. The others are kept apart. Pure.

A kind that this program does not know yet is kept among the facts and not counted: a newer program may know it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from pydantic import ValidationError

from contracts.facts import KINDS, VERSION
from contracts.province import MOST_BODY, Fact, Why

FIRST_DAY = date(2026, 1, 1)
"""No office had a journal before; a clock that says so was never set."""
AHEAD = timedelta(days=2)
"""An office may be a time zone ahead, and its clock a little wrong."""


NUL = "\\u0000"
"""As JSON writes it; PostgreSQL's JSON and texts have no place for it."""


@dataclass(frozen=True)
class Judged:
    """What of a batch is to be counted, and what is kept apart for which reason."""

    good: tuple[Fact, ...]
    apart: tuple[tuple[Fact, Why], ...]


def judged(facts: Iterable[Fact], now_ms: int) -> Judged:
    """``now_ms``: the centre's clock, UTC milliseconds."""
    latest = datetime.fromtimestamp(now_ms / 1000, UTC).date() + AHEAD
    told = [(fact, why_apart(fact, latest)) for fact in facts]
    return Judged(
        tuple(fact for fact, why in told if why is None),
        tuple((fact, why) for fact, why in told if why is not None),
    )


def why_apart(fact: Fact, latest: date) -> Why | None:
    """Why a fact cannot be counted; None: it can."""
    day = day_of(fact)
    if day is None:
        return Why.NO_DAY
    if day < FIRST_DAY:
        return Why.TOO_OLD
    if day > latest:
        return Why.FUTURE
    return _body_fault(fact, latest)


def day_of(fact: Fact) -> date | None:
    """The service day of a fact; None: it names none."""
    try:
        day = date.fromisoformat(fact.day)
    except ValueError:
        return None
    return day if day.isoformat() == fact.day else None


def is_known(kind: str, version: int) -> bool:
    """Whether facts of a kind are counted here."""
    return kind in KINDS and version <= VERSION


def _body_fault(fact: Fact, latest: date) -> Why | None:
    try:
        text = json.dumps(fact.body, allow_nan=False)
    except ValueError:
        return Why.BAD_BODY
    if len(text) > MOST_BODY:
        return Why.TOO_LONG
    if NUL in text:
        return Why.BAD_BODY
    if not is_known(fact.kind, fact.v):
        return None
    try:
        body = KINDS[fact.kind].model_validate(fact.body)
    except ValidationError:
        return Why.BAD_BODY
    if body.at < _start_of(FIRST_DAY):
        return Why.TOO_OLD
    return Why.FUTURE if body.at >= _start_of(latest + timedelta(days=1)) else None


def _start_of(day: date) -> int:
    """UTC milliseconds."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)
