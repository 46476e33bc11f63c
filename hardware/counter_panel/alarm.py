"""When a box lights and sounds that somebody must look after a machine of the office. Pure."""

from dataclasses import dataclass

SILENT_DESK_S = 30.0
"""A desk that is not heard for so long needs somebody, too."""
SOUND_AGAIN_S = 600.0
"""While it lasts."""


@dataclass(frozen=True)
class Alarm:
    """What a box knows of it. Times in monotonic seconds."""

    wanted: bool = False
    """What the desk said last."""
    heard_at: float = float("inf")
    """When the desk was alive last; never: a box that starts waits for it."""
    sounded_at: float | None = None
    """None: nothing is wrong."""

    def is_lit(self, now: float) -> bool:
        """Whether the lamp is lit."""
        return self.wanted or now - self.heard_at >= SILENT_DESK_S

    def sounds(self, now: float) -> bool:
        """Whether the sound is due."""
        return self.is_lit(now) and (self.sounded_at is None or now - self.sounded_at >= SOUND_AGAIN_S)
