"""The check's own ear on the wire: hears everything, decodes it itself, keeps what the judge needs."""

import asyncio
import time
from dataclasses import dataclass, field

from contracts import messages as m
from contracts.codec import WireError, decode
from contracts.topics import DESK, Topics
from contracts.vocabulary import SiteId
from hardware.ports import Arrived, Link, LinkHappening
from simulation.office.evidence import Answer, ShownCall


@dataclass
class Heard:
    """What came by so far. Times are monotonic seconds."""

    answers: list[Answer] = field(default_factory=list)
    announced: set[str] = field(default_factory=set)
    shown: dict[ShownCall, None] = field(default_factory=dict)
    counters: dict[str, m.CounterState] = field(default_factory=dict)
    board: m.BoardState | None = None
    online_at: dict[str, float] = field(default_factory=dict)
    """When each device last said that it is here."""
    faulty: set[str] = field(default_factory=set)
    """Devices that say that something is wrong with them."""
    pressed_at: dict[str, float] = field(default_factory=dict)
    """Presses of call-next that no board has shown yet, by counter."""
    delays_ms: dict[str, list[float]] = field(default_factory=dict)
    """Press to board, by counter."""
    calm_ms: list[float] = field(default_factory=list)
    """The same, of the presses while nothing was broken."""
    broken: bool = False
    """Something is broken on purpose now."""
    broken_at: float = 0.0
    """When something last was."""


class Watcher:
    """A link of its own that only listens. Everything is kept in the event loop."""

    def __init__(self, site: SiteId, link: Link) -> None:
        self.heard = Heard()
        self._topics, self._link = Topics(site), link
        self._loop = asyncio.get_running_loop()

    def start(self) -> None:
        """Begin to listen; it connects again by itself."""
        self._link.start(self._deliver, (f"{self._topics.root}/#",), None)

    def close(self) -> None:
        """Stop."""
        self._link.close()

    def _deliver(self, happening: LinkHappening) -> None:
        if isinstance(happening, Arrived):
            self._loop.call_soon_threadsafe(self._take, happening, time.monotonic())

    def _take(self, arrived: Arrived, now: float) -> None:
        try:
            message = decode(self._topics, arrived.topic, arrived.payload)
        except WireError:
            return  # a desk that says nonsense is caught by what is then missing
        match message:
            case m.Accepted():
                by = arrived.topic.rpartition("/")[2]
                self.heard.answers.append(answer_of(by, message))
            case m.Event(kind="ticket-issued", ticket=str(ticket)):
                self.heard.announced.add(ticket)
            case m.BoardState():
                self._on_board(message, now)
            case m.CounterState():
                self.heard.counters[message.counter] = message
            case m.Presence(online=True) if not (arrived.retained and message.device == DESK):
                self.heard.online_at[message.device] = now
                (self.heard.faulty.add if message.faults else self.heard.faulty.discard)(message.device)

    def _on_board(self, board: m.BoardState, now: float) -> None:
        self.heard.board = board
        for call in board.calls:
            shown = ShownCall("the board", call.number, call.counter)
            if shown not in self.heard.shown:  # an old call may come into view again when a newer one ends
                self.heard.shown[shown] = None
                self._time_press(call.counter, now)

    def _time_press(self, counter: str, now: float) -> None:
        pressed = self.heard.pressed_at.pop(counter, None)
        if pressed is None:
            return
        delay = (now - pressed) * 1000
        self.heard.delays_ms.setdefault(counter, []).append(delay)
        if not self.heard.broken and pressed > self.heard.broken_at:
            self.heard.calm_ms.append(delay)


def answer_of(by: str, accepted: m.Accepted) -> Answer:
    """What the acceptance said, whoever carried it."""
    match accepted.result:
        case m.Issued() as r:
            return Answer(by, accepted.request_id, "issued", r.ticket, r.number)
        case m.Called() as r:
            return Answer(by, accepted.request_id, "called", r.ticket, r.number, r.counter)
    return Answer(by, accepted.request_id, "done")
