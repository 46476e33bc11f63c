"""Whether this desk serves: it listens first, and of two desks on one broker only one goes on. Pure.

A desk that starts hears whether another one serves already, and asks its neighbours what they remember, before its
first number. One that slept does the same. One that serves and hears another that does, too, compares: the one that began earlier goes on, because
the devices have followed it longest; the other stops at once. Whoever stood aside serves again when the other is
silent and the neighbours have seen nothing that its own journal does not have; else a person decides, by switching
the other machine off and starting this one again. Times are monotonic seconds unless they say otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from contracts import messages as m
from contracts.vocabulary import Millis

LISTEN_S = 2.5
"""More than one period of a pulse: whoever serves was heard."""
QUICK_S = 1.0
"""Enough where all say that nobody else serves: a desk that does answers a new one at once, not at its next pulse."""
PATIENCE_S = 15.0
"""So long a desk whose memory is in doubt waits for every machine that the settings name."""
NO_LINK_S = 5.0
"""So long a desk waits for a broker; without one no kiosk can ask, and the clerks' pages must work."""
SILENT_S = 10.0
"""A desk that was not heard for so long is gone."""
PAUSED_S = 5.0
"""A desk that did nothing for so long (its machine slept, its disk stood still) listens again before it goes on: in twice
that time another one takes its place, and devices follow that one."""


class Phase(StrEnum):
    """What this desk does."""

    LISTENING = "listening"
    SERVING = "serving"
    ASIDE = "aside"


@dataclass(frozen=True)
class Rival:
    """Another desk, as it was heard last."""

    pulse: m.DeskPulse
    heard: float


@dataclass(frozen=True)
class Standing:
    """How this desk stands among others."""

    instance: str
    phase: Phase = Phase.LISTENING
    since: Millis = 0
    """From when on (desk clock)."""
    begun: float = 0.0
    """From when on."""
    turned: float = 0.0
    """When it last looked around."""
    up: float | None = None
    """When the link came up in this phase; None: it is down."""
    asks: int = 1
    """Questions that were put to the neighbours."""
    rivals: Mapping[str, Rival] = field(default_factory=dict)
    gave_way: Rival | None = None
    """For whom it stands, or stood, aside."""

    @property
    def serving(self) -> bool:
        """Whether it gives numbers."""
        return self.phase is Phase.SERVING

    @property
    def asking(self) -> int:
        """The question that its pulse asks; 0: none."""
        return self.asks if self.phase is Phase.LISTENING else 0


@dataclass(frozen=True)
class Outlook:
    """What a decision rests on."""

    now: float
    at: Millis
    """The desk's clock."""
    seq: int
    last_at: Millis
    """How far its own journal has come."""
    listen_s: float
    """So long it listens at least."""
    patience_s: float
    """So long at most, while not all have answered."""
    no_link_s: float
    """So long it waits for a broker."""
    all_answered: bool
    """Whether every machine that the settings name has answered this question."""
    knows_all: bool
    """Whether somebody answered, and nobody saw what its own journal does not have."""


def begin(instance: str, now: float, at: Millis) -> Standing:
    """A desk that starts."""
    return Standing(instance, since=at, begun=now, turned=now)


def hear(standing: Standing, pulse: m.DeskPulse, now: float) -> Standing:
    """After another desk spoke."""
    if pulse.instance == standing.instance:
        return standing
    rivals = {key: rival for key, rival in standing.rivals.items() if key != pulse.instance}
    rival = Rival(pulse, now)
    gave_way = standing.gave_way
    if gave_way and gave_way.pulse.instance == pulse.instance:
        gave_way = rival
    if not pulse.leaving:
        rivals[pulse.instance] = rival
    return replace(standing, rivals=rivals, gave_way=gave_way)


def link(standing: Standing, now: float, *, up: bool) -> Standing:
    """After the link came up or went down."""
    return replace(standing, up=now if up else None)


def go_on(standing: Standing, outlook: Outlook) -> Standing:
    """What follows from the time that passed and from what was heard."""
    rivals = {k: r for k, r in standing.rivals.items() if outlook.now - r.heard < SILENT_S}
    paused = outlook.now - standing.turned >= PAUSED_S
    standing = replace(standing, rivals=rivals, turned=outlook.now)
    living = sorted((r for r in rivals.values() if r.pulse.serving), key=lambda r: _rank(r.pulse))
    match standing.phase:
        case Phase.SERVING:
            if paused:
                asked = replace(standing, asks=standing.asks + 1)
                return _turn(asked, Phase.LISTENING, outlook, None)
            if living and _rank(living[0].pulse) < (standing.since, standing.instance):
                return _turn(standing, Phase.ASIDE, outlook, living[0])
        case Phase.LISTENING:
            if living:
                return _turn(standing, Phase.ASIDE, outlook, living[0])
            if _has_listened(standing, outlook) and not _outranked(standing, outlook):
                free = standing.gave_way is None or outlook.knows_all
                phase = Phase.SERVING if free else Phase.ASIDE
                return _turn(standing, phase, outlook, None if free else standing.gave_way)
        case Phase.ASIDE:
            if living:
                return replace(standing, gave_way=living[0])
            if outlook.now - standing.begun >= SILENT_S:
                asked = replace(standing, asks=standing.asks + 1)
                return _turn(asked, Phase.LISTENING, outlook, standing.gave_way)
    return standing


def _turn(standing: Standing, phase: Phase, outlook: Outlook, gave_way: Rival | None) -> Standing:
    up = None if standing.up is None else outlook.now
    since = standing.since if _still_aside(standing, phase) else outlook.at
    return replace(standing, phase=phase, since=since, begun=outlook.now, up=up, gave_way=gave_way)


def _still_aside(standing: Standing, phase: Phase) -> bool:
    """Listening again for a moment does not change since when it stands aside."""
    return standing.gave_way is not None and phase is not Phase.SERVING


def _rank(pulse: m.DeskPulse) -> tuple[Millis, str]:
    """Of two that serve: who began earlier comes first."""
    return pulse.since, pulse.instance


def _outranked(standing: Standing, outlook: Outlook) -> bool:
    """Whether another desk that listens as well remembers more: it will serve."""
    mine = (-outlook.last_at, -outlook.seq, standing.instance)
    listening = (r.pulse for r in standing.rivals.values() if r.pulse.asks)
    return any((-pulse.last_at, -pulse.seq, pulse.instance) < mine for pulse in listening)


def _has_listened(standing: Standing, outlook: Outlook) -> bool:
    if standing.up is None:
        return outlook.now - standing.begun >= outlook.no_link_s
    heard = outlook.now - standing.up
    return heard >= outlook.listen_s and (outlook.all_answered or heard >= outlook.patience_s)
