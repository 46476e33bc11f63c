"""Attacks on who gives the numbers, and on what boards believe."""

import asyncio
import os
import shutil
import signal
import time
from collections.abc import Callable

from contracts import messages as m
from contracts.codec import encode
from contracts.vocabulary import DeviceId
from controller.desk.standing import PAUSED_S
from hardware.host.clock import SystemClock
from hardware.link.mqtt import MqttLink
from hardware.link.station import Heard, Identity, Station, StationHappening
from simulation.attacks.office import Office
from simulation.attacks.outcome import Attack, Outcome
from simulation.attacks.settings import SITE
from simulation.office.broker import free_port

BOARD_S, LOOK_S, CITIZENS = 20.0, 0.2, 15
FUTURE = 2**40


async def second_desk(office: Office, _scale: float) -> Outcome:
    """A cloned card: another controller of the same office, with a journal of its own, while citizens come."""
    before, port = office.doubled(), free_port()
    office.start_desk(office.folder / "clone", port)
    await office.until_served(port)
    await office.citizens(CITIZENS)
    doubled = office.doubled() - before
    office.end_clone()
    return Outcome(doubled == 0, f"{doubled} numbers given twice")


async def slept(office: Office, _scale: float) -> Outcome:
    """The desk sleeps, a cloned card takes its place, and it wakes: in an office of its own, because a person must end it."""
    own = Office(office.folder / "slept", office.without)
    await own.start()
    try:
        await own.citizens(CITIZENS)
        shutil.copytree(own.folder / "data", own.folder / "clone" / "data")
        os.kill(own.pid, signal.SIGSTOP)
        begin, port = time.monotonic(), free_port()
        own.start_desk(own.folder / "clone", port)
        await own.until_served(port)
        await own.citizens(CITIZENS)
        await asyncio.sleep(max(0.0, PAUSED_S + 1 - (time.monotonic() - begin)))
        os.kill(own.pid, signal.SIGCONT)
        await own.citizens(CITIZENS)
        return Outcome(own.doubled() == 0, f"{own.doubled()} of {len(own.given)} numbers given twice")
    finally:
        os.kill(own.pid, signal.SIGCONT)
        await own.close()


async def poisoned_epoch(office: Office, _scale: float) -> Outcome:
    """A snapshot of the far future on a board's topic; the board must show the desk's own within a few pulses."""
    board = Board(office)
    await board.until(lambda: board.shown is not None)
    if board.shown is None:
        return Outcome(held=False, seen="the board showed nothing")
    rogue = board.shown.model_copy(update={"epoch": FUTURE, "calls": ()})
    await office.say("state/board", encode(rogue), retain=True)
    await asyncio.sleep(LOOK_S)
    called = await office.call()
    fresh = await board.until(lambda: board.shows(called))
    board.close()
    return Outcome(fresh, "the next call was shown" if fresh else "the next call was never shown")


async def stale_boards(office: Office) -> int:
    """How many boards, of those that come after the attacks, show something else than the desk says."""
    late = Board(office)
    called = await office.call()
    fresh = await late.until(lambda: late.shows(called))
    late.close()
    return int(not fresh)


class Board:
    """A real station that follows the desk. Without the guard: a board that believes the highest epoch it saw."""

    def __init__(self, office: Office) -> None:
        self._office, self._naive = office, office.without == "vouched"
        self._taken: m.BoardState | None = None
        identity = Identity(SITE, DeviceId("board-9"), "display_board", "1")
        link = MqttLink(office.broker.host, office.broker.port, f"board-{free_port()}")
        self._station = Station(identity, link, SystemClock(), self._take)
        self._station.start(office.topics.state("board"))

    @property
    def shown(self) -> m.BoardState | None:
        """What it shows."""
        said = [message for _, message in self._office.heard if isinstance(message, m.BoardState)]
        return max(said, key=lambda one: (one.epoch, one.seq), default=None) if self._naive else self._taken

    def shows(self, ticket: str) -> bool:
        """Whether a call is on it."""
        return self.shown is not None and ticket in [call.ticket for call in self.shown.calls]

    async def until(self, holds: Callable[[], bool]) -> bool:
        """Wait for some pulses; whether it came."""
        for _ in range(int(BOARD_S / LOOK_S)):
            if holds():
                return True
            await asyncio.sleep(LOOK_S)
        return False

    def close(self) -> None:
        """Take it down."""
        self._station.close()

    def _take(self, what: StationHappening) -> None:
        if isinstance(what, Heard) and isinstance(what.message, m.BoardState):
            self._taken = what.message


ATTACKS = (
    Attack("a second desk on the broker", "one-desk", second_desk),
    Attack("a desk that slept while another took its place", "awake", slept),
    Attack("a snapshot of the far future", "vouched", poisoned_epoch, quick=True),
)
