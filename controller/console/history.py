"""The history of faults: what began and ended, by looking at what every device says of itself. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from contracts import messages as m
from contracts.topics import DESK
from contracts.vocabulary import DeviceId, Millis

GONE = "gone"
"""Beside the codes of faults: the device is not heard."""
MOST_KEPT = 400
AT_ONCE_MS = 5000
"""What came back so soon is the same trouble: a loose plug makes one entry, not hundreds."""


@dataclass(frozen=True)
class Entry:
    """One trouble of one device. ``ended``: None while it lasts."""

    device: DeviceId
    code: str
    began: Millis
    ended: Millis | None = None
    times: int = 1
    """How often it came, with short pauses only."""


@dataclass(frozen=True)
class History:
    """Newest first."""

    entries: tuple[Entry, ...] = ()

    def looked(self, presences: Mapping[DeviceId, m.Presence], now: Millis, *, link_up: bool) -> "History":
        """What it is after a look. While the link is down only the desk knows anything."""
        wrong = {
            (presence.device, code)
            for presence in presences.values()
            for code in _wrong_with(presence)
            if link_up or presence.device == DESK
        }
        kept = []
        for entry in self.entries:
            lasts = (entry.device, entry.code) in wrong
            kept.append(_followed(entry, now, lasts=lasts, judged=link_up or entry.device == DESK))
            if lasts and kept[-1].ended is None:
                wrong.discard((entry.device, entry.code))
        new = [Entry(device, code, now) for device, code in sorted(wrong)]
        return History((*new, *kept)[:MOST_KEPT])


def _followed(entry: Entry, now: Millis, *, lasts: bool, judged: bool) -> Entry:
    """What becomes of it. ``judged``: whether anything is known of its device now."""
    if entry.ended is None:
        return entry if lasts or not judged else replace(entry, ended=max(now, entry.began))
    if lasts and 0 <= now - entry.ended <= AT_ONCE_MS:
        return replace(entry, ended=None, times=entry.times + 1)
    return entry


def _wrong_with(presence: m.Presence) -> set[str]:
    codes = {str(fault.code) for fault in presence.faults}
    return codes if presence.online else {*codes, GONE}
