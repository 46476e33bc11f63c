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
from display_board.board import Board
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
        at = self._clock.utc_ms()
        call = m.Call(
            ticket=TicketId(f"20261123-{number}"),
            number=number,
            counter=CounterId(counter),
            label=counter,
            at=at,
            times=1,
        )
        board = m.BoardState(epoch=self._epoch, seq=self._seq, at=at, calls=(call,), waiting={})
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
        while not self._ended.wait(PULSE_S):
            self._pulse()

    def _pulse(self) -> None:
        pulse = m.Presence(
            device=DESK, program="controller", version="1", online=True, at=self._clock.utc_ms()
        )
        self._link.publish(TOPICS.presence(DESK), encode(pulse), retain=True)
        for topic, message in list(self._said.items()):
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
            self._tasks.append(asyncio.create_task(self._boards[-1][0].tick()))
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


async def wire_floor(broker: Broker, count: int, rounds: int) -> list[float]:
    """Milliseconds from a publish to each of ``count`` bare links that hear it: what no board can beat."""
    heard: list[float] = []
    ready = [threading.Event() for _ in range(count)]
    links = [MqttLink(broker.host, broker.port, f"bench-floor-{index}") for index in range(count)]
    for link, event in zip(links, ready, strict=True):
        link.start(lambda happening, e=event: _on_floor(happening, e, heard), ("floor/+",), None)  # type: ignore[misc]
    speaker, up = MqttLink(broker.host, broker.port, "bench-floor"), threading.Event()
    speaker.start(lambda happening: up.set() if isinstance(happening, Connected) else None, (), None)
    for event in (*ready, up):
        await asyncio.to_thread(event.wait, 30)
    took: list[float] = []
    for _ in range(rounds):
        heard.clear()
        begin = time.perf_counter()
        speaker.publish("floor/x", b"x" * 400)
        while len(heard) < count and time.perf_counter() - begin < 10:  # noqa: ASYNC110 - the links live in threads
            await asyncio.sleep(0.001)
        took += [(at - begin) * 1000 for at in heard]
    for link in (*links, speaker):
        await asyncio.to_thread(link.close)
    return took


def _on_floor(happening: LinkHappening, event: threading.Event, heard: list[float]) -> None:
    if isinstance(happening, Connected):
        event.set()
    elif isinstance(happening, Arrived):
        heard.append(time.perf_counter())
