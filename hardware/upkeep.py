"""When a device that comes and goes is opened again, and what is told of it. Pure.

It is tried again soon, because most faults are a plug that a hand has just moved, and then ever less often, but
never less often than somebody who put it back is ready to wait.
"""

from dataclasses import dataclass, replace

from contracts.messages import Fault

FIRST_PAUSE_S, LAST_PAUSE_S = 0.5, 4.0


@dataclass(frozen=True)
class Upkeep:
    """What is known of one device. ``fault`` is None while it works, and before it was tried."""

    fault: Fault | None = None
    tried: bool = False
    failures: int = 0
    """In a row."""
    retry_at: float = float("-inf")

    def wait_s(self, now: float) -> float:
        """Seconds until it may be opened (again)."""
        return max(0.0, self.retry_at - now)


def worked(upkeep: Upkeep) -> Upkeep:
    """It has just done what it should."""
    return replace(upkeep, fault=None, tried=True, failures=0)


def failed(upkeep: Upkeep, fault: Fault, now: float) -> Upkeep:
    """It could not be opened, or did not do what it should."""
    pause_s = min(FIRST_PAUSE_S * 2 ** min(upkeep.failures, 16), LAST_PAUSE_S)
    return Upkeep(fault, tried=True, failures=upkeep.failures + 1, retry_at=now + pause_s)


def is_news(before: Upkeep, after: Upkeep) -> bool:
    """Whether people should hear of it: the first result of all, and every change."""
    return not before.tried or before.fault != after.fault
