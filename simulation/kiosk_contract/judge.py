"""What a kiosk did on a bad network -> what of the contract it broke."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """What the network did to one question."""

    NONE = "none"
    LOST_REQUEST = "lost-request"
    LOST_REPLY = "lost-reply"
    """The office gave a number, and nobody heard of it."""
    BUSY = "busy"
    """503: nothing happened, ask again in a moment."""


class Breach(StrEnum):
    """What a kiosk must not do."""

    NO_KEY = "no-key"
    """A question without an Idempotency-Key."""
    KEY_REUSED = "key-reused"
    """One key for two different wishes."""
    NOT_REPEATED = "not-repeated"
    """A question whose answer was lost was not asked again with its key: the citizen stands there, or gets a second number."""
    ASKED_ON = "asked-on"
    """A question that was answered was asked again and again: a loop."""


MOST_REPEATS = 20
"""Of an answered question: a kiosk may ask once more than it must, not without end."""


@dataclass(frozen=True)
class Exchange:
    """One question for a number. ``status``: what the kiosk was answered; None: nothing."""

    key: str
    body: bytes
    fault: Fault
    status: int | None


def breaches(exchanges: Iterable[Exchange]) -> dict[Breach, int]:
    """How often each rule was broken."""
    found: Counter[Breach] = Counter()
    by_key: dict[str, list[Exchange]] = {}
    for one in exchanges:
        if one.key:
            by_key.setdefault(one.key, []).append(one)
        else:
            found[Breach.NO_KEY] += 1
    for asked in by_key.values():
        found[Breach.KEY_REUSED] += len({one.body for one in asked}) > 1
        answered = [one for one in asked if one.status not in (None, 503)]
        found[Breach.NOT_REPEATED] += not answered
        found[Breach.ASKED_ON] += len(answered) > MOST_REPEATS
    return {breach: count for breach, count in found.items() if count}
