"""Which desk a station follows: one at a time, the first that it heard, until that one is silent or gone. Pure."""

from dataclasses import dataclass, replace

from contracts import messages as m

PULSE_S = 2.0
DESK_LOST_S = 10.0


@dataclass(frozen=True)
class Following:
    """The desk that is followed. Times are the station's monotonic seconds."""

    instance: str = ""
    """Which start of which desk; empty: none, or one that does not say."""
    online: bool = False
    told: int = 0
    """The desk's clock at its last pulse."""
    heard: float | None = None
    """When that was; None: it was never heard alive."""

    def alive(self, now: float) -> bool:
        """Whether its pulse was heard within the last ten seconds."""
        return self.online and self.heard is not None and now - self.heard < DESK_LOST_S

    def clock(self, now: float, own_ms: int) -> int:
        """The desk's clock in milliseconds, as far as it is known; else our own."""
        return own_ms if self.heard is None else self.told + int((now - self.heard) * 1000)


def hear(following: Following, presence: m.Presence, now: float, *, retained: bool) -> Following | None:
    """After a presence of a desk; None when it is another one's than the one that is followed.

    A retained pulse may be old: it proves nothing, but a goodbye counts whenever it is found.
    """
    instance = presence.desk.instance if presence.desk else ""
    same = instance == following.instance
    if not same and (following.alive(now) or not presence.online):
        return None
    following = replace(following, instance=instance, online=presence.online)
    if not same:
        following = replace(following, heard=None)
    if presence.online and not retained:
        following = replace(following, told=presence.at, heard=now)
    return following
