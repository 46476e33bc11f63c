"""What the caretaker should know of the look-up: no answers, no trust, trust that soon ends, or guessing of codes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from contracts.messages import Fault
from contracts.texts import FIRST, Catalogue
from contracts.vocabulary import FaultCode, Millis
from controller.dossier.port import Down, Found, NotFound, Why

DOWN_S = 120.0
"""Shorter than that it may have been a hiccup, and nobody need be told."""
SOON_MS = 14 * 24 * 3_600_000
"""A certificate is renewed by people of another house, who need some days."""
UNTRUSTED = (Why.UNTRUSTED, Why.REFUSED_US)
"""These do not pass by themselves: told at once."""
TEXTS = Path(__file__).with_name("texts")


@dataclass(frozen=True)
class Outage:
    """Questions without an answer since the last good one; times are monotonic seconds."""

    since: float
    last: float
    why: Why


def noted(outage: Outage | None, outcome: Found | NotFound | Down, now: float) -> Outage | None:
    """After a question that was really asked. Any answer ends an outage: *not found* is one too."""
    if not isinstance(outcome, Down):
        return None
    return Outage(outage.since if outage else now, now, outcome.why)


@dataclass(frozen=True)
class Telling:
    """Puts troubles into words as of ``now`` (monotonic seconds, which were ``utc_ms`` on the clock)."""

    texts: Catalogue
    now: float
    utc_ms: Millis
    utc_offset_minutes: int

    def say(self, key: str, **facts: object) -> str:
        """A sentence."""
        return self.texts.say(FIRST, key, **facts)

    def time(self, moment: float) -> str:
        """A monotonic moment in the office's time, as people write it."""
        return self.date(self.utc_ms / 1000 - (self.now - moment))

    def date(self, epoch_s: float) -> str:
        """The same of a moment in seconds of the epoch."""
        local = datetime.fromtimestamp(epoch_s, UTC) + timedelta(minutes=self.utc_offset_minutes)
        day, month = f"{local:%d}", f"{local:%m}"
        return self.say("trouble.time", clock=f"{local:%H:%M}", day=day, month=month, year=local.year)


def outage_fault(outage: Outage | None, *, left_alone: bool, telling: Telling) -> Fault | None:
    """The fault of an outage. ``left_alone``: the circuit is open, so nobody tries any more."""
    if outage is None:
        return None
    facts = {"since": telling.time(outage.since), "why": telling.say(f"why.{outage.why}")}
    if outage.why in UNTRUSTED:
        return Fault(code=FaultCode.LOOK_UP_UNTRUSTED, detail=telling.say("trouble.untrusted", **facts))
    until = telling.now if left_alone else outage.last
    if until - outage.since < DOWN_S:
        return None
    return Fault(code=FaultCode.LOOK_UP_DOWN, detail=telling.say("trouble.down", **facts))


def expiring_fault(until: float | None, telling: Telling) -> Fault | None:
    """The fault of a certificate that is believed for less than two weeks more; ``until``: epoch seconds."""
    if until is None or until * 1000 - telling.utc_ms >= SOON_MS:
        return None
    detail = telling.say("trouble.expiring", until=telling.date(until))
    return Fault(code=FaultCode.LOOK_UP_EXPIRING, detail=detail)


def guessed_fault(since: float | None, count: int, telling: Telling) -> Fault | None:
    """The fault of too many misses since ``since``; None: they are not too many."""
    if since is None:
        return None
    detail = telling.say("trouble.guessed", since=telling.time(since), count=count)
    return Fault(code=FaultCode.LOOK_UP_GUESSED, detail=detail)
