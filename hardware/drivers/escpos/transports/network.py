"""TCP port 9100, which every network printer listens on.

``escpos.printer.Network`` opens and closes the connection. Its ``_raw`` (``sendall``) loses count of what left and its
``_read`` waits as long as it writes, so bytes go past them; keep-alive and TCP_NODELAY are ours.
"""

import select
import socket

from hardware.drivers.escpos.options import TcpLink
from hardware.drivers.escpos.python_escpos import opened
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
        self._printer = opened(
            self._name, lambda library: library.Network(link.host, link.port, timeout=CONNECT_S)
        )
        self._socket: socket.socket = self._printer.device
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
        self._printer.close()


def open_link(link: TcpLink, _known_ids: frozenset[tuple[int, int]]) -> NetworkTransport:
    """Connect. Raises DeviceMissing."""
    return NetworkTransport(link)
