"""Judgements of what the machine does for the office: network, broker, programs, devices, certificates. Pure."""

from collections.abc import Iterator

from hardware.doctor.finding import Check, Finding, Level
from hardware.doctor.readings import Readings, Thing, Unit

MANY_DROPS = 20
MANY_RESTARTS = 5
EXPIRES_SOON_DAYS = 30
BACKUP_OLD_DAYS, BACKUP_TOO_OLD_DAYS = 3, 10
WORKING = frozenset({"active", "reloading"})
STARTING = frozenset({"activating"})


def network(readings: Readings) -> Iterator[Finding]:
    """Whether this machine is in a network, if it needs one."""
    connected = [wire for wire in readings.wires if wire.connected]
    if readings.alone and not connected:
        yield Finding(Check.NETWORK, Level.OK, "alone")
    elif not connected:
        yield Finding(Check.NETWORK, Level.BAD, "no-cable")
    elif not readings.address:
        yield Finding(Check.NETWORK, Level.BAD, "no-address", {"name": connected[0].name})
    else:
        loose = [wire for wire in connected if wire.drops >= MANY_DROPS]
        for wire in loose:
            yield Finding(Check.NETWORK, Level.WARN, "drops", {"name": wire.name, "count": str(wire.drops)})
        if not loose:
            facts = {"name": ", ".join(wire.name for wire in connected), "address": readings.address}
            yield Finding(Check.NETWORK, Level.OK, "connected", facts)


def broker(readings: Readings) -> Iterator[Finding]:
    """Whether the programs here can reach the broker, over which all machines speak."""
    for peer in readings.peers:
        level = Level.BAD if peer.trouble else Level.OK
        yield Finding(Check.BROKER, level, peer.trouble or "reached", {"address": peer.address})


def programs(readings: Readings) -> Iterator[Finding]:
    """Whether every program that is to run does."""
    if readings.units is None:
        yield Finding(Check.PROGRAMS, Level.UNKNOWN, "unknown")
        return
    found = [finding for unit in readings.units for finding in _unit(unit)]
    if found:
        yield from found
    elif readings.units:
        yield Finding(Check.PROGRAMS, Level.OK, "running", {"count": str(len(readings.units))})


def _unit(unit: Unit) -> Iterator[Finding]:
    facts = {"name": unit.name, "state": unit.state, "count": str(unit.restarts)}
    if unit.state in STARTING:
        yield Finding(Check.PROGRAMS, Level.WARN, "starting", facts)
    elif unit.state not in WORKING:
        yield Finding(Check.PROGRAMS, Level.BAD, "stopped", facts)
    elif unit.restarts >= MANY_RESTARTS:
        yield Finding(Check.PROGRAMS, Level.WARN, "restarts", facts)


def printer(readings: Readings) -> Iterator[Finding]:
    """Whether the printers that the settings name are there."""
    yield from _things(Check.PRINTER, readings.printers)


def camera(readings: Readings) -> Iterator[Finding]:
    """Whether the cameras that the settings name are there."""
    yield from _things(Check.CAMERA, readings.cameras)


def _things(check: Check, things: tuple[Thing, ...]) -> Iterator[Finding]:
    for thing in things:
        facts = {"name": thing.name}
        if thing.present is None:
            yield Finding(check, Level.UNKNOWN, "unknown", facts)
        elif thing.present:
            yield Finding(check, Level.OK, "there", facts)
        else:
            yield Finding(check, Level.BAD, "missing", facts)


def certificate(readings: Readings) -> Iterator[Finding]:
    """Whether this machine's certificates can be used, and for how long."""
    for each in readings.certificates:
        left = each.days_left
        facts = {"name": each.name, "days": str(int(left or 0))}
        if each.trouble:
            yield Finding(Check.CERTIFICATE, Level.BAD, each.trouble, facts)
        elif left is None:
            yield Finding(Check.CERTIFICATE, Level.UNKNOWN, "unknown", facts)
        elif left < 0:
            yield Finding(Check.CERTIFICATE, Level.BAD, "expired", facts)
        elif left < EXPIRES_SOON_DAYS:
            yield Finding(Check.CERTIFICATE, Level.WARN, "soon", facts)
        else:
            yield Finding(Check.CERTIFICATE, Level.OK, "valid", facts)


def settings(readings: Readings) -> Iterator[Finding]:
    """Whether the settings files can be read at all; their programs say more."""
    for name in readings.broken_settings:
        yield Finding(Check.SETTINGS, Level.BAD, "broken", {"name": name})


def backup(readings: Readings) -> Iterator[Finding]:
    """Whether the office could come back on another machine."""
    known = readings.backup
    if known is None:
        return
    facts = {"days": str(int(known.days_old or 0))}
    if known.days_old is None:
        yield Finding(Check.BACKUP, Level.WARN, "failed" if known.failed else "never", facts)
    elif known.days_old > BACKUP_TOO_OLD_DAYS:
        yield Finding(Check.BACKUP, Level.BAD, "too-old", facts)
    elif known.days_old > BACKUP_OLD_DAYS:
        yield Finding(Check.BACKUP, Level.WARN, "old", facts)
    elif known.failed:
        yield Finding(Check.BACKUP, Level.WARN, "failed", facts)
    else:
        yield Finding(Check.BACKUP, Level.OK, "fresh", facts)


def versions(readings: Readings) -> Iterator[Finding]:
    """Whether all packages here are of one version."""
    known = sorted({package.version for package in readings.packages})
    if len(known) > 1:
        yield Finding(Check.VERSIONS, Level.WARN, "mixed", {"versions": ", ".join(known)})
    else:
        yield Finding(Check.VERSIONS, Level.OK, "one", {"version": readings.version})


FOR_THE_OFFICE = (network, broker, programs, printer, camera, certificate, settings, backup, versions)
