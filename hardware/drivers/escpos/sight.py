"""What is known about a printer, built up from its answers. Pure. What nobody said is unknown, never fine."""

from dataclasses import dataclass, replace
from enum import StrEnum

from hardware.ports import Paper


class Level(StrEnum):
    """How much paper there is, as far as the sensors say."""

    ADEQUATE = "adequate"
    NEAR_END = "near-end"
    END = "end"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class PrinterSight:
    """A printer as its last answers show it; None where none of them did. ``known_at`` is monotonic seconds."""

    paper: Level = Level.UNKNOWN
    cover_open: bool | None = None
    cutter_failed: bool | None = None
    online: bool | None = None
    known_at: float = float("-inf")


def after_real_time(sight: PrinterSight, n: int, value: int, now: float) -> PrinterSight:
    """The sight after the answer ``value`` to DLE EOT ``n``."""
    sight = replace(sight, known_at=now)
    match n:
        case 1 if value & 0x08:
            return replace(sight, online=False)
        case 1:  # whatever stops a printer also takes it offline
            return replace(sight, online=True, cover_open=False, cutter_failed=False)
        case 2:
            paper = Level.END if value & 0x20 else sight.paper
            return replace(sight, cover_open=bool(value & 0x04), paper=paper)
        case 3:
            return replace(sight, cutter_failed=bool(value & 0x08))
        case 4:
            return replace(sight, paper=_level(value, near=0x0C, end=0x60))
        case _:
            return sight


def after_push(sight: PrinterSight, group: bytes, now: float) -> PrinterSight:
    """The sight after four bytes of GS a."""
    return replace(
        sight,
        online=not group[0] & 0x08,
        cover_open=bool(group[0] & 0x20),
        cutter_failed=bool(group[1] & 0x08),
        paper=_level(group[2], near=0x03, end=0x0C),
        known_at=now,
    )


def after_port(sight: PrinterSight, value: int, now: float) -> PrinterSight:
    """The sight after the byte of a USB printer port. Many devices always say that all is well: only bad news count."""
    return replace(sight, paper=Level.END if value & 0x20 else Level.UNKNOWN, known_at=now)


def paper_of(sight: PrinterSight, *, near_end_sensor: bool) -> Paper:
    """The sight in the words of the port: the trouble that a person must see to first."""
    if sight.cover_open:
        return Paper.COVER_OPEN
    if sight.paper is Level.END:
        return Paper.END
    if sight.cutter_failed:
        return Paper.CUTTER_JAM
    if sight.online is False:
        return Paper.OFFLINE
    if sight.paper is Level.UNKNOWN:
        return Paper.UNKNOWN
    return Paper.NEAR_END if near_end_sensor and sight.paper is Level.NEAR_END else Paper.READY


def in_trouble(sight: PrinterSight) -> bool:
    """Whether the printer said that it cannot print now."""
    stopped = sight.cover_open or sight.cutter_failed or sight.online is False
    return bool(stopped) or sight.paper is Level.END


def _level(value: int, *, near: int, end: int) -> Level:
    # One of the two bits of a pair is enough: some clones never set the other.
    if value & end:
        return Level.END
    return Level.NEAR_END if value & near else Level.ADEQUATE
