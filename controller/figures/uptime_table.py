"""How long each device was heard while the office was open, as a table. Pure."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from contracts.forms.table import Cell, Count, Minutes, Say, Share, Table
from contracts.topics import DESK
from contracts.vocabulary import DeviceId
from controller.console.uptime import UpDay, Watched

COLUMNS = ("days", "open", "unknown", "heard", "faultless")


def uptime_table(
    days: Mapping[str, UpDay], served: Collection[str], name: Callable[[DeviceId, str], str], say: Say
) -> Table:
    """``days``: what was noted; ``served``: the days (ISO) on which numbers were given; ``name``: as people call a device."""
    devices = dict.fromkeys(device for day in days.values() for device in day.devices)
    rows = [_row(device, days, name) for device in devices]
    notes = [say("uptime.note"), say("uptime.note-unproved")]
    if blank := len(set(served) - set(days)):
        notes.append(say("uptime.note-blank", count=blank))
    heads = tuple(say(f"uptime.{key}") for key in ("device", *COLUMNS))
    rows.sort(key=lambda row: str(row[0]))
    return Table("uptime", say("uptime.title"), heads, tuple(rows) or (_nothing(say),), tuple(notes))


def _row(
    device: DeviceId, days: Mapping[str, UpDay], name: Callable[[DeviceId, str], str]
) -> tuple[Cell, ...]:
    noted = [(day.open, day.devices[device]) for day in days.values() if device in day.devices]
    found = noted[-1][1]
    for _, one in noted[:-1]:
        found = _added(found, one)
    opened = max(sum(planned for planned, _ in noted), found.watched)
    # While the desk does not run, nobody watches; of itself it then knows that it was away.
    of = opened if device == DESK else found.watched
    return (
        name(device, found.program),
        Count(len(noted)),
        Minutes(opened / 1000),
        Minutes((opened - of) / 1000),
        Share(found.heard, of),
        Share(found.faultless, of),
    )


def _added(one: Watched, other: Watched) -> Watched:
    return replace(
        one,
        watched=one.watched + other.watched,
        heard=one.heard + other.heard,
        faultless=one.faultless + other.faultless,
    )


def _nothing(say: Say) -> tuple[Cell, ...]:
    return (say("uptime.nothing"), Count(0), Minutes(None), Minutes(None), Share(0, 0), Share(0, 0))
