"""The socket of the panels: one client at a time, whole requests, and dark when it is gone or silent."""

import contextlib
import logging
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from hardware.led.frame_wire import HEAD, LONGEST_ANSWER, OK, Shown, WrongRequestError, body_length, shown_of

log = logging.getLogger(__name__)

LOOK_S = 0.5
"""So often it is asked whether to stop."""
SILENT_S = 30.0
"""A client repeats its frame every ten seconds; what an absent one showed is not kept."""


class Screen(Protocol):
    """What frames are shown on."""

    def show(self, shown: Shown) -> None:
        """Show a frame. Raises WrongRequestError."""

    def dark(self) -> None:
        """Nothing is lit."""


def listen(path: Path) -> socket.socket:
    """The socket, which its owner and its group may use."""
    path.unlink(missing_ok=True)
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(path))
    path.chmod(0o660)
    server.listen(1)
    return server


def serve(
    server: socket.socket, screen: Screen, stop: Callable[[], bool], silent_s: float = SILENT_S
) -> None:
    """Serve one client after the other until ``stop()``, which is asked twice a second at least."""
    server.settimeout(LOOK_S)
    while not stop():
        try:
            client, _ = server.accept()
        except TimeoutError:
            continue
        with client:
            client.settimeout(LOOK_S)
            with contextlib.suppress(OSError):
                _serve_one(_Client(client, stop, round(silent_s / LOOK_S)), screen)
        screen.dark()


class _Client:
    """One client, and the patience with it."""

    def __init__(self, wire: socket.socket, stop: Callable[[], bool], most_looks: int) -> None:
        self.wire, self._stop, self._most_looks = wire, stop, most_looks

    def exactly(self, count: int) -> bytes:
        """So many bytes; none when the client ended or is silent, and when all ends."""
        came, looks = b"", 0
        while len(came) < count:
            try:
                more = self.wire.recv(count - len(came))
            except TimeoutError:
                looks += 1
                if self._stop() or looks >= self._most_looks:
                    return b""
                continue
            if not more:
                return b""
            came, looks = came + more, 0
        return came


def _serve_one(client: _Client, screen: Screen) -> None:
    while head := client.exactly(HEAD.size):
        try:
            body = client.exactly(body_length(head))
            if not body:
                return
            screen.show(shown_of(head, body))
        except WrongRequestError as error:
            log.warning("%s", error)
            client.wire.sendall(f"error: {error}".encode()[: LONGEST_ANSWER - 1] + b"\n")
            return
        client.wire.sendall(OK)
