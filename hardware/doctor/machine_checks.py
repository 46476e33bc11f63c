"""Judgements of the machine itself: clock, room, card, power, heat. Pure.

Limits: Raspberry Pi firmware documentation (``vcgencmd get_throttled``; it slows down from 80 degrees); JEDEC eMMC 5.0
(``DEVICE_LIFE_TIME_EST``, ``PRE_EOL_INFO``).
"""

from collections.abc import Iterator

from hardware.doctor.finding import Check, Finding, Level
from hardware.doctor.readings import Card, Readings, Volume

LEAST_UTC_MS = 1_767_225_600_000
"""2026-01-01: motcua is not older."""
BATTERY_OFF_S = 60
MIB = 1024 * 1024
BAD_FREE, WARN_FREE = 200 * MIB, 1000 * MIB
BAD_FREE_PART, WARN_FREE_PART = 0.02, 0.08
"""A small partition is not judged by megabytes alone: whichever says less counts."""
WARN_FILES_FREE = 0.03
WORN_WARN, WORN_BAD = 9, 11
SPARE_WARN, SPARE_BAD = 2, 3
MANY_ERRORS = 10
HOT, TOO_HOT = 70.0, 80.0
UNDER_VOLTAGE_NOW, UNDER_VOLTAGE_SINCE = 1 << 0, 1 << 16
SLOWED = (1 << 1) | (1 << 2) | (1 << 3) | (1 << 17) | (1 << 18) | (1 << 19)


def clock(readings: Readings) -> Iterator[Finding]:
    """Whether the time is right, and would be after a power cut."""
    now = readings.clock
    off = now.battery_off_s
    if now.utc_ms < LEAST_UTC_MS:
        yield Finding(Check.CLOCK, Level.BAD, "past")
    elif now.has_battery_clock and off is not None and abs(off) <= BATTERY_OFF_S:
        yield Finding(Check.CLOCK, Level.OK, "both" if now.synchronized else "battery")
    elif now.synchronized:
        yield Finding(Check.CLOCK, Level.OK, "network")
    elif now.has_battery_clock:
        yield Finding(Check.CLOCK, Level.WARN, "differ", {"seconds": str(round(abs(off or 0)))})
    else:
        yield Finding(Check.CLOCK, Level.WARN, "nobody")


def disk(readings: Readings) -> Iterator[Finding]:
    """Whether there is room."""
    for volume in readings.volumes:
        if volume.meant_read_only and volume.read_only:
            continue
        facts = {"place": volume.place, "free": str(volume.free // MIB), "total": str(volume.total // MIB)}
        if volume.files_free < WARN_FILES_FREE:
            yield Finding(Check.DISK, Level.WARN, "files", facts)
        else:
            yield Finding(Check.DISK, *_room(volume), facts)


def _room(volume: Volume) -> tuple[Level, str]:
    part = volume.free / max(volume.total, 1)
    if volume.free < min(BAD_FREE, BAD_FREE_PART * volume.total) or part < BAD_FREE_PART / 2:
        return Level.BAD, "full"
    if volume.free < WARN_FREE and part < WARN_FREE_PART:
        return Level.WARN, "little"
    return Level.OK, "room"


def card(readings: Readings) -> Iterator[Finding]:
    """Whether what stores everything is about to die."""
    found = [*_file_systems(readings.volumes), *_kernel(readings)]
    for each in readings.cards:
        found += _worn(each)
    if found:
        yield from found
    elif readings.kernel is None and all(volume.ext4_errors is None for volume in readings.volumes):
        yield Finding(Check.CARD, Level.UNKNOWN, "unknown")
    else:
        yield Finding(Check.CARD, Level.OK, "well")


def _file_systems(volumes: tuple[Volume, ...]) -> Iterator[Finding]:
    for volume in volumes:
        if volume.read_only and not volume.meant_read_only:
            yield Finding(Check.CARD, Level.BAD, "read-only", {"place": volume.place})
        elif volume.ext4_errors:
            facts = {"place": volume.place, "count": str(volume.ext4_errors)}
            yield Finding(Check.CARD, Level.BAD, "ext4", facts)


def _kernel(readings: Readings) -> Iterator[Finding]:
    errors = readings.kernel.storage_errors if readings.kernel else 0
    if errors:
        level = Level.BAD if errors >= MANY_ERRORS else Level.WARN
        yield Finding(Check.CARD, level, "errors", {"count": str(errors)})


def _worn(each: Card) -> Iterator[Finding]:
    facts = {"name": each.name}
    tenths, spare = each.worn_tenths or 0, each.end_of_life or 0
    if tenths >= WORN_BAD or spare >= SPARE_BAD:
        yield Finding(Check.CARD, Level.BAD, "worn-out", facts)
    elif tenths >= WORN_WARN or spare >= SPARE_WARN:
        yield Finding(Check.CARD, Level.WARN, "worn", {**facts, "percent": str(min(tenths * 10, 100))})


def power(readings: Readings) -> Iterator[Finding]:
    """Whether the power supply and its cable give enough."""
    bits, said = readings.throttled, readings.kernel.under_voltage if readings.kernel else 0
    if bits is None and not said:
        yield Finding(Check.POWER, Level.UNKNOWN, "unknown")
    elif (bits or 0) & UNDER_VOLTAGE_NOW:
        yield Finding(Check.POWER, Level.BAD, "now")
    elif (bits or 0) & UNDER_VOLTAGE_SINCE or said:
        yield Finding(Check.POWER, Level.WARN, "since")
    elif (bits or 0) & SLOWED:
        yield Finding(Check.POWER, Level.WARN, "slowed")
    else:
        yield Finding(Check.POWER, Level.OK, "enough")


def temperature(readings: Readings) -> Iterator[Finding]:
    """Whether it is too hot."""
    if readings.celsius is None:
        yield Finding(Check.TEMPERATURE, Level.UNKNOWN, "unknown")
        return
    facts = {"celsius": str(round(readings.celsius))}
    if readings.celsius >= TOO_HOT:
        yield Finding(Check.TEMPERATURE, Level.BAD, "too-hot", facts)
    elif readings.celsius >= HOT:
        yield Finding(Check.TEMPERATURE, Level.WARN, "hot", facts)
    else:
        yield Finding(Check.TEMPERATURE, Level.OK, "fine", facts)


def root(readings: Readings) -> Iterator[Finding]:
    """Whether a system that is meant to be protected against writing is: overlayroot fails without a word."""
    if readings.root and readings.root.protection_wanted:
        protected = readings.root.protected
        yield Finding(Check.ROOT, Level.OK if protected else Level.BAD, "protected" if protected else "open")


OF_THE_MACHINE = (clock, disk, card, power, temperature, root)
