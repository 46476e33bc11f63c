"""What the caretaker should know of the look-up: no answers, no trust, trust that soon ends, or guessing of codes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from contracts.dossiers import KNOWN_SHAPE
from contracts.messages import Fault
from contracts.vocabulary import FaultCode, Millis
from controller.dossier.port import Down, Found, NotFound, Trouble, Why
from controller.dossier.privacy import clean

DOWN_S = 120.0
"""Shorter than that it may have been a hiccup, and nobody need be told ..."""
FAILURES = 5
"""... unless so many people in a row were sent away."""
SOON_MS = 14 * 24 * 3_600_000
"""A certificate is renewed by people of another house, who need some days."""
UNTRUSTED = (Why.UNTRUSTED, Why.REFUSED_US)
"""These do not pass by themselves: told at once."""


@dataclass(frozen=True)
class Outage:
    """Questions without an answer since the last good one; times are monotonic seconds."""

    since: float
    last: float
    why: Why
    failures: int = 1


def noted(outage: Outage | None, outcome: Found | NotFound | Down, now: float) -> Outage | None:
    """After a question that was really asked. Any answer ends an outage: *not found* is one too, and an error of one code."""
    if not isinstance(outcome, Down) or outcome.answered:
        return None
    if outage is None:
        return Outage(now, now, outcome.why)
    return Outage(outage.since, now, outcome.why, outage.failures + 1)


@dataclass(frozen=True)
class Now:
    """The present moment on both clocks (``monotonic`` in seconds), and the office's offset from UTC."""

    monotonic: float
    utc_ms: Millis
    utc_offset_minutes: int

    def told(self, moment: float) -> str:
        """A monotonic moment in the office's time."""
        return self.told_utc(self.utc_ms / 1000 - (self.monotonic - moment))

    def told_utc(self, epoch_s: float) -> str:
        """The same of a moment in seconds of the epoch."""
        local = datetime.fromtimestamp(epoch_s, UTC) + timedelta(minutes=self.utc_offset_minutes)
        return f"{local:%H:%M %d/%m/%Y}"


def outage_fault(outage: Outage | None, *, left_alone: bool, now: Now) -> Fault | None:
    """The fault of an outage: ``since``, and ``what`` it was last. ``left_alone``: nobody tries any more."""
    if outage is None:
        return None
    facts = {"since": now.told(outage.since), "what": str(outage.why)}
    if outage.why in UNTRUSTED:
        return Fault(code=FaultCode.LOOK_UP_UNTRUSTED, facts=facts)
    until = now.monotonic if left_alone else outage.last
    if until - outage.since < DOWN_S and outage.failures < FAILURES:
        return None
    return Fault(code=FaultCode.LOOK_UP_DOWN, facts=facts)


def expiring_fault(until: float | None, now: Now) -> Fault | None:
    """The fault of a certificate that is believed for less than two weeks more; ``until``: epoch seconds."""
    if until is None or until * 1000 - now.utc_ms >= SOON_MS:
        return None
    return Fault(code=FaultCode.LOOK_UP_EXPIRING, facts={"until": now.told_utc(until)})


def guessed_fault(misses: tuple[float, int] | None, now: Now) -> Fault | None:
    """The fault of too many misses at the site: since when, and how many; None: they are not too many."""
    if misses is None:
        return None
    since, count = misses
    return Fault(code=FaultCode.LOOK_UP_GUESSED, facts={"since": now.told(since), "count": str(count)})


def guessed_here_fault(misses: tuple[str, float, int], now: Now) -> Fault:
    """The fault of too many misses at one place: its name, since when, and how many."""
    place, since, count = misses
    facts = {"what": "place", "place": place, "since": now.told(since), "count": str(count)}
    return Fault(code=FaultCode.LOOK_UP_GUESSED, facts=facts)


def trouble_fault(trouble: Trouble, now: Now) -> Fault:
    """The fault of what a source says of itself; what it quotes is made fit to be shown."""
    facts = {
        name: fact if KNOWN_SHAPE.fullmatch(fact) else clean(fact) or ""
        for name, fact in trouble.facts.items()
    }
    return Fault(code=trouble.code, facts={**facts, "since": now.told(trouble.since)})
