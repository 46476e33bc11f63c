"""TCP port 9100, which every network printer listens on.

Not ``escpos.printer.Network``: its ``sendall`` loses count of what left, it reads with the same 60 s as it
writes, and it sets neither keep-alive nor TCP_NODELAY.
"""

import contextlib
import select
import socket

from hardware.drivers.escpos.options import TcpLink
from hardware.errors import DeviceMissing

CONNECT_S = 1.0
GONE_MS = 10_000
"""Data that the printer's side has not acknowledged for so long: nobody is there any more."""
KEEP_ALIVE = ((socket.TCP_KEEPIDLE, 5), (socket.TCP_KEEPINTVL, 3), (socket.TCP_KEEPCNT, 3))


class NetworkTransport:
    """One TCP connection. A printer serves one at a time, so it is kept."""

    answers = True
    bytes_per_s = 1_000_000.0

    def __init__(self, link: TcpLink) -> None:
        """Connect within a second. Raises DeviceMissing."""
        self._name = f"{link.host}:{link.port}"
        try:
            self._socket = socket.create_connection((link.host, link.port), CONNECT_S)
        except OSError as error:
            raise DeviceMissing(self._name, f"no printer answers at this address ({error})") from error
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, GONE_MS)
        for option, value in KEEP_ALIVE:
            self._socket.setsockopt(socket.IPPROTO_TCP, option, value)

    def write(self, data: bytes, timeout_s: float) -> int:
        """As in Transport."""
        try:
            _, ready, _ = select.select((), (self._socket,), (), timeout_s)
            return self._socket.send(data) if ready else 0
        except BlockingIOError:
            return 0
        except (OSError, ValueError) as error:  # ValueError: closed by us
            raise DeviceMissing(self._name, str(error)) from error

    def read(self, timeout_s: float) -> bytes:
        """As in Transport. Raises DeviceMissing when the printer hung up."""
        try:
            ready, _, _ = select.select((self._socket,), (), (), timeout_s)
            if not ready:
                return b""
            data = self._socket.recv(256)
        except BlockingIOError:
            return b""
        except (OSError, ValueError) as error:
            raise DeviceMissing(self._name, str(error)) from error
        if not data:
            raise DeviceMissing(self._name, "the printer hung up")
        return data

    def port_status(self) -> int | None:
        """There is no such thing here."""
        return None

    def close(self) -> None:
        """Hang up."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


def open_link(link: TcpLink, _known_ids: frozenset[tuple[int, int]]) -> NetworkTransport:
    """Connect. Raises DeviceMissing."""
    return NetworkTransport(link)
