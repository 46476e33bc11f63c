"""A kiosk that may be alone: the real flow and the real book, people before its glass, and a program that dies anywhere."""

from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from contracts import messages as m
from contracts.vocabulary import TicketId
from hardware.link.sightings import Sightings
from hardware.link.station import Heard, StationHappening
from kiosk_app.flow import happenings as h
from kiosk_app.flow import pages as p
from kiosk_app.flow import targets as t
from kiosk_app.flow.alone_book import Anchor, Given, Record
from kiosk_app.flow.alone_clock import believed
from kiosk_app.flow.model import Alone, Model
from kiosk_app.flow.offered import targets
from kiosk_app.flow.screen import Screen, screen_of
from kiosk_app.flow.step import step
from simulation.alone.card import Card
from simulation.alone.controls import Control
from simulation.day.device import Device, World

AFTER_S = 30.0
READS_S = 1.0
CALM_S = 3.0
KEEP_S = 0.04
"""So long a slow card takes for one small write, at most."""
LATE_S = 90.0
"""So long after it was shown a number is kept where the order is wrong (a negative control)."""


class Sight:
    """What the device saw, in a file that outlives it."""

    def __init__(self) -> None:
        self._kept = Sightings()

    def load(self) -> Sightings:
        """See SightingsStore."""
        return self._kept

    def keep(self, known: Sightings, now: float) -> None:
        """See SightingsStore."""
        del now
        self._kept = known


@dataclass
class Seen:
    """What people saw on all glasses: who holds which number, and when each was seen first."""

    holder: dict[TicketId, str] = field(default_factory=dict)
    at: dict[TicketId, float] = field(default_factory=dict)
    alone: set[TicketId] = field(default_factory=set)
    doubled: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)

    def saw(self, who: str, ticket: TicketId, at: float, *, alone: bool) -> None:
        """Somebody has a number."""
        if self.holder.setdefault(ticket, who) != who:
            self.doubled.append(f"{ticket}: {self.holder[ticket]} and {who}")
        self.at.setdefault(ticket, at)
        if alone:
            self.alone.add(ticket)


class LoneKiosk(Device):
    """See above."""

    def __init__(self, name: str, world: World, folder: Path, seen: Seen, control: Control) -> None:
        super().__init__(name, world)
        self.row: deque[tuple[str, str]] = deque()
        """Who waits before the glass, and for which service."""
        self.seen, self.kills, self.steps = seen, 0, 0
        self.machine.synced = True
        self.card = Card(folder / name, world.site, self.name, Random(f"card {name} {world.seed}"))  # noqa: S311 - a play
        self.sight, self._control = Sight(), control
        self._armed: int | None = None
        self._power = False
        self._writing: Record | None = None
        self._seen_at = float("-inf")
        self._on_glass: TicketId | None = None
        self._person = 0

    def begin(self) -> None:
        """See Device."""
        self._writing, self._on_glass = None, None
        alone = Alone(after_s=AFTER_S, book=self.card.open())
        self.model = Model(self.name, self.now, alone=alone)

    def filters(self) -> tuple[str, ...]:
        """See Device."""
        topics = self.station.topics
        return topics.state("office"), topics.state("queue"), topics.presence("+")

    def take(self, happening: StationHappening) -> None:
        """See Device."""
        if isinstance(happening, Heard):
            self._note_conflict(happening.message)
            self._step(h.MessageArrived(happening.message))

    def tick(self) -> None:
        """See Device."""
        heard, book = self.station.desk_heard(), self.model.alone.book
        here = Anchor(self.machine.boot(), self.machine.monotonic(), self.station.desk_now())
        clock = believed(
            book.anchor if book else None, here, desk_heard=heard, vouched=self.machine.vouched()
        )
        self._step(h.Tick(self.station.desk_alive(), self.station.twice(), clock=clock))
        self._look()

    def _tick(self, run: int) -> None:
        """Often while something goes on, seldom while nothing does."""
        if run != self.run or not self.running:
            return
        self.tick()
        alone = self.model.alone
        calm = not (self.row or alone.hand_ins or alone.lease) and isinstance(self.model.page, p.Services)
        self.loop.call_later(CALM_S if calm else self.TICK_S, self._tick, run)

    def kill(self, steps: int, *, power: bool) -> None:
        """Let it die after so many steps."""
        self._armed, self._power = steps, power

    def _look(self) -> None:
        """What the first of the row sees and does."""
        page = self.model.page
        if (
            not self.running
            or self.now - self._seen_at < READS_S
            or self.now - self.model.changed_at < READS_S
        ):
            return
        if isinstance(page, p.Number):
            self._read(page)
        elif self.row and screen_of(self.model) in {Screen.REFUSED, Screen.NO_CONNECTION}:
            self._touch(t.Way.OK)
        elif self.row and screen_of(self.model) is Screen.SERVICES:
            wanted = self.row[0][1]
            found = (x for x in targets(self.model) if isinstance(x, t.ServiceTarget) and x.code == wanted)
            target = next(found, None)
            if target:
                self._touch(target)

    def _read(self, page: p.Number) -> None:
        """Somebody reads the number and goes; a number that nobody asked for any more is nobody's."""
        if page.issued.ticket != self._on_glass:
            self._on_glass = page.issued.ticket
            self._person += 1
            who = self.row.popleft()[0] if self.row else f"nobody {self.name} {self._person}"
            self.seen.saw(who, page.issued.ticket, self.loop.time(), alone=page.alone)
        self._touch(t.Way.SEEN)

    def _touch(self, target: t.Target) -> None:
        self._seen_at = self.now
        self._step(h.Touched(target))

    def _step(self, happening: h.Happening) -> None:
        if not self.running or self._dies():
            return
        moment = h.Moment(self.now, self.station.desk_now(), self.new_id())
        self.model, effects = step(self.model, happening, moment)
        for effect in effects:
            if self._dies():
                return
            if isinstance(effect, h.Send):
                self._send(effect)
            elif isinstance(effect, h.Keep):
                self._keep(effect.record)

    def _send(self, send: h.Send) -> None:
        self.station.send(send.command)
        if self._control is Control.SAID_ONCE and isinstance(send.command, m.HandIn):
            known = m.Accepted(request_id=send.command.request_id, result=m.Done())
            self.loop.call_soon(self._in_this_run, self.run, h.MessageArrived(known))

    def _keep(self, record: Record) -> None:
        """The card takes a moment, in which the program may die: before, in the middle, and after."""
        if self._control is Control.SHOWN_FIRST and isinstance(record, Given):
            self.loop.call_soon(self._in_this_run, self.run, h.Kept(record))
            self.loop.call_later(LATE_S, self._write, self.run, record)
            return
        self._writing = record
        self.loop.call_later(self.chance.random() * KEEP_S, self._kept, self.run, record)

    def _kept(self, run: int, record: Record) -> None:
        if run != self.run or not self.running or self._dies():
            return
        self._write(run, record)
        self._in_this_run(run, h.Kept(record))

    def _write(self, run: int, record: Record) -> None:
        if run == self.run and self.running:
            self.card.keep(record)
            self._writing = None

    def _in_this_run(self, run: int, happening: h.Happening) -> None:
        if run == self.run:
            self._step(happening)

    def _dies(self) -> bool:
        """Whether the program dies here, before its next step."""
        self.steps += 1
        if self._armed is None:
            return False
        self._armed -= 1
        if self._armed >= 0:
            return False
        self._armed, self.kills = None, self.kills + 1
        self.stop()
        if self._power:
            self.card.cut(half=self._writing)
            self.machine.boots += 1
        self.loop.call_later(1 + self.chance.random() * 20, self.start)
        return True

    def _note_conflict(self, message: m.Message) -> None:
        if isinstance(message, m.Refused) and message.code in {"number-taken", "not-leased"}:
            self.seen.conflicts.append(f"{self.name}: {message.code} {message.facts.get('number', '')}")
