"""A counter: the real button box, and a clerk who presses its keys."""

from contracts import messages as m
from contracts.vocabulary import CounterId
from hardware.counter_panel import happenings as hp
from hardware.counter_panel import panel as p
from hardware.counter_panel.hands import KeyName
from hardware.counter_panel.key import Gesture
from hardware.link.station import Heard, StationHappening
from simulation.day.device import Device, World
from simulation.day.history import Visit

STRANGER_S = 20.0
"""So long a clerk waits for somebody who does not come, or whom nobody here knows."""
REACTS_S = 2.5
"""Between two acts of a clerk, at least: longer than the box holds two presses for one."""


class Panel(Device):
    """See above."""

    def __init__(self, name: str, world: World, counter: CounterId, visits: dict[str, Visit]) -> None:
        """``visits``: who everybody is."""
        super().__init__(name, world)
        self.counter, self.served = counter, 0
        self.open = False
        """Whether the clerk works now."""
        self._visits = visits
        self._ticket, self._since = "", 0.0
        self._acted_at = float("-inf")

    def begin(self) -> None:
        """See Device."""
        self.panel = p.Panel(self.counter)

    def filters(self) -> tuple[str, ...]:
        """As the program."""
        return (self.station.topics.state("counter", self.counter),)

    def take(self, happening: StationHappening) -> None:
        """See Device."""
        match happening:
            case Heard(message=m.CounterState() as state):
                self._step(hp.StateArrived(state))
            case Heard(message=m.Accepted() as reply):
                self._step(hp.Answered(reply.request_id, refused=False))
            case Heard(message=m.Refused() as reply):
                self._step(hp.Answered(reply.request_id, refused=True))

    def tick(self) -> None:
        """See Device."""
        self._step(hp.Tick())
        if self.open and self.now - self._acted_at >= REACTS_S and self.station.desk_alive():
            self._act()

    def _act(self) -> None:
        """What the clerk does next."""
        state = self.panel.state
        if state is None or self.panel.wish is not None:
            return
        ticket = state.call.ticket if state.call else ""
        if ticket != self._ticket:
            self._ticket, self._since = ticket, self.now
        if not ticket:
            if state.waiting:
                self._press(KeyName.NEXT)
            return
        visit = self._visits.get(self.world.ledger.holders.get(ticket, ""))
        stayed = self.now - self._since
        if visit is None or not visit.shows_up:
            if stayed >= STRANGER_S:
                self._press(KeyName.NO_SHOW)
        elif stayed >= visit.minutes * 60:
            self.served += 1
            self._press(KeyName.NEXT if state.waiting else KeyName.FINISH)

    def _press(self, key: KeyName) -> None:
        self._acted_at = self.now
        if key is KeyName.NEXT:
            self.world.ledger.calls[self.counter] += 1
        self._step(hp.Fingered(key, Gesture.PRESS, self.new_id(), self.now))
        if key is KeyName.NO_SHOW:
            self._step(hp.Fingered(key, Gesture.LONG, self.new_id(), self.now))

    def _step(self, happening: hp.Happening) -> None:
        moment = hp.Moment(self.now, self.station.desk_now(), self.station.desk_alive())
        self.panel, commands = p.step(self.panel, happening, moment)
        for command in commands:
            self.station.send(command)
