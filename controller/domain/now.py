"""What time it is when the rules decide, and whether that can be believed."""

from dataclasses import dataclass
from enum import StrEnum

from contracts.vocabulary import Millis

TRUST_FLOOR: Millis = 1_767_225_600_000
"""2026-01-01 UTC. A clock before it was never set: a Pi without a battery starts in the past."""
STEP_BACK_MS = 2 * 60_000
"""A smaller step back is NTP at work: time simply stands still until it has caught up."""


class Trust(StrEnum):
    """What the desk makes of the machine's clock; ``steady_time`` tells how."""

    FIRM = "firm"
    """It goes as it should."""
    STEPPED = "stepped"
    """It jumped: the day goes on by monotonic time."""
    UNSURE = "unsure"
    """It was wrong from the start: no more is known than what the journal has seen, and no numbers are given."""


@dataclass(frozen=True)
class Now:
    """The moment of a decision, as the desk believes it, and the state that the desk is in."""

    clock: Millis
    degraded: bool = False
    """Whether the desk's own memory is in trouble: numbers given now say so."""
    trust: Trust = Trust.FIRM
    wall: Millis | None = None
    """What the machine's clock says; None: the same."""

    @property
    def machine(self) -> Millis:
        """What the machine's clock says, believed or not."""
        return self.clock if self.wall is None else self.wall

    def may_be_confirmed(self) -> bool:
        """Whether a person can mean the time that the machine's clock says."""
        return self.machine >= TRUST_FLOOR

    def trusted_after(self, last_at: Millis) -> bool:
        """Whether numbers may be given: the clock was set, and does not lie behind what the journal saw."""
        known = self.trust is not Trust.UNSURE and self.clock >= TRUST_FLOOR
        return known and self.clock >= last_at - STEP_BACK_MS

    def stamp(self, last_at: Millis) -> Millis:
        """The time to write on an event: never before the last one."""
        return max(self.clock, last_at)
