"""Which machine of the office gets the update next: one first, then the others one by one, while nobody is served. Pure.

Nothing is given to anybody any more as soon as it went wrong on one machine: a person looks, and says whether it goes on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from contracts.vocabulary import DeviceId, FaultCode, Millis

FRESH_MS: Millis = 6 * 60_000
"""A machine asks every two minutes; of one that has not asked for so long nobody knows."""
FIRST_WATCH_MS: Millis = 10 * 60_000
"""So long the first one must have run well before the next."""
LONGEST_MS: Millis = 60 * 60_000
"""A machine whose turn began so long ago, and that is not well yet, has failed; it fetches and installs in minutes."""

GOOD, NOT_NEWER = "done", "error.not-newer"
"""An update of which this was told went well; was refused, because the machine runs a newer version."""
NOT_ITS_DOING = frozenset(
    {
        FaultCode.PAPER_END,
        FaultCode.PAPER_NEAR_END,
        FaultCode.COVER_OPEN,
        FaultCode.POWER_LOW,
        FaultCode.TOO_HOT,
    }
)
"""Faults that paper, hands, current and weather make: for these no machine goes back."""


class Standing(StrEnum):
    """How far a machine is."""

    DONE = "done"
    WORKS = "works"
    FAILED = "failed"
    WAITS = "waits"
    OTHER_KIND = "other-kind"
    NEWER = "newer"
    AWAY = "away"


OVER = frozenset({Standing.DONE, Standing.OTHER_KIND, Standing.NEWER})
"""Nothing is to be done there."""


@dataclass(frozen=True)
class Bundle:
    """What is handed out: for machines of one Debian and one kind of processor."""

    version: str
    suite: str
    arch: str


@dataclass(frozen=True)
class Told:
    """What a machine said last, and when (desk clock). ``heard``: its program is heard, with these faults.

    ``ended``: how its last update went, as a sentence of the catalogue of updates; ``ended_at``, by its own clock, tells one
    from the other.
    """

    at: Millis
    runs: str
    suite: str = ""
    arch: str = ""
    program: str = ""
    ended: str = ""
    ended_at: Millis = 0
    heard: bool = False
    faults: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Begun:
    """When a machine's turn began, what was wrong with it then, and which update was its last."""

    at: Millis
    faults: frozenset[str] = frozenset()
    ended_at: Millis = 0


@dataclass(frozen=True)
class Plan:
    """Of one version. ``well``: since when a machine has run it well. ``hurry``: also while somebody is served.

    ``watched``: a machine was seen to run it well long after it began to.
    """

    version: str = ""
    begun: Mapping[DeviceId, Begun] = field(default_factory=dict)
    well: Mapping[DeviceId, Millis] = field(default_factory=dict)
    held: bool = False
    hurry: bool = False
    watched: bool = False


def is_well(told: Told, bundle: Bundle, begun: Begun | None) -> bool:
    """Whether a machine runs the version, is heard, and has no fault that it did not have before."""
    before = begun.faults if begun else told.faults
    return told.runs == bundle.version and told.heard and told.faults - NOT_ITS_DOING <= before


def standing(device: DeviceId, told: Told, bundle: Bundle, plan: Plan, now: Millis) -> Standing:
    """How far one machine is."""
    begun = plan.begun.get(device)
    if device in plan.well and told.runs == bundle.version:
        return Standing.DONE
    if begun and _refused_as_older(told, bundle, begun):
        return Standing.NEWER
    if begun and (now - begun.at >= LONGEST_MS or _told_how(told, bundle, begun)):
        return Standing.FAILED
    if begun:
        return Standing.WORKS
    if told.runs == bundle.version:
        return Standing.DONE
    if told.suite != bundle.suite or bundle.arch not in (told.arch, "all"):
        return Standing.OTHER_KIND
    return Standing.WAITS if told.heard and now - told.at < FRESH_MS else Standing.AWAY


def turn(
    machines: Mapping[DeviceId, Told], bundle: Bundle, plan: Plan, now: Millis, *, free: bool
) -> DeviceId | None:
    """Whose turn it is; None: nobody's now. ``free``: nobody is served, nor will be soon."""
    stands = {device: standing(device, told, bundle, plan, now) for device, told in machines.items()}
    if not _may(plan, free=free) or Standing.FAILED in stands.values():
        return None
    if (
        set(plan.begun) - set(plan.well) - set(machines)
    ):  # it began, and a new start of the desk has not heard it yet
        return None
    works = [device for device, stand in stands.items() if stand is Standing.WORKS]
    if works:
        return works[0]
    if plan.well and not plan.watched and not plan.hurry:
        return None
    return next(_in_order(machines, stands), None)


def begin(plan: Plan, device: DeviceId, told: Told, now: Millis) -> Plan:
    """A machine's turn begins, if it has not begun."""
    if device in plan.begun:
        return plan
    return replace(plan, begun={**plan.begun, device: Begun(now, told.faults, told.ended_at)})


def seen_well(plan: Plan, device: DeviceId, told: Told, bundle: Bundle, now: Millis) -> Plan:
    """What a machine told, taken into the plan: those whose turn it was are well from here on.

    The first one is watched on: it must still be well after a while, or it has not been well.
    """
    begun = plan.begun.get(device)
    if begun is None:
        return plan
    well, since = is_well(told, bundle, begun), plan.well.get(device)
    if since is None:
        return replace(plan, well={**plan.well, device: now}) if well else plan
    if plan.watched or told.runs != bundle.version:
        return plan
    if not well:
        return replace(plan, well={each: at for each, at in plan.well.items() if each != device})
    return replace(plan, watched=now - since >= FIRST_WATCH_MS)


def interrupted(
    plan: Plan, device: DeviceId, told: Told, before: Millis | None, bundle: Bundle, *, free: bool
) -> Plan:
    """A turn in which nothing went wrong is over, and comes again, when somebody is served, or the machine was switched off meanwhile.

    ``before``: when it asked last; None: not since this program began.
    """
    begun = plan.begun.get(device)
    if begun is None or told.runs == bundle.version or _told_how(told, bundle, begun):
        return plan
    there = before is not None and told.at - before < FRESH_MS
    return plan if there and _may(plan, free=free) else _without(plan, {device})


def calmed(plan: Plan, machines: Mapping[DeviceId, Told], bundle: Bundle, now: Millis) -> Plan:
    """Haste is over with those who were there: who comes a week later waits until nobody is served."""
    if not plan.hurry:
        return plan
    stands = {
        standing(device, told, bundle, plan, now)
        for device, told in machines.items()
        if device in plan.begun or now - told.at < FRESH_MS
    }
    return plan if stands - OVER else replace(plan, hurry=False)


def again(plan: Plan, failed: set[DeviceId]) -> Plan:
    """A person says that it goes on: those that failed get another turn."""
    return replace(_without(plan, failed), held=False)


def _without(plan: Plan, devices: set[DeviceId]) -> Plan:
    """As if their turn had not begun."""
    begun = {device: each for device, each in plan.begun.items() if device not in devices}
    well = {device: since for device, since in plan.well.items() if device not in devices}
    return replace(plan, begun=begun, well=well, watched=plan.watched and bool(well))


def _may(plan: Plan, *, free: bool) -> bool:
    return not plan.held and (free or plan.hurry)


def _told_how(told: Told, bundle: Bundle, begun: Begun) -> bool:
    """It tells of an update that ended since, and does not run the version."""
    return told.runs != bundle.version and told.ended not in ("", GOOD) and told.ended_at != begun.ended_at


def _refused_as_older(told: Told, bundle: Bundle, begun: Begun) -> bool:
    return told.ended == NOT_NEWER and _told_how(told, bundle, begun)


def _in_order(machines: Mapping[DeviceId, Told], stands: Mapping[DeviceId, Standing]) -> Iterator[DeviceId]:
    """First where another machine of the same kind still works should this one not: many before few, else by name."""
    programs = [told.program for told in machines.values()]
    waiting = [device for device, stand in stands.items() if stand is Standing.WAITS]
    yield from sorted(waiting, key=lambda device: (-programs.count(machines[device].program), device))
