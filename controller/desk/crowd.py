"""Who is on the link: the office's devices are kept, strangers counted, and nobody gets more than a fair share.

``lets`` lives in the link's thread, everything else in the loop.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from contracts import messages as m
from contracts.vocabulary import DeviceId, FaultCode, Millis

log = logging.getLogger(__name__)

MOST_STRANGERS = 50
"""Boards and spare machines are in no settings file; more than this are somebody's mischief."""
RATE_S, BURST = 50.0, 300.0
"""Messages that one device may say in a second on average, and at once."""
TOLD_S = 600.0
"""A flood is told so long after its last drop: nobody looks at the page every minute."""
FLOOD = 20
"""Messages that must be dropped before it is one."""
NAMES = 3
MOST_NAMED = 5
"""Floods that are told at once, the worst ones: nobody reads more."""
STRANGERS = "@"
"""Before the shares of strangers; no device has it in its name."""


@dataclass
class _Spell:
    """How often something was refused of late."""

    count: int = 0
    since: Millis = 0
    last: float = float("-inf")

    def one_more(self, now: float, utc_ms: Millis) -> int:
        """Count one; how many there are by now."""
        if now - self.last >= TOLD_S:
            self.count, self.since = 0, utc_ms
        self.count, self.last = self.count + 1, now
        return self.count

    def facts(self) -> dict[str, str]:
        """For the caretaker's sentence."""
        return {"count": str(self.count), "since_at": str(self.since)}


@dataclass
class _Share:
    """What one device may still say now."""

    left: float = BURST
    at: float = 0.0
    dropped: _Spell = field(default_factory=_Spell)


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
        self._hurries: dict[str, _Spell] = {}

    def keeps(self, presence: m.Presence) -> bool:
        """Take in what a device says of itself; False for one stranger too many, who is only counted."""
        new = presence.device not in self._known and presence.device not in self.devices
        if new and sum(device not in self._known for device in self.devices) >= MOST_STRANGERS:
            self.strangers += 1
            return False
        self.devices[presence.device] = presence
        return True

    def lets(self, device: str, kind: str = "") -> bool:
        """Whether a message of a device is taken now. Strangers share, for names cost nothing.

        They have a share for each ``kind`` of message, so that no rubbish hides another desk or a board.
        """
        now = self._monotonic()
        name = device if device in self._known else f"{STRANGERS}{kind}"
        share = self._shares.setdefault(name, _Share(at=now))
        share.left = min(BURST, share.left + (now - share.at) * RATE_S)
        share.at = now
        if share.left >= 1:
            share.left -= 1
            return True
        share.dropped.one_more(now, self._utc_ms())
        return False

    def hurried(self, device: DeviceId) -> None:
        """A kiosk was refused a number because it asks too fast."""
        count = self._hurries.setdefault(device, _Spell())
        if count.one_more(self._monotonic(), self._utc_ms()) == 1:
            log.warning("%s asks for numbers faster than people can", device)

    def faults(self) -> tuple[m.Fault, ...]:
        """What the caretaker should know: whose messages are dropped, and that there is a crowd of strangers."""
        found = [
            m.Fault(code=FaultCode.FLOOD, facts=_flood(name) | facts)
            for name, facts in self._lately(self._floods())
        ]
        for device, facts in self._lately(self._hurries):
            found.append(m.Fault(code=FaultCode.TOO_FAST, facts=facts | {"device": device}))
        if self.strangers:
            names = sorted(device for device in self.devices if device not in self._known)[:NAMES]
            facts = {"count": str(self.strangers), "names": ", ".join(names)}
            found.append(m.Fault(code=FaultCode.STRANGERS, facts=facts))
        return tuple(found)

    def _floods(self) -> dict[str, _Spell]:
        """Whose messages were dropped: by device, strangers as one, with the worst of what they said."""
        floods: dict[str, _Spell] = {}
        for name, share in sorted(self._shares.items(), key=lambda one: one[1].dropped.count):
            if share.dropped.count >= FLOOD:
                floods["" if name.startswith(STRANGERS) else name] = share.dropped
        return floods

    def _lately(self, spells: Mapping[str, _Spell]) -> list[tuple[str, dict[str, str]]]:
        """The worst of what is not over for long, each with the facts of its sentence."""
        now = self._monotonic()
        lately = [(name, spell) for name, spell in spells.items() if now - spell.last < TOLD_S]
        worst = sorted(lately, key=lambda one: -one[1].count)[:MOST_NAMED]
        return [(name, spell.facts()) for name, spell in sorted(worst)]


def _flood(name: str) -> dict[str, str]:
    """Whose flood it is."""
    return {"what": "device", "device": name} if name else {"what": "strangers"}
