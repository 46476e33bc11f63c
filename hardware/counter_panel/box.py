"""Runs what the panel decides: one loop that reads the keys a hundred times a second and empties one inbox.

When the keys moved is what the keys say, not when this loop came to read them.
"""

import logging
import queue
import threading
from dataclasses import replace

from contracts import messages as m
from hardware.counter_panel import hands as h
from hardware.counter_panel import happenings as hp
from hardware.counter_panel import panel as p
from hardware.counter_panel.alarm import Alarm
from hardware.counter_panel.fingers import Fingers
from hardware.counter_panel.key import Gesture
from hardware.host.systemd import Notifier
from hardware.keeper import Keeper
from hardware.link.station import Heard, Station, StationHappening, new_request_id
from hardware.ports import Beeper, Clock, Keys, Lamp, Sound
from hardware.ports.keys import STABLE_S

log = logging.getLogger(__name__)

Inbox = queue.SimpleQueue[StationHappening]

POLL_S = 0.01
TEND_S = 0.05
"""How often lamps, repeats and faults are looked at; a press is acted on at once."""
ALIVE_S = 1.0
TRIAL_S = 4.0
"""So long every lamp is lit when the caretaker tries the box."""


class Box:
    """The counter panel program."""

    def __init__(
        self,
        panel: p.Panel,
        station: Station,
        keys: Keeper[Keys],
        lamps: Keeper[Lamp],
        clock: Clock,
        *,
        beeper: Keeper[Beeper] | None = None,
        hands: h.Hands | None = None,
    ) -> None:
        """Nothing is opened yet. ``panel``: of which counter, as it begins; ``hands``: what keys mean together."""
        self._station, self._keys, self._lamps, self._clock = station, keys, lamps, clock
        self._beeper, self._alarm = beeper, Alarm()
        self._panel = panel
        self._fingers = Fingers(hands or h.Hands())
        self._lit: frozenset[p.LampName] | None = None
        self._alive_at = self._tend_at = self._trial_until = float("-inf")

    def run(self, stop: threading.Event, inbox: Inbox, notifier: Notifier) -> None:
        """Work until ``stop``."""
        self._station.start(self._station.topics.state("counter", self._panel.counter))
        notifier.ready(f"counter {self._panel.counter}")
        next_poll = self._clock.monotonic()
        while not stop.is_set():
            self._hear(inbox, next_poll)
            self.turn()
            next_poll = max(next_poll + POLL_S, self._clock.monotonic())
            self._feed(notifier)
        notifier.stopping()
        self._keys.close()
        self._lamps.close()
        if self._beeper:
            self._beeper.close()
        self._station.close()

    def turn(self) -> None:
        """Read the keys once; and, twenty times a second, let time pass."""
        t = self._clock.monotonic()
        self._read_keys(t)
        if t < self._tend_at:
            return
        self._tend_at = t + TEND_S
        self._step(hp.Tick())
        self._sound(t)
        self._show()
        parts = (self._lamps, *((self._beeper,) if self._beeper else ()))
        faults = (part.fault for part in parts if part.fault)
        self._station.report_faults((*p.faults(self._panel), *faults))

    def take(self, happened: StationHappening) -> None:
        """Take what came over the link."""
        match happened:
            case Heard(message=m.CounterState() as state):
                self._step(hp.StateArrived(state))
            case Heard(message=m.Accepted() as reply):
                if self._panel.by_ear(reply.request_id):
                    self._beep(Sound.GOOD)
                self._step(hp.Answered(reply.request_id, refused=False))
            case Heard(message=m.Refused() as reply):
                log.info("refused: %s %s", reply.code, reply.detail)
                if self._panel.by_ear(reply.request_id):
                    self._beep()
                self._step(hp.Answered(reply.request_id, refused=True))
            case Heard(message=m.Presence(desk=m.DeskPulse(alarm=alarm))):
                self._alarm = replace(self._alarm, wanted=alarm)
            case Heard(message=m.Care()):
                self._trial_until = self._clock.monotonic() + TRIAL_S
                self._beep()
            case _:
                self._step(hp.Tick())

    def _hear(self, inbox: Inbox, until: float) -> None:
        while True:
            try:
                happened = inbox.get(timeout=max(0.0, until - self._clock.monotonic()))
            except queue.Empty:
                return
            self.take(happened)

    def _read_keys(self, t: float) -> None:
        read = self._keys.use(lambda keys: (keys.names, keys.edges(t), STABLE_S if keys.bounces else 0.0))
        if read is None:
            self._lost(self._keys.fault)
            return
        if self._panel.keys_fault:
            self._step(hp.KeysLost(None))
        names, edges, stable_s = read
        for meant in self._fingers.read(names, edges, t, stable_s):
            self._do(meant)

    def _do(self, meant: h.Meant) -> None:
        match meant:
            case h.Single(key, felt):
                log.info("key %s: %s", key, felt.gesture)
                self._step(hp.Fingered(key, felt.gesture, new_request_id(), felt.at))
            case h.Together() | h.Held() | h.Dialled():
                log.info("%s", meant)
                failed = self._panel.error_since
                self._step(hp.Asked(meant, new_request_id()))
                if self._panel.error_since > failed:
                    self._beep()
            case h.Stuck(key, felt):
                self._step(hp.DigitStuck(key, felt.gesture is Gesture.STUCK))
            case h.Dropped():
                self._beep()
                self._step(hp.Useless())

    def _lost(self, fault: m.Fault | None) -> None:
        self._fingers.lost()
        if fault != self._panel.keys_fault:
            self._step(hp.KeysLost(fault))

    def _step(self, happening: hp.Happening) -> None:
        self._panel, commands = p.step(self._panel, happening, self._now())
        for command in commands:
            self._station.send(command)

    def _sound(self, t: float) -> None:
        """Whether somebody must come: sounded when it begins, and again while it lasts."""
        if self._station.desk_alive():
            self._alarm = replace(self._alarm, heard_at=t)
        if self._alarm.sounds(t):
            self._alarm = replace(self._alarm, sounded_at=t)
            self._beep()
        elif not self._alarm.is_lit(t):
            self._alarm = replace(self._alarm, sounded_at=None)

    def _beep(self, sound: Sound = Sound.BAD) -> None:
        if self._beeper:
            self._beeper.use(lambda beeper: beeper.beep(sound))

    def _show(self) -> None:
        if self._clock.monotonic() < self._trial_until:
            self._lamps.use(lambda lamps: lamps.show(frozenset(lamps.names)))
            self._lit = None
            return
        lit = p.lamps(self._panel, self._now())
        if self._fingers.spoilt and self._station.desk_alive():
            lit |= {p.LampName.ERROR}
        if self._alarm.is_lit(self._clock.monotonic()):
            lit |= {p.LampName.ALARM}
        if lit != self._lit or self._lamps.fault:
            self._lamps.use(lambda lamps: lamps.show(frozenset(lit)))
            self._lit = None if self._lamps.fault else lit

    def _feed(self, notifier: Notifier) -> None:
        t = self._clock.monotonic()
        if t - self._alive_at >= ALIVE_S and self._station.healthy():
            self._alive_at = t
            notifier.alive()

    def _now(self) -> hp.Moment:
        return hp.Moment(self._clock.monotonic(), self._station.desk_now(), self._station.desk_alive())
