"""The service manager's notify socket (sd_notify(3)): ready, watchdog, stopping. Silent when there is none."""

import contextlib
import os
import socket
import time

OFTEN_S = 0.5
"""The shortest watchdog of our units has some seconds; a desk in a rush works a hundred times a second."""


class Notifier:
    """Tells the service manager how this program is. ``alive`` must be called from the loop that does the work."""

    def __init__(self, address: str | None) -> None:
        """``address`` as in ``NOTIFY_SOCKET``; a leading ``@`` is Linux's abstract namespace."""
        self._address = "\0" + address[1:] if address and address.startswith("@") else address
        self._fed_at: float | None = None

    @classmethod
    def from_environment(cls) -> "Notifier":
        """The notifier that the service manager offers, or a silent one."""
        return cls(os.environ.get("NOTIFY_SOCKET"))

    def ready(self, status: str) -> None:
        """The program works (or shows what is wrong)."""
        self._say(f"READY=1\nSTATUS={status}")

    def alive(self) -> None:
        """Feed the watchdog, unless that was done just now."""
        now = time.monotonic()
        if self._fed_at is None or now - self._fed_at >= OFTEN_S:
            self._fed_at = now
            self._say("WATCHDOG=1")

    def stopping(self) -> None:
        """The program ends on purpose."""
        self._say("STOPPING=1")

    def _say(self, text: str) -> None:
        if not self._address:
            return
        # A service manager that does not listen must not stop the office; it restarts us if it cares.
        with (
            contextlib.suppress(OSError),
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sock,
        ):
            sock.setblocking(False)
            with contextlib.suppress(OSError):  # a manager that does not read must not stop the work
                sock.sendto(text.encode(), self._address)
