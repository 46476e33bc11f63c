"""From a kiosk to the printer beside it, past the broker: slips one way, how they ended the other.

A UNIX socket of the machine, so it works while the network, the broker and the desk are away. Lines of JSON in the
language of the wire: ``PrintJob`` to the printer, ``ReportSlip`` back. The same job may be said again at any time.
"""

import contextlib
import logging
import queue
import selectors
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from contracts import messages as m
from contracts.codec import MAX_BYTES, encode
from contracts.vocabulary import JobId, SlipState

log = logging.getLogger(__name__)

M = TypeVar("M", bound=m.Message)
LOOK_S = 0.1
MOST_CLIENTS = 4
AGAIN_S = 1.0
"""Between two attempts to reach the printer program."""
SEND_S = 0.5
PATIENCE_S = 30.0
"""So long a slip may take from the glass to its end."""


class DoorServer:
    """The printer's side: takes jobs in a thread of its own."""

    def __init__(self, path: Path, take: Callable[[m.PrintJob], None]) -> None:
        """``take`` is called in the door's thread and may only enqueue. Raises OSError where no socket can be."""
        self._path, self._take = path, take
        path.unlink(missing_ok=True)
        self._server = socket.socket(socket.AF_UNIX)
        try:
            self._server.bind(str(path))
            path.chmod(0o660)
            self._server.listen(MOST_CLIENTS)
            self._server.setblocking(False)
        except OSError:
            self._server.close()
            raise
        self._clients: dict[socket.socket, bytes] = {}
        self._lock, self._ends = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="door", daemon=True)
        self._thread.start()

    def tell(self, report: m.ReportSlip) -> None:
        """Tell whoever is there how a slip is. May be called in any thread."""
        with self._lock:
            clients = list(self._clients)
        for client in clients:
            try:
                client.sendall(encode(report) + b"\n")
            except OSError:
                with contextlib.suppress(OSError):  # the door's thread may be waiting for it, and closes it
                    client.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let nobody in any more. May be called twice."""
        self._ends.set()
        self._thread.join(2)
        for client in list(self._clients):
            self._drop(client)
        self._server.close()
        with contextlib.suppress(OSError):
            self._path.unlink()

    def _run(self) -> None:
        while not self._ends.is_set():
            with selectors.DefaultSelector() as ready:
                ready.register(self._server, selectors.EVENT_READ)
                with self._lock:
                    clients = list(self._clients)
                for client in clients:
                    ready.register(client, selectors.EVENT_READ)
                for key, _events in ready.select(LOOK_S):
                    self._serve(key.fileobj)

    def _serve(self, who: object) -> None:
        if who is self._server:
            with contextlib.suppress(OSError):
                client, _ = self._server.accept()
                client.settimeout(SEND_S)
                with self._lock:
                    full = len(self._clients) >= MOST_CLIENTS
                    if not full:
                        self._clients[client] = b""
                if full:
                    client.close()
        elif isinstance(who, socket.socket):
            self._hear(who)

    def _hear(self, client: socket.socket) -> None:
        try:
            came = client.recv(MAX_BYTES)
        except OSError:
            came = b""
        rest = self._clients.get(client, b"") + came
        *lines, rest = rest.split(b"\n")
        for line in lines:
            job = _read(m.PrintJob, line)
            if job:
                self._take(job)
        if not came or len(rest) > MAX_BYTES:
            self._drop(client)
        else:
            self._clients[client] = rest

    def _drop(self, client: socket.socket) -> None:
        with self._lock:
            self._clients.pop(client, None)
        client.close()


@dataclass
class _Open:
    """A job whose end nobody told yet."""

    job: m.PrintJob
    since: float
    handed: bool = False
    """Whether the printer program may have it."""


class DoorClient:
    """The kiosk's side: knocks until it is heard, and says again what has no end yet."""

    def __init__(
        self, path: Path, told: Callable[[JobId, SlipState], None], monotonic: Callable[[], float]
    ) -> None:
        """``told`` is called in the client's thread."""
        self._path, self._told, self._monotonic = path, told, monotonic
        self._orders: queue.SimpleQueue[m.PrintJob] = queue.SimpleQueue()
        self._open: dict[JobId, _Open] = {}
        self._wire: socket.socket | None = None
        self._rest = b""
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run, name="door", daemon=True)
        self._thread.start()

    def print(self, job: m.PrintJob) -> None:
        """Have a slip printed; ends in one word of how that ended."""
        self._orders.put(job)

    def close(self) -> None:
        """Stop. May be called twice."""
        self._ends.set()
        self._thread.join(2)

    def _run(self) -> None:
        while not self._ends.is_set():
            try:
                self._turn()
            except OSError:
                self._leave()
                self._ends.wait(AGAIN_S)
        self._leave()

    def _turn(self) -> None:
        with contextlib.suppress(queue.Empty):
            job = self._orders.get(timeout=LOOK_S)
            self._open[job.job] = _Open(job, self._monotonic())
            if self._wire:
                self._hand(self._wire, self._open[job.job])
        self._give_up()
        if self._wire is None and self._open:
            self._knock()
        if self._wire:
            self._hear(self._wire)

    def _give_up(self) -> None:
        """Its owner has gone: a slip that comes now would be somebody else's litter."""
        for job, each in list(self._open.items()):
            if self._monotonic() - each.since >= PATIENCE_S:
                self._end(job, SlipState.UNKNOWN if each.handed else SlipState.NOT_PRINTED)

    def _end(self, job: JobId, state: SlipState) -> None:
        if self._open.pop(job, None):
            self._told(job, state)

    def _knock(self) -> None:
        wire = socket.socket(socket.AF_UNIX)
        try:
            wire.settimeout(SEND_S)
            wire.connect(str(self._path))
            for each in self._open.values():
                self._hand(wire, each)
        except OSError:
            wire.close()
            raise
        self._wire, self._rest = wire, b""

    def _hand(self, wire: socket.socket, each: _Open) -> None:
        each.handed = True
        wire.sendall(encode(each.job) + b"\n")

    def _hear(self, wire: socket.socket) -> None:
        wire.settimeout(LOOK_S if self._open else 0.01)
        try:
            came = wire.recv(MAX_BYTES)
        except TimeoutError:
            return
        if not came:
            raise ConnectionError(self._path)
        *lines, self._rest = (self._rest + came).split(b"\n")
        for line in lines:
            report = _read(m.ReportSlip, line)
            if report and report.state is not SlipState.SENDING:
                self._end(report.job, SlipState(report.state))

    def _leave(self) -> None:
        if self._wire:
            self._wire.close()
            self._wire = None


def _read(kind: type[M], line: bytes) -> M | None:
    """One line; None, and a word in the log, for what is none of ours."""
    try:
        return kind.model_validate_json(line, extra="ignore")
    except ValidationError:
        log.warning("a line of %d bytes at the door is no %s", len(line), kind.__name__)
        return None
