"""A board on the link, and a desk that a test speaks for."""

import json
from typing import Any

from contracts import messages as m
from contracts.codec import encode
from contracts.topics import DESK, Topics
from contracts.vocabulary import CounterId, DeviceId, SiteId
from hardware.link.memory import MemoryBroker, MemoryLink
from hardware.link.station import Heard, Identity, Station, StationHappening
from hardware.ports import Arrived, LinkHappening
from tests.clocks import FakeClock

SITE, BOARD = SiteId("hoa-cuong"), DeviceId("board-1")
TOPICS = Topics(SITE)
DESK_TIME = 1_795_226_400_000


class Office:
    """A board on the link, and a desk that a test speaks for."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock, self.broker = clock, MemoryBroker()
        self.link, self.desk = MemoryLink(self.broker), MemoryLink(self.broker)
        self.inbox: list[StationHappening] = []
        self.sent: list[Arrived] = []
        self.station = Station(
            Identity(SITE, BOARD, "display_board", "0.1.0"), self.link, clock, self.inbox.append
        )
        self.desk.start(self._note, ("#",), None)

    def _note(self, happening: LinkHappening) -> None:
        if isinstance(happening, Arrived):
            self.sent.append(happening)

    def start(self) -> "Office":
        self.station.start(f"{TOPICS.root}/state/#", f"{TOPICS.root}/event/+")
        return self

    def pulse(self, at: int = DESK_TIME, *, online: bool = True) -> None:
        presence = m.Presence(device=DESK, program="controller", version="1", online=online, at=at)
        self.desk.publish(TOPICS.presence(DESK), encode(presence), retain=True)

    def show(self, epoch: int, seq: int, counter: str = "") -> None:
        mark = {"epoch": epoch, "seq": seq, "at": DESK_TIME}
        if counter:
            where = CounterId(counter)
            state: m.Snapshot = m.CounterState(**mark, counter=where, label="1", call=None, waiting=0)
            self.desk.publish(TOPICS.state("counter", where), encode(state), retain=True)
        else:
            board = m.BoardState(**mark, calls=(), waiting={})
            self.desk.publish(TOPICS.state("board"), encode(board), retain=True)

    def heard(self, kind: type[m.Message]) -> list[Any]:
        return [h.message for h in self.inbox if isinstance(h, Heard) and isinstance(h.message, kind)]

    def presences(self) -> list[dict[str, Any]]:
        return [json.loads(sent.payload) for sent in self.sent if sent.topic == TOPICS.presence(BOARD)]
