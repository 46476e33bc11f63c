"""Keeps the programs of the demo running, as systemd does on a Pi, and ends them all."""

import asyncio
import contextlib
import logging
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from simulation.office import lifecycle
from simulation.office.child import kill_group, start_child
from simulation.office.lifecycle import Life
from simulation.office.waiting import until

log = logging.getLogger(__name__)

TICK_S = 0.05
PATIENCE_S = 5.0
"""Between SIGTERM and SIGKILL."""


@dataclass(frozen=True)
class Program:
    """One program: what the page calls it, and its command line."""

    name: str
    command: tuple[str, ...]
    notifies: bool = True


class _Watched:
    """A program, its life and its process."""

    def __init__(self, program: Program, folder: Path) -> None:
        self.program = program
        self.life = Life(notifies=program.notifies)
        self.process: subprocess.Popen[bytes] | None = None
        self.log = folder / f"{program.name}.log"
        self.address = folder / f"{program.name}.notify"
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self.address.unlink(missing_ok=True)
        self.notify.bind(str(self.address))

    def read_notifications(self) -> list[str]:
        texts = []
        with contextlib.suppress(BlockingIOError):
            while True:
                texts.append(self.notify.recv(4096).decode("utf-8", "replace"))
        return texts

    def forget(self) -> None:
        self.notify.close()
        self.address.unlink(missing_ok=True)


class Supervisor:
    """Starts in the given order, restarts what dies, stops in reverse order.

    Lives in one event loop, in the main thread.
    """

    def __init__(
        self, programs: tuple[Program, ...], folder: Path, on_change: Callable[[str, Life], None]
    ) -> None:
        """``folder`` gets the logs and notify sockets; ``on_change`` hears every change of a life."""
        folder.mkdir(parents=True, exist_ok=True)
        self._watched = {program.name: _Watched(program, folder) for program in programs}
        self._on_change = on_change
        self._task: asyncio.Task[None] | None = None

    def lives(self) -> dict[str, Life]:
        """Every program as it is now."""
        return {name: watched.life for name, watched in self._watched.items()}

    def pids(self) -> dict[str, int]:
        """The processes that run now."""
        return {
            name: w.process.pid for name, w in self._watched.items() if w.process and w.process.poll() is None
        }

    def run(self) -> None:
        """Want every program, and begin to watch."""
        for name in self._watched:
            self.begin(name)
        self._task = asyncio.get_running_loop().create_task(self._watch(), name="supervisor")

    def begin(self, name: str) -> None:
        """Want a program, also after its settings were wrong."""
        watched = self._watched[name]
        phase = watched.life.phase if watched.life.running else "stopped"
        self._set(watched, replace(watched.life, wanted=True, phase=phase))

    def stop(self, name: str) -> None:
        """Want it no more: SIGTERM, SIGKILL after a while. Returns at once."""
        watched = self._watched[name]
        self._set(watched, replace(watched.life, wanted=False, since=time.monotonic()))
        if watched.process and watched.process.poll() is None:
            watched.process.send_signal(signal.SIGTERM)
        else:
            self._set(watched, replace(watched.life, phase="stopped", why=""))

    def kill(self, name: str) -> None:
        """``kill -9``; it comes back when it is wanted."""
        if process := self._watched[name].process:
            kill_group(process)

    async def ready(self, timeout_s: float) -> tuple[str, ...]:
        """Wait until every wanted program is ready; returns the names of those that are not in time."""
        await until(lambda: not self._late(), timeout_s)
        return self._late()

    async def close(self) -> None:
        """Stop everything in reverse order, and leave no process."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        for watched in reversed(self._watched.values()):
            self.stop(watched.program.name)
            await self._wait_gone(watched)
            watched.forget()

    def _late(self) -> tuple[str, ...]:
        return tuple(n for n, w in self._watched.items() if w.life.wanted and w.life.phase != "ready")

    async def _wait_gone(self, watched: _Watched) -> None:
        process = watched.process
        if process and not await until(lambda: process.poll() is not None, PATIENCE_S, every_s=0.01):
            log.warning("%s does not stop: killed", watched.program.name)
            kill_group(process)
            process.wait()
        self._look(watched, time.monotonic())

    async def _watch(self) -> None:
        while True:
            now = time.monotonic()
            for watched in self._watched.values():
                self._look(watched, now)
                self._act(watched, now)
            await asyncio.sleep(TICK_S)

    def _look(self, watched: _Watched, now: float) -> None:
        life = watched.life
        for text in watched.read_notifications():
            life = lifecycle.notified(life, text, now)
        if watched.process and (status := watched.process.poll()) is not None:
            watched.process = None
            life = lifecycle.ended(life, status, now)
        self._set(watched, life)

    def _act(self, watched: _Watched, now: float) -> None:
        match lifecycle.due(watched.life, now):
            case "start":
                environment = {"NOTIFY_SOCKET": str(watched.address)} if watched.program.notifies else {}
                watched.process = start_child(watched.program.command, watched.log, environment)
                self._set(watched, lifecycle.started(watched.life, now))
            case "kill":
                log.warning("%s gave no sign of life: killed", watched.program.name)
                self.kill(watched.program.name)
            case "nothing":
                self._enforce_stop(watched, now)

    def _enforce_stop(self, watched: _Watched, now: float) -> None:
        life = watched.life
        if watched.process and not life.wanted and now - life.since > PATIENCE_S:
            kill_group(watched.process)

    def _set(self, watched: _Watched, life: Life) -> None:
        before, watched.life = watched.life, life
        if replace(before, fed=0.0) != replace(life, fed=0.0):
            self._on_change(watched.program.name, life)
