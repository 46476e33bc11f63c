"""The broker stands still under load: its queue refuses what is new, and every board is right all the same at last.

A real Mosquitto that is stopped for four seconds, a desk that works on, eight boards. The control says every truth
once, as it was before issue 11, and must leave boards wrong.
"""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from contracts import messages as m
from contracts.topics import Topics
from contracts.vocabulary import DeviceId, SiteId
from controller.desk.announcer import Announcer
from controller.desk.build import Ground, build_desk
from controller.desk.desk import Desk
from controller.desk.steady_clock import SteadyClock
from controller.journal.recovery.repair import open_journal
from controller.journal.writer import Writer
from controller.metrics import Metrics
from controller.principals import program
from hardware.link.mqtt import MqttLink
from hardware.link.station import Heard, Identity, Station
from simulation.office.broker import Broker
from tests.clocks import FakeClock
from tests.integration.controller.house import AT_ONCE, CLERK, MORNING, new_id, settings_of, sparse_reserve
from tests.waiting import happens

pytestmark = [pytest.mark.slow, pytest.mark.broker]

TOPICS = Topics(SiteId("test"))
BOARDS = 8
STALL_S = 4.0
LAST = 400
"""Of 999 numbers; so many calls are more than any queue holds."""
PROGRAM = program("statistics", counters=frozenset())


@pytest.fixture(autouse=True)
def _no_new_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine may lose the connection meanwhile; at a new one everything is said again."""
    monkeypatch.setattr("hardware.link.mqtt.KEEPALIVE_S", 600)


class Board:
    """A board on the broker: what it shows."""

    def __init__(self, broker: Broker, clock: FakeClock, nth: int) -> None:
        self.shown: m.BoardState | None = None
        self.link = MqttLink(broker.host, broker.port, f"board-{nth}")
        identity = Identity(SiteId("test"), DeviceId(f"board-{nth}"), "display_board", "1")
        self.station = Station(identity, self.link, clock, self._hear)
        self.station.start(TOPICS.state("board"), TOPICS.state("queue"))

    def _hear(self, happening: object) -> None:
        if isinstance(happening, Heard) and isinstance(happening.message, m.BoardState):
            self.shown = happening.message

    def calls(self) -> tuple[str, ...]:
        return tuple(call.number for call in self.shown.calls) if self.shown else ()


@asynccontextmanager
async def a_desk(data: Path, broker: Broker, clock: FakeClock) -> AsyncIterator[Desk]:
    sparse_reserve(data)
    link = MqttLink(broker.host, broker.port, "desk")
    writer = Writer(lambda: open_journal(data, "now", "test"))
    ground = Ground(settings_of(), writer, link, SteadyClock(clock, data), Metrics(), "1", waits=AT_ONCE)
    desk, wire = build_desk(ground)
    await desk.open()
    wire.start()
    running = asyncio.create_task(desk.run(lambda: None))
    try:
        yield desk
    finally:
        running.cancel()
        await asyncio.wait([running])
        await asyncio.to_thread(wire.close)
        writer.close()


@contextmanager
def standing_still(broker: Broker) -> Iterator[None]:
    assert broker._process
    os.kill(broker._process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(broker._process.pid, signal.SIGCONT)


async def load(desk: Desk) -> None:
    """Numbers and calls for as long as the broker stands still, and until its queue is full for certain."""
    end, given = time.monotonic() + STALL_S, 0
    while time.monotonic() < end or given < LAST:
        if given < 2 * LAST:
            at = desk.now().clock
            asked = await desk.ask(m.IssueTicket(request_id=new_id(), at=at, service="civil"), PROGRAM)
            assert isinstance(asked, m.Accepted), asked
            called = await desk.ask(m.CallNext(request_id=new_id(), at=at, counter="1"), CLERK)
            assert isinstance(called, m.Accepted), called
            given += 1
        else:
            await asyncio.sleep(0.01)


def truth(desk: Desk) -> tuple[str, ...]:
    shown = desk.announcer.shown("board")
    assert isinstance(shown, m.BoardState)
    return tuple(call.number for call in shown.calls)


async def wrong_boards(
    data: Path, broker: Broker, *, seconds: float, before: Callable[[], None] = lambda: None
) -> int:
    """How many boards do not show the truth, after so many seconds (of the desk's clock) at most.

    ``before``: called before the broker stands still.
    """
    clock = FakeClock(MORNING)
    async with a_desk(data, broker, clock) as desk:
        boards = [Board(broker, clock, nth) for nth in range(BOARDS)]
        try:
            await happens(lambda: all(board.shown for board in boards), lambda: clock.advance(0.01))
            before()
            with standing_still(broker):
                await load(desk)
            for _ in range(int(seconds * 10)):
                if all(board.calls() == truth(desk) for board in boards):
                    break
                clock.advance(0.1)
                await asyncio.sleep(0.02)
            return sum(board.calls() != truth(desk) for board in boards)
        finally:
            for board in boards:
                await asyncio.to_thread(board.station.close)


async def test_every_board_is_right_at_last(tmp_path: Path, broker: Broker) -> None:
    assert await wrong_boards(tmp_path, broker, seconds=300) == 0


async def test_control_a_truth_that_is_said_once_leaves_boards_wrong(
    tmp_path: Path, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def once() -> None:
        for repeats in ("say_due", "connected"):  # a slow machine may lose the connection meanwhile
            monkeypatch.setattr(Announcer, repeats, lambda *_args: None)

    assert await wrong_boards(tmp_path, broker, seconds=15, before=once) > 0
