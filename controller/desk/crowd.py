"""Who is on the link: the office's devices are kept, strangers counted, and nobody gets more than a fair share.

``lets`` lives in the link's thread, everything else in the loop.
"""

from collections.abc import Callable
from dataclasses import dataclass

from contracts import messages as m
from contracts.vocabulary import DeviceId, FaultCode, Millis

MOST_STRANGERS = 50
"""Boards and spare machines are in no settings file; more than this are somebody's mischief."""
RATE_S, BURST = 50.0, 300.0
"""Messages that one device may say in a second on average, and at once."""
TOLD_S = 60.0
"""A flood is told so long after its last drop."""
FLOOD = 20
"""Messages that must be dropped before it is one."""
NAMES = 3


@dataclass
class _Share:
    """What one device may still say now."""

    left: float = BURST
    at: float = 0.0
    dropped: int = 0
    since: Millis = 0
    last: float = float("-inf")


class Crowd:
    """The devices of an office, and whoever else is there."""

    def __init__(
        self, known: frozenset[DeviceId], monotonic: Callable[[], float], utc_ms: Callable[[], Millis]
    ) -> None:
        self.devices: dict[DeviceId, m.Presence] = {}
        """Who said what about itself last."""
        self.strangers = 0
        """Presences of unknown devices that were not kept."""
        self._known, self._monotonic, self._utc_ms = known, monotonic, utc_ms
        self._shares: dict[str, _Share] = {}

    def keeps(self, presence: m.Presence) -> bool:
        """Take in what a device says of itself; False for one stranger too many, who is only counted."""
        new = presence.device not in self._known and presence.device not in self.devices
        if new and sum(device not in self._known for device in self.devices) >= MOST_STRANGERS:
            self.strangers += 1
            return False
        self.devices[presence.device] = presence
        return True

    def lets(self, device: str) -> bool:
        """Whether a message of a device is taken now. Strangers share one share, for names cost nothing."""
        now = self._monotonic()
        share = self._shares.setdefault(device if device in self._known else "", _Share(at=now))
        share.left = min(BURST, share.left + (now - share.at) * RATE_S)
        share.at = now
        if share.left >= 1:
            share.left -= 1
            return True
        if now - share.last >= TOLD_S:
            share.dropped, share.since = 0, self._utc_ms()
        share.dropped += 1
        share.last = now
        return False

    def faults(self) -> tuple[m.Fault, ...]:
        """What the caretaker should know: whose messages are dropped, and that there is a crowd of strangers."""
        now, found = self._monotonic(), []
        for device, share in sorted(self._shares.items()):
            if share.dropped >= FLOOD and now - share.last < TOLD_S:
                facts = {"count": str(share.dropped), "since_at": str(share.since)}
                facts |= {"what": "device", "device": device} if device else {"what": "strangers"}
                found.append(m.Fault(code=FaultCode.FLOOD, facts=facts))
        if self.strangers:
            names = sorted(device for device in self.devices if device not in self._known)[:NAMES]
            facts = {"count": str(self.strangers), "names": ", ".join(names)}
            found.append(m.Fault(code=FaultCode.STRANGERS, facts=facts))
        return tuple(found)
