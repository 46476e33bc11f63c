"""The desk's pulse: which desk this is, what time it has, what is wrong with it, what its snapshots are."""

import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass

from contracts import messages as m
from contracts.codec import encode
from contracts.messages.devices import MOST_FAULTS
from contracts.topics import DESK, EXPIRES_S, Topics
from controller.desk.publish import Publish
from controller.desk.standing import Standing
from hardware.link.station import PULSE_S
from hardware.ports import Clock

HOST_LENGTH = 64


@dataclass(frozen=True)
class Position:
    """Which memory a desk has, and how far that has come."""

    epoch: int = 0
    lineage: str = ""
    seq: int = 0
    last_at: int = 0


class Pulse:
    """Says who this desk is: to the other desks always, to everyone while it serves."""

    def __init__(self, topics: Topics, publish: Publish, clock: Clock, version: str) -> None:
        self.instance = secrets.token_hex(8)
        """This start of this desk."""
        self.host = socket.gethostname()[:HOST_LENGTH]
        self._topics, self._publish, self._clock, self._version = topics, publish, clock, version
        self.alarm = False
        """Whether somebody must come."""
        self._faults: tuple[m.Fault, ...] = ()
        self._said: Standing | None = None
        self._at = float("-inf")
        self._newest = self.of(Standing(self.instance), Position(), {})

    def of(self, standing: Standing, position: Position, shown: Mapping[str, str]) -> m.DeskPulse:
        """What it says now."""
        return m.DeskPulse(
            instance=self.instance,
            epoch=position.epoch,
            lineage=position.lineage,
            seq=position.seq,
            last_at=position.last_at,
            host=self.host,
            serving=standing.serving,
            since=standing.since,
            asks=standing.asking,
            alarm=self.alarm,
            shown=dict(shown) if standing.serving else {},
        )

    def go_on(
        self, standing: Standing, position: Position, shown: Mapping[str, str], faults: tuple[m.Fault, ...]
    ) -> None:
        """Say it when it is time, or when it is another than before."""
        said, now = self._said, self._clock.monotonic()
        turned = said is None or (said.phase, said.asking) != (standing.phase, standing.asking)
        gave_way = said is not None and said.serving and not standing.serving
        if gave_way:  # whoever followed this desk is free to follow the other one
            self._say_presence(online=False, retain=False)
        self._newest = self.of(standing, position, shown)
        self._said = standing
        if turned or _codes(faults) != _codes(self._faults) or now >= self._at:
            self._faults, self._at = faults, now + PULSE_S
            self.say()

    def say(self) -> None:
        """Say it now."""
        self._publish(self._topics.desk(self.instance), encode(self._newest), expires_s=EXPIRES_S["desk"])
        if self._newest.serving:
            self._say_presence(online=True)

    def leave(self) -> m.Presence:
        """Say goodbye; what was said to everyone."""
        self._newest = self._newest.model_copy(update={"leaving": True})
        self._publish(self._topics.desk(self.instance), encode(self._newest), expires_s=EXPIRES_S["desk"])
        return self._say_presence(online=False, retain=self._newest.serving)

    def presence(self, *, online: bool) -> m.Presence:
        """The desk's own presence."""
        return m.Presence(
            device=DESK,
            program="controller",
            version=self._version,
            online=online,
            at=self._clock.utc_ms(),
            faults=self._faults[:MOST_FAULTS],
            desk=self._newest,
        )

    def _say_presence(self, *, online: bool, retain: bool = True) -> m.Presence:
        presence = self.presence(online=online)
        expires_s = None if retain else EXPIRES_S["desk"]
        self._publish(self._topics.presence(DESK), encode(presence), retain=retain, expires_s=expires_s)
        return presence


def _codes(faults: tuple[m.Fault, ...]) -> list[str]:
    """What is wrong. That a flood was counted further is said with the next pulse, not at every turn."""
    return [fault.code for fault in faults]
