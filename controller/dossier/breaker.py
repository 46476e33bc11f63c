"""A circuit breaker: after some failures nobody is asked for a while, then one alone may try. Pure."""

from dataclasses import dataclass, replace

LONGEST_S = 900.0
"""A main system may ask to be left alone for longer; we look again after a quarter of an hour."""
JITTER = 0.2
"""Of the pause, both ways: a hundred offices must not come back in the same second."""


@dataclass(frozen=True)
class BreakerRules:
    """How patient the breaker is."""

    failures: int = 5
    pause_s: float = 30.0


@dataclass(frozen=True)
class Breaker:
    """Closed while ``open_until`` is None. Times are monotonic seconds."""

    failed: int = 0
    open_until: float | None = None
    probing: bool = False


def enter(breaker: Breaker, now: float) -> Breaker | None:
    """The breaker with one question on its way, or None: do not ask. Every entered question must end."""
    if breaker.open_until is None:
        return breaker
    if now < breaker.open_until or breaker.probing:
        return None
    return replace(breaker, probing=True)


def succeeded() -> Breaker:
    """The source answered (that there is no such dossier is an answer too): closed."""
    return Breaker()


def answered(breaker: Breaker) -> Breaker:
    """The source is there and said something of one code alone: no failure, and no proof that all is well."""
    return Breaker() if breaker.open_until is not None else breaker


def failed(
    breaker: Breaker, rules: BreakerRules, now: float, luck: float, retry_after_s: float | None = None
) -> Breaker:
    """After a failure. ``luck`` in 0..1 spreads the pause; ``retry_after_s`` opens at once."""
    count = breaker.failed + 1
    pause = rules.pause_s * (1 + JITTER * (2 * luck - 1))
    if retry_after_s is not None:
        return Breaker(count, now + min(LONGEST_S, max(retry_after_s, pause)))
    if breaker.open_until is not None:
        if breaker.probing or now >= breaker.open_until:
            return Breaker(count, now + pause)
        return replace(breaker, failed=count)  # asked before it opened: the pause does not grow
    return Breaker(count, now + pause if count >= rules.failures else None)
