"""The other machines on the broker: other desks, and the devices that remember what numbers they saw."""

from collections.abc import Callable
from dataclasses import dataclass

from contracts import messages as m
from contracts.vocabulary import DeviceId, FaultCode
from controller.desk import claims as c
from controller.desk import standing as s
from controller.desk.pulse import Position, Pulse
from controller.domain.day import Day
from controller.domain.lost_rules import Span
from controller.domain.office import Office
from hardware.ports import Clock


@dataclass(frozen=True)
class Waits:
    """How long a desk listens before it serves, in seconds."""

    listen_s: float = s.LISTEN_S
    quick_s: float = s.QUICK_S
    """Where everybody says that no other desk serves."""
    patience_s: float = s.PATIENCE_S
    """While its memory is in doubt."""
    no_link_s: float = s.NO_LINK_S


@dataclass(frozen=True)
class Other:
    """Another desk, for a person."""

    host: str
    since: int
    """From when on (desk clock) it stands aside, or this one does."""
    silent: bool
    """Whether it was not heard for a while, and this desk cannot take its place by itself."""


class Neighbourhood:
    """Who is there, and what follows for this desk."""

    def __init__(
        self, pulse: Pulse, office: Office, named: frozenset[DeviceId], clock: Clock, waits: Waits
    ) -> None:
        """``named``: the machines that the settings name, whose memory counts."""
        self.host = pulse.host
        self.on_stranger: Callable[[], None] = lambda: None
        """Called when a desk is heard for the first time: it should hear of this one at once."""
        self._office, self._clock, self._waits = office, clock, waits
        self.standing = s.begin(pulse.instance, clock.monotonic(), clock.utc_ms())
        self._claims = c.Claims(named)
        self._checked: tuple[c.Claims, str] | None = None
        self._left = False

    @property
    def serving(self) -> bool:
        """Whether this desk gives numbers."""
        return self.standing.serving

    def hear_desk(self, pulse: m.DeskPulse) -> None:
        """Another desk spoke."""
        stranger = pulse.instance not in (self.standing.instance, *self.standing.rivals)
        self.standing = s.hear(self.standing, pulse, self._clock.monotonic())
        if stranger and not pulse.leaving:
            self.on_stranger()

    def hear_presence(self, presence: m.Presence) -> None:
        """What the broker keeps, or somebody says, of the desk: of another one, while this one does not serve."""
        self._left = not presence.online

    def hear_memory(self, memory: m.Memory) -> None:
        """A device told what it saw."""
        self._claims = c.hear(self._claims, memory)

    def link(self, *, up: bool) -> None:
        """The link came up or went down."""
        self.standing = s.link(self.standing, self._clock.monotonic(), up=up)

    def go_on(self, position: Position, *, doubt: bool) -> bool:
        """Let time pass; whether this desk begins to serve now. ``doubt``: its memory may be an older copy."""
        before = self.standing
        all_answered = self._claims.all_answered()
        knows_all = c.knows_all(self._claims, position.lineage, position.seq)
        alone = self._left and all_answered and knows_all and not (doubt or before.rivals or before.gave_way)
        outlook = s.Outlook(
            now=self._clock.monotonic(),
            at=self._clock.utc_ms(),
            seq=position.seq,
            last_at=position.last_at,
            listen_s=min(self._waits.quick_s, self._waits.listen_s) if alone else self._waits.listen_s,
            no_link_s=self._waits.no_link_s,
            patience_s=self._waits.patience_s if doubt else self._waits.listen_s,
            all_answered=all_answered,
            knows_all=knows_all,
        )
        self.standing = s.go_on(before, outlook)
        if self.standing.asks != before.asks:
            self._claims = c.ask_again(self._claims)
        return self.standing.serving and not before.serving

    def news(self, day: Day) -> tuple[tuple[Span, ...], tuple[DeviceId, ...]]:
        """Numbers of the day that its journal does not know, and who saw them; the same news only once."""
        if self._checked == (self._claims, day.date):
            return (), ()
        self._checked = (self._claims, day.date)
        return c.news(self._claims, self._office, day)

    def forget_check(self) -> None:
        """The news could not be written down: they are news still."""
        self._checked = None

    def answered(self) -> tuple[DeviceId, ...]:
        """Who answered the last question."""
        return tuple(sorted(self._claims.answered))

    def silent(self) -> tuple[DeviceId, ...]:
        """Which of the machines that the settings name did not."""
        return self._claims.silent()

    def other(self) -> Other | None:
        """The desk that is known beside this one."""
        standing = self.standing
        rival = standing.gave_way or next(iter(standing.rivals.values()), None)
        if rival is None:
            return None
        silent = not standing.serving and rival.pulse.instance not in standing.rivals
        since = rival.pulse.since if standing.serving else standing.since
        return Other(rival.pulse.host or rival.pulse.instance, since, silent=silent)

    def faults(self) -> tuple[m.Fault, ...]:
        """What a person should know of the other desks."""
        other = self.other()
        if other:
            what = "serving" if self.serving else "silent" if other.silent else "aside"
            facts = {"what": what, "host": other.host, "since_at": str(other.since)}
            return (m.Fault(code=FaultCode.ANOTHER_DESK, facts=facts),)
        if self.standing.phase is s.Phase.LISTENING:
            return (m.Fault(code=FaultCode.ASKING_NEIGHBOURS),)
        return ()
