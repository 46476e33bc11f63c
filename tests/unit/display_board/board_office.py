"""A real board program on a real broker, a desk made by hand, and the eyes of a browser."""

import contextlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from contracts import messages as m
from contracts.codec import encode
from contracts.topics import DESK, Topics
from contracts.vocabulary import SiteId
from hardware.host.clock import SystemClock
from hardware.link.mqtt import MqttLink
from hardware.ports import Connected, LinkHappening
from simulation.office.broker import Broker, free_port
from tests.unit.display_board.board_builders import a_call
from tests.waiting import PATIENCE_S, until

TOPICS = Topics(SiteId("demo"))


def now_ms() -> int:
    """The hand-made desk's clock."""
    return SystemClock().utc_ms()


class HandMadeDesk:
    """Pulses every two seconds and at every connection, as the controller does; publishes what it is told."""

    def __init__(self, broker: Broker) -> None:
        self._link = MqttLink(broker.host, broker.port, "demo-desk")
        self._retained: dict[str, m.Message] = {}
        self._hung = threading.Event()
        self._seq = 0
        self.beats: list[float] = []
        """When it pulsed, by the monotonic clock."""
        self._link.start(self._on_link, (), None)
        self._heart = threading.Thread(target=self._beat, daemon=True)
        self._heart.start()

    def show(self, *calls: m.Call) -> None:
        """Publish a board."""
        self._seq += 1
        state = m.BoardState(epoch=1, seq=self._seq, at=now_ms(), calls=calls, waiting={})
        self._retained[TOPICS.state("board")] = state
        self._publish(TOPICS.state("board"), state)

    def call(self, number: str, counter: str) -> m.Call:
        """A call of this moment."""
        return a_call(number, counter).model_copy(update={"at": now_ms()})

    def hang(self) -> None:
        """Connected, but no longer working."""
        self._hung.set()

    def close(self) -> None:
        """Stop."""
        self._hung.set()
        self._heart.join()
        self._link.close()

    def _beat(self) -> None:
        while not self._hung.wait(2):
            self._pulse()

    def _pulse(self) -> None:
        self.beats.append(time.monotonic())
        pulse = m.Presence(device=DESK, program="controller", version="1", online=True, at=now_ms())
        self._publish(TOPICS.presence(DESK), pulse)

    def _publish(self, topic: str, message: m.Message) -> None:
        self._link.publish(topic, encode(message), retain=True)

    def _on_link(self, happening: LinkHappening) -> None:
        if isinstance(happening, Connected):
            self._pulse()
            for topic, message in list(self._retained.items()):
                self._publish(topic, message)


class Watcher:
    """Reads the stream as a browser does, and connects again when it ends."""

    def __init__(self, port: int) -> None:
        self.page: dict[str, Any] = {}
        self._address = f"http://127.0.0.1:{port}/events"
        self._gone = threading.Event()
        self._eyes = threading.Thread(target=self._run, daemon=True)
        self._eyes.start()

    def close(self) -> None:
        """Look away. The program has ended before: nobody writes to us any more."""
        self._gone.set()
        self._eyes.join()

    def number(self) -> str:
        """What the spotlight shows."""
        spotlight = self.page.get("spotlight")
        return str(spotlight["call"]["number"]) if spotlight else ""

    def _run(self) -> None:
        while not self._gone.wait(0.05):
            with (
                contextlib.suppress(httpx.HTTPError),
                httpx.stream("GET", self._address, timeout=10) as answer,
            ):
                for line in answer.iter_lines():
                    if line.startswith("data: {"):
                        self.page = json.loads(line.removeprefix("data: "))


class BoardProgram:
    """``python -m display_board`` as a process."""

    def __init__(self, folder: Path, broker: Broker) -> None:
        self.port = free_port()
        self._settings = folder / "board.toml"
        self._settings.write_text(
            f'site = "demo"\ndevice = "board-1"\n[link]\nport = {broker.port}\n[page]\nport = {self.port}\n',
            "utf-8",
        )
        self.start()

    def start(self) -> None:
        """Start and wait until it answers."""
        command = (sys.executable, "-m", "display_board", "--settings", str(self._settings))
        self._process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        until(self._answers)

    def kill(self) -> None:
        """``kill -9``."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        """SIGTERM; the exit status."""
        self._process.terminate()
        return self._process.wait(PATIENCE_S)

    def _answers(self) -> bool:
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"http://127.0.0.1:{self.port}/healthz").status_code == 200
        return False


@contextlib.contextmanager
def running(folder: Path, broker: Broker) -> Iterator[tuple[BoardProgram, HandMadeDesk, Watcher]]:
    """A board, its desk and a watcher for as long as the block runs."""
    board = BoardProgram(folder, broker)
    desk = HandMadeDesk(broker)
    watcher = Watcher(board.port)
    try:
        yield board, desk, watcher
    finally:
        desk.close()
        board.kill()
        watcher.close()
