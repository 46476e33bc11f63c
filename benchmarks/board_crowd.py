"""Many boards on one broker, in one loop: the real station, flow, page and stream of each, and a desk made by hand."""

import asyncio
import json
import threading
import time
from collections.abc import Callable
from pathlib import Path

from contracts import messages as m
from contracts.codec import encode
from contracts.texts import load_catalogue
from contracts.topics import DESK, Topics
from contracts.vocabulary import CounterId, DeviceId, SiteId, TicketId
from display_board.board import TICK_S, Board
from display_board.page.events import Seat
from hardware.host.clock import SystemClock
from hardware.host.systemd import Notifier
from hardware.link.mqtt import MqttLink
from hardware.link.station import Identity, Station
from hardware.ports import Arrived, Connected, LinkHappening
from simulation.office.broker import Broker

SITE = SiteId("bench")
TOPICS = Topics(SITE)
TEXTS = load_catalogue(Path(__file__).parents[1] / "display_board" / "texts")
PULSE_S = 2.0
AGAIN = 3
"""Every third pulse, as the desk does after five seconds, all is said again."""


def board_of(epoch: int, seq: int, number: str, counter: str, at: int) -> m.BoardState:
    """A board on which one number is called."""
    call = m.Call(
        ticket=TicketId(f"20261123-{number}"),
        number=number,
        counter=CounterId(counter),
        label=counter,
        at=at,
        times=1,
    )
    return m.BoardState(epoch=epoch, seq=seq, at=at, calls=(call,), waiting={})


class CrowdDesk:
    """Says what it is told, keeps saying that it lives, and says all again after a connection."""

    def __init__(self, broker: Broker, epoch: int = 1) -> None:
        self._epoch, self._seq, self._clock = epoch, 0, SystemClock()
        self._said: dict[str, m.Message] = {}
        self._ended = threading.Event()
        self._link = MqttLink(broker.host, broker.port, f"bench-desk-{epoch}")
        self._link.start(self._on_link, (), None)
        self._heart = threading.Thread(target=self._beat, daemon=True)
        self._heart.start()

    def call(self, number: str, counter: str) -> None:
        """Call one number; it is the only one on the board."""
        self._seq += 1
        board = board_of(self._epoch, self._seq, number, counter, self._clock.utc_ms())
        self._said[TOPICS.state("board")] = board
        self._link.publish(TOPICS.state("board"), encode(board), retain=True)

    def close(self) -> None:
        """As a desk that is switched off: nothing is said any more."""
        self._ended.set()
        self._heart.join()
        self._link.close()

    def _on_link(self, happening: LinkHappening) -> None:
        if isinstance(happening, Connected):
            self._pulse()

    def _beat(self) -> None:
        beats = 0
        while not self._ended.wait(PULSE_S):
            beats += 1
            self._pulse(again=beats % AGAIN == 0)

    def _pulse(self, *, again: bool = True) -> None:
        pulse = m.Presence(
            device=DESK, program="controller", version="1", online=True, at=self._clock.utc_ms()
        )
        self._link.publish(TOPICS.presence(DESK), encode(pulse), retain=True)
        for topic, message in list(self._said.items()) if again else ():
            self._link.publish(topic, encode(message), retain=True)


class Crowd:
    """So many boards. Lives in the running loop."""

    def __init__(self, broker: Broker, count: int) -> None:
        self._boards: list[tuple[Board, Station]] = []
        self._tasks: list[asyncio.Task[None]] = []
        self.shown: list[dict[str, float]] = [{} for _ in range(count)]
        """For each board: number -> when its stream said it first."""
        self.lost = [True] * count
        for index in range(count):
            self._boards.append(self._start(broker, index))
            self._tasks.append(asyncio.create_task(self._tick(index, count)))
            self._tasks.append(asyncio.create_task(self._watch(index)))

    async def until(self, number: str, *, within_s: float) -> bool:
        """Whether every board shows ``number`` in time."""
        return await self._until(lambda: all(number in shown for shown in self.shown), within_s)

    async def heard(self, *, within_s: float) -> bool:
        """Whether every board hears the desk in time."""
        return await self._until(lambda: not any(self.lost), within_s)

    def current(self) -> list[str]:
        """What each board shows now: a number, or what it says instead of one."""
        pages = [board.newest.page for board, _ in self._boards]
        return [
            "(lost)" if page["lost"] else page["spotlight"]["call"]["number"] if page["spotlight"] else ""
            for page in pages
        ]

    async def close(self) -> None:
        """End every board."""
        for board, station in self._boards:
            board.newest.close()
            await asyncio.to_thread(station.close)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, broker: Broker, index: int) -> tuple[Board, Station]:
        name = DeviceId(f"board-{index + 1}")
        board = Board(SystemClock(), TEXTS, "bench", Notifier.from_environment())
        link = MqttLink(broker.host, broker.port, f"bench-{name}")
        station = Station(Identity(SITE, name, "display_board", "1"), link, SystemClock(), board.hear)
        board.attach(station, {})
        station.start(TOPICS.state("board"))
        return board, station

    async def _tick(self, index: int, count: int) -> None:
        """Fifty machines were not switched on in one instant: here, in one loop, their ticks would stand in one row."""
        await asyncio.sleep(TICK_S * index / count)
        await self._boards[index][0].tick()

    async def _watch(self, index: int) -> None:
        newest = self._boards[index][0].newest
        async for event in newest.stream(Seat(lambda: None)):
            page = json.loads(event.raw_data) if event.raw_data else None
            if page:
                self.lost[index] = page["lost"]
                if page["spotlight"]:
                    self.shown[index].setdefault(page["spotlight"]["call"]["number"], time.perf_counter())

    async def _until(self, done: Callable[[], bool], within_s: float) -> bool:
        end = time.monotonic() + within_s
        while not done() and time.monotonic() < end:  # noqa: ASYNC110 - fifty boards, no one event
            await asyncio.sleep(0.005)
        return done()


class Floor:
    """So many bare links on the same broker: what no board can beat, because all it does is hear."""

    def __init__(self, broker: Broker, count: int) -> None:
        self._heard: list[float] = []
        self._count = count
        self._ready = [threading.Event() for _ in range(count + 1)]
        names = (*(f"bench-floor-{index}" for index in range(count)), "bench-floor")
        self._links = [MqttLink(broker.host, broker.port, name) for name in names]
        for link, ready in zip(self._links, self._ready, strict=True):
            filters = ("floor/+",) if link is not self._links[-1] else ()
            link.start(lambda happening, e=ready: self._on_link(happening, e), filters, None)  # type: ignore[misc]

    async def up(self) -> None:
        """Wait until all are connected."""
        for ready in self._ready:
            await asyncio.to_thread(ready.wait, 30)

    async def round(self) -> list[float]:
        """Milliseconds from one publish to each link that heard it."""
        self._heard.clear()
        begin = time.perf_counter()
        self._links[-1].publish("floor/x", b"x" * 400)
        while len(self._heard) < self._count and time.perf_counter() - begin < 10:  # noqa: ASYNC110 - the links live in threads
            await asyncio.sleep(0.001)
        return [(at - begin) * 1000 for at in self._heard]

    async def close(self) -> None:
        """Disconnect them all."""
        for link in self._links:
            await asyncio.to_thread(link.close)

    def _on_link(self, happening: LinkHappening, ready: threading.Event) -> None:
        if isinstance(happening, Connected):
            ready.set()
        elif isinstance(happening, Arrived):
            self._heard.append(time.perf_counter())
