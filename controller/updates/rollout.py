"""Which machine of the office gets the update next: one first, then the others one by one, while nobody is served. Pure.

Nothing is given to anybody any more as soon as it went wrong on one machine: a person looks, and says whether it goes on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from contracts.vocabulary import DeviceId, Millis

FRESH_MS: Millis = 6 * 60_000
"""A machine asks every two minutes; of one that has not asked for so long nobody knows."""
FIRST_WATCH_MS: Millis = 10 * 60_000
"""So long the first one must have run well before the next."""
LONGEST_MS: Millis = 60 * 60_000
"""A machine whose turn began so long ago, and that is not well yet, has failed; it fetches and installs in minutes."""

GOOD = "done"
"""An update of which this was told went well."""


class Standing(StrEnum):
    """How far a machine is."""

    DONE = "done"
    WORKS = "works"
    FAILED = "failed"
    WAITS = "waits"
    OTHER_KIND = "other-kind"
    AWAY = "away"


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
    """Of one version. ``well``: since when a machine has run it well. ``hurry``: also while somebody is served."""

    version: str = ""
    begun: Mapping[DeviceId, Begun] = field(default_factory=dict)
    well: Mapping[DeviceId, Millis] = field(default_factory=dict)
    held: bool = False
    hurry: bool = False


def is_well(told: Told, bundle: Bundle, begun: Begun | None) -> bool:
    """Whether a machine runs the version, is heard, and has no fault that it did not have before."""
    before = begun.faults if begun else told.faults
    return told.runs == bundle.version and told.heard and told.faults <= before


def standing(device: DeviceId, told: Told, bundle: Bundle, plan: Plan, now: Millis) -> Standing:
    """How far one machine is."""
    begun = plan.begun.get(device)
    if device in plan.well and told.runs == bundle.version:
        return Standing.DONE
    if begun and (now - begun.at >= LONGEST_MS or _went_wrong(told, bundle, begun)):
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
    if plan.held or not (free or plan.hurry) or Standing.FAILED in stands.values():
        return None
    if (
        set(plan.begun) - set(plan.well) - set(machines)
    ):  # it began, and a new start of the desk has not heard it yet
        return None
    works = [device for device, stand in stands.items() if stand is Standing.WORKS]
    if works:
        return works[0]
    if len(plan.well) == 1 and not plan.hurry and now - min(plan.well.values()) < FIRST_WATCH_MS:
        return None
    return next(_in_order(machines, stands), None)


def begin(plan: Plan, device: DeviceId, told: Told, now: Millis) -> Plan:
    """A machine's turn begins, if it has not begun."""
    if device in plan.begun:
        return plan
    return replace(plan, begun={**plan.begun, device: Begun(now, told.faults, told.ended_at)})


def seen_well(plan: Plan, device: DeviceId, told: Told, bundle: Bundle, now: Millis) -> Plan:
    """What a machine told, taken into the plan: those whose turn it was are well from here on."""
    begun = plan.begun.get(device)
    if begun is None or device in plan.well or not is_well(told, bundle, begun):
        return plan
    return replace(plan, well={**plan.well, device: now})


def again(plan: Plan, failed: set[DeviceId]) -> Plan:
    """A person says that it goes on: those that failed get another turn."""
    left = {device: begun for device, begun in plan.begun.items() if device not in failed}
    return replace(plan, begun=left, held=False)


def _went_wrong(told: Told, bundle: Bundle, begun: Begun) -> bool:
    return told.runs != bundle.version and told.ended not in ("", GOOD) and told.ended_at != begun.ended_at


def _in_order(machines: Mapping[DeviceId, Told], stands: Mapping[DeviceId, Standing]) -> Iterator[DeviceId]:
    """First where another machine of the same kind still works should this one not: many before few, else by name."""
    programs = [told.program for told in machines.values()]
    waiting = [device for device, stand in stands.items() if stand is Standing.WAITS]
    yield from sorted(waiting, key=lambda device: (-programs.count(machines[device].program), device))
