"""A kiosk: the real flow, and people who stand in a row before its glass."""

from collections import deque

from contracts import messages as m
from contracts.vocabulary import PriorityGroup, RequestId
from hardware.link.station import Heard, StationHappening
from kiosk_app.flow import happenings as h
from kiosk_app.flow import pages as p
from kiosk_app.flow import targets as t
from kiosk_app.flow.model import Equipment, Model
from kiosk_app.flow.offered import targets
from kiosk_app.flow.screen import Screen, screen_of
from kiosk_app.flow.step import step
from simulation.day.controls import Control
from simulation.day.device import Device, World
from simulation.day.history import Visit

READS_S = 1.0
"""Before a touch: to read, and longer than the screen ignores a finger that is on its way."""
SENDING_S = 17.0
"""The kiosk gives up after 15 s; the rest is the pace of its ticks here."""
TRIES = 12
"""So often somebody asks again who was told to."""


class Kiosk(Device):
    """See above."""

    def __init__(self, name: str, world: World) -> None:
        super().__init__(name, world)
        self.row: deque[Visit] = deque()
        self.given_up: list[Visit] = []
        self.asked_at: float | None = None
        """Since when somebody waits for an answer on the glass."""
        self.answered_in: list[float] = []
        self._tries: dict[str, int] = {}
        self._aliases: dict[RequestId, RequestId] = {}
        self._sending_since = 0.0
        self._seen_at = float("-inf")

    def begin(self) -> None:
        """See Device."""
        self.model = Model(self.name, self.now, equipment=Equipment())
        self.asked_at = None

    def filters(self) -> tuple[str, ...]:
        """As the program."""
        topics = self.station.topics
        return (
            topics.state("office"),
            topics.state("queue"),
            topics.event("slip-ended"),
            topics.presence("+"),
        )

    def take(self, happening: StationHappening) -> None:
        """See Device."""
        if isinstance(happening, Heard):
            self._step(h.MessageArrived(self._known(happening.message)))

    def tick(self) -> None:
        """See Device."""
        self._step(h.Tick(self.station.desk_alive(), self.station.twice()))
        self._look()

    @property
    def screen(self) -> Screen:
        """What is drawn."""
        return screen_of(self.model)

    def _look(self) -> None:
        """What the first of the row sees and does."""
        if not isinstance(self.model.page, p.Sending):
            self._sending_since = self.now
        waits = self.now - self._sending_since
        self.world.ledger.check(
            "P8", waits <= SENDING_S, f"{self.name} shows nothing but patience for {waits:.0f} s"
        )
        if isinstance(self.model.page, p.Number):
            self._read(self.model.page)
        elif self.row and self.now - self._seen_at >= READS_S and self.now - self.model.changed_at >= READS_S:
            self._want(self.row[0])

    def _read(self, page: p.Number) -> None:
        """A number stands on the glass: whoever stands there takes it."""
        ticket = page.issued.ticket
        self.world.ledger.check(
            "P2",
            ticket in self.world.reference.tickets,
            f"{ticket} is on the glass of {self.name} and not in the journal",
        )
        if self.asked_at is not None:
            self.answered_in.append(self.now - self.asked_at)
            self.asked_at = None
        if self.row and ticket not in self.world.ledger.holders:
            self.world.ledger.saw(self.row.popleft().who, ticket)
        elif ticket not in self.world.ledger.holders:  # who asked has gone: it is nobody's
            self.world.ledger.saw("nobody", ticket)
        if page.phase is p.SlipPhase.WRITE_DOWN and self.now - self.model.changed_at > 3 * READS_S:
            self._touch(t.Way.SEEN)
        elif page.phase is p.SlipPhase.TAKE and self.now - self.model.changed_at > 2 * READS_S:
            self._touch(t.Way.OK)

    def _want(self, visit: Visit) -> None:
        screen, offered = self.screen, targets(self.model)
        if screen in {Screen.REFUSED, Screen.NO_CONNECTION}:
            self.asked_at = None
            self._touch(t.Way.OK)
            self._tries[visit.who] = self._tries.get(visit.who, 0) + 1
            if self._tries[visit.who] >= TRIES:
                self.given_up.append(self.row.popleft())
            return
        declared = self.model.declared is not PriorityGroup.ORDINARY
        if visit.priority and not declared and t.Way.PRIORITY in offered:
            self._touch(t.Way.PRIORITY)
        elif screen is Screen.PRIORITY:
            self._touch(t.PriorityTarget(PriorityGroup.ELDERLY))
        elif screen is Screen.SERVICES:
            target = next(
                (x for x in offered if isinstance(x, t.ServiceTarget) and x.code == visit.service), None
            )
            if target:
                self._touch(target)

    def _touch(self, target: t.Target) -> None:
        self._seen_at = self.now
        self._step(h.Touched(target))

    def _step(self, happening: h.Happening) -> None:
        moment = h.Moment(self.now, self.station.desk_now(), self.new_id())
        self.model, effects = step(self.model, happening, moment)
        for effect in effects:
            if isinstance(effect, h.Send):
                self._send(effect.command)

    def _send(self, command: m.AnyQuestion) -> None:
        if isinstance(command, m.IssueTicket):
            if command.request_id not in self._aliases.values():
                self.world.ledger.touches[self.name] += 1
                self.asked_at = self.now
            own = command.request_id
            if self.world.control is Control.NO_IDS and own in self._aliases.values():
                command = command.model_copy(update={"request_id": self.new_id()})
            self._aliases[command.request_id] = own
        self.station.send(command)

    def _known(self, message: m.Message) -> m.Message:
        """A reply as an answer to the question that stands open, whatever id it was asked under."""
        if isinstance(message, m.Accepted | m.Refused) and message.request_id in self._aliases:
            return message.model_copy(update={"request_id": self._aliases[message.request_id]})
        return message
