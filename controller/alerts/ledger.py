"""What is told of faults: what once, what again, what when it is over, and when nothing. Pure.

A trouble is told when it has lasted for a while, once; again after hours; and when it has been over for a while. One
that comes and goes is told at most every quarter of an hour. In quiet hours nothing is told and nothing forgotten.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from contracts.vocabulary import DeviceId, FaultCode, Millis
from controller.console.history import Entry

REST_MS = 15 * 60_000
"""A trouble that comes back so soon after it was told is not told anew."""
SILENT = frozenset({str(FaultCode.ALERT_UNSENT)})
"""What no alert tells: that alerts do not arrive."""
Key = tuple[DeviceId, str]


@dataclass(frozen=True)
class Manner:
    """``after_ms``: how long a trouble, or its end, must last before it is told; ``again_ms``: until it is told again."""

    after_ms: Millis
    again_ms: Millis


@dataclass(frozen=True)
class Told:
    """What was told last of one trouble, and when. ``over``: that it had ended."""

    device: DeviceId
    code: str
    at: Millis
    over: bool = False


@dataclass(frozen=True)
class News:
    """What is to be told now."""

    began: tuple[Entry, ...] = ()
    lasting: tuple[Entry, ...] = ()
    ended: tuple[Entry, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.began or self.lasting or self.ended)


def news(
    told: tuple[Told, ...], entries: Iterable[Entry], now: Millis, manner: Manner
) -> tuple[tuple[Told, ...], News]:
    """What is to be told of the history's entries (newest first), and what has been told once it is."""
    known = {(each.device, each.code): replace(each, at=min(each.at, now)) for each in told}
    kept: list[Told] = []
    began: list[Entry] = []
    lasting: list[Entry] = []
    ended: list[Entry] = []
    for key, entry in _newest(entries).items():
        before = known.get(key)
        told_open = before is not None and not before.over
        since = now if before is None else now - before.at
        tells = Told(entry.device, entry.code, now, over=entry.ended is not None)
        if told_open and entry.ended is None and since >= manner.again_ms:
            lasting.append(entry)
        elif told_open and entry.ended is not None and now - entry.ended >= manner.after_ms:
            ended.append(entry)
        elif not told_open and _is_due(entry, now, manner) and (before is None or since >= REST_MS):
            began.append(entry)
        else:
            if before and (told_open or since < REST_MS):
                kept.append(before)
            continue
        kept.append(tells)
    return tuple(kept), News(tuple(began), tuple(lasting), tuple(ended))


def is_wrong(entries: Iterable[Entry], now: Millis, manner: Manner) -> bool:
    """Whether something lasts for so long that somebody must come: what a lamp shows."""
    return any(_is_due(entry, now, manner) for entry in _newest(entries).values())


def is_quiet(hours: str, minute: int) -> bool:
    """Whether a minute of the local day lies in ``17:30-06:30``, which may go over midnight; "" is never quiet."""
    if not hours:
        return False
    begin, end = (int(time[:2]) * 60 + int(time[3:]) for time in hours.split("-"))
    return begin <= minute < end if begin <= end else minute >= begin or minute < end


def _is_due(entry: Entry, now: Millis, manner: Manner) -> bool:
    return entry.ended is None and now - entry.began >= manner.after_ms


def _newest(entries: Iterable[Entry]) -> dict[Key, Entry]:
    """Of each trouble of each device the entry that lasts, else the newest."""
    found: dict[Key, Entry] = {}
    for entry in entries:
        key = (entry.device, entry.code)
        if entry.code not in SILENT and (
            key not in found or (entry.ended is None and found[key].ended is not None)
        ):
            found[key] = entry
    return found
