"""How long devices were heard while the office was open. What nobody watched is not known, and is counted apart. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from contracts import messages as m
from contracts.topics import DESK
from contracts.vocabulary import DeviceId, Millis
from controller.domain.office import MINUTE_MS, Office


@dataclass(frozen=True)
class Watched:
    """One device on one day, in milliseconds of opening hours."""

    program: str
    watched: int = 0
    """While the desk ran and, for any other device, the link was up."""
    heard: int = 0
    faultless: int = 0
    """While it was heard and said nothing was wrong."""


@dataclass(frozen=True)
class UpDay:
    """All devices on one day. ``open``: how long the office was to be open."""

    open: int = 0
    devices: Mapping[DeviceId, Watched] = field(default_factory=dict)

    def looked(
        self, presences: Mapping[DeviceId, m.Presence], took: int, planned: int, *, link_up: bool
    ) -> "UpDay":
        """What it is when everything was so for ``took`` more milliseconds."""
        devices = dict(self.devices)
        for device, presence in presences.items():
            if not (link_up or device == DESK):
                continue
            before = devices.get(device, Watched(presence.program))
            heard = took if presence.online else 0
            devices[device] = replace(
                before,
                program=presence.program,
                watched=before.watched + took,
                heard=before.heard + heard,
                faultless=before.faultless + (0 if presence.faults else heard),
            )
        return UpDay(planned, devices)


@dataclass(frozen=True)
class Hours:
    """The opening hours of a day at a moment: all of them, those that are over, and whether it is one of them."""

    day: str
    planned: int
    passed: int
    is_open: bool


def hours_at(office: Office, at: Millis) -> Hours:
    """By the sessions of the date there; where two overlap, a minute counts once."""
    here = office.local(at)
    minutes: set[int] = set()
    for session in office.sessions_on(here.date()):
        minutes.update(range(session.serve_from, session.serve_until))
    now = here.hour * 60 + here.minute
    passed = sum(minute < now for minute in minutes)
    return Hours(here.date().isoformat(), len(minutes) * MINUTE_MS, passed * MINUTE_MS, now in minutes)
