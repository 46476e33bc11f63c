"""What time it is when the rules decide, and whether that can be believed."""

from dataclasses import dataclass

from contracts.vocabulary import Millis

TRUST_FLOOR: Millis = 1_767_225_600_000
"""2026-01-01 UTC. A clock before it was never set: a Pi without a battery starts in the past."""
STEP_BACK_MS = 2 * 60_000
"""A smaller step back is NTP at work: time simply stands still until it has caught up."""


@dataclass(frozen=True)
class Now:
    """The moment of a decision, as the machine's clock gives it, and the state that the desk is in."""

    clock: Millis
    degraded: bool = False
    """Whether the desk's own memory is in trouble: numbers given now say so."""

    def trusted_after(self, last_at: Millis) -> bool:
        """Whether numbers may be given: the clock was set, and does not lie behind what the journal saw."""
        return self.clock >= TRUST_FLOOR and self.clock >= last_at - STEP_BACK_MS

    def stamp(self, last_at: Millis) -> Millis:
        """The time to write on an event: never before the last one."""
        return max(self.clock, last_at)
