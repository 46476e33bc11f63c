"""From the desk's word to every board in the hall, for one board and for fifty; and a frame to an LED sign."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.board_crowd import TEXTS, TOPICS, Crowd, CrowdDesk, Floor, board_of
from benchmarks.figures import Figure, Report, percentile
from display_board.board import Board
from hardware.drivers.rs485.bus import gap_s
from hardware.drivers.rs485.modbus import write_many
from hardware.host.clock import SystemClock
from hardware.host.systemd import Notifier
from hardware.led.layout import drawn
from hardware.link.station import Heard
from hardware.ports import SignText
from simulation.office.broker import Broker, running_broker

NAME = "boards"
CALLS = 40
"""Fifty boards show each: the slowest hundredth is then more than one call."""
MANY = 50
PAUSE_S = (0.3, 1.0)
SEED = 14
START_S = 60.0


@dataclass(frozen=True)
class Taken:
    """Milliseconds from the call to the page of a board, and from a publish to a bare link."""

    boards: list[float]
    floor: list[float]


async def call_to_boards(served: Broker, count: int, calls: int) -> Taken:
    """Call so many numbers, each to all boards, at moments that have nothing to do with pulses and ticks.

    Each call is preceded by a round of bare links, so that both meet the same machine.
    """
    boards: list[float] = []
    floor: list[float] = []
    pauses = Random(SEED)  # noqa: S311 - moments, no secrets
    bare = Floor(served, count)
    crowd, desk = Crowd(served, count), CrowdDesk(served)
    desk.call("A000", "1")
    try:
        await bare.up()
        await crowd.until("A000", within_s=START_S)
        for turn in range(1, calls + 1):
            await asyncio.sleep(pauses.uniform(*PAUSE_S))
            floor += await bare.round()
            await asyncio.sleep(pauses.uniform(*PAUSE_S))
            number, begin = f"A{turn:03}", time.perf_counter()
            desk.call(number, "1")
            await crowd.until(number, within_s=10)
            boards += [(shown[number] - begin) * 1000 for shown in crowd.shown if number in shown]
    finally:
        await asyncio.to_thread(desk.close)
        await crowd.close()
        await bare.close()
    return Taken(boards, floor)


async def own_ms(times: int = 500) -> float:
    """Processor time of one board from a call that has arrived to the page that its browsers get."""
    board = Board(SystemClock(), TEXTS, "bench", Notifier.from_environment())
    topic, calls = (
        TOPICS.state("board"),
        [board_of(1, turn, f"A{turn:03}", "1", turn) for turn in range(times)],
    )
    begin = time.process_time()
    for call in calls:
        board.hear(Heard(topic, call))
        await asyncio.sleep(0)
    return (time.process_time() - begin) * 1000 / times


def line_ms(baud: int = 9600) -> float:
    """A number on an RS-485 line: the silence before it and its seventeen bytes."""
    frame = write_many(1, 0x70, (0x2020, 0x4130, 0x3132))
    return (gap_s(baud) + len(frame) * 11 / baud) * 1000


def draw_ms(times: int = 200) -> float:
    """Making the dots of a new number."""
    begin = time.perf_counter()
    for turn in range(times):
        drawn(SignText(f"A{turn:03}"), (64, 16))
    return (time.perf_counter() - begin) * 1000 / times


def measure(folder: Path, *, quick: bool = False) -> Report:
    """One board, then fifty."""
    calls = 5 if quick else CALLS
    with running_broker(folder) as served:
        one = asyncio.run(call_to_boards(served, 1, calls))
        many = asyncio.run(call_to_boards(served, MANY, calls))
    floor = percentile(many.floor, 99)
    worst = percentile(many.boards, 99)
    return Report(
        NAME,
        "From the desk's word to the boards",
        (
            Figure(
                "board_one_p99_ms", "call -> page of one board, p99", percentile(one.boards, 99), "ms", 50
            ),
            Figure("board_fifty_p99_ms", "call -> page of each of 50 boards, p99", worst, "ms", 50),
            Figure("board_fifty_ratio", "the same against bare links (floor), p99", worst / floor, "x"),
            Figure("board_own_ms", "processor time of one board for one call", asyncio.run(own_ms()), "ms"),
            Figure("led_line_ms", "a number on an RS-485 line of 9600 baud", line_ms(), "ms", 30),
            Figure("led_draw_ms", "drawing the dots of a new number", draw_ms(), "ms"),
        ),
        (
            f"50 boards in one loop and 50 bare links share this machine's cores; the floor's p99 was {floor:.1f} ms",
            "the line's time is counted from its bytes: a pseudo terminal has no speed",
        ),
    )
