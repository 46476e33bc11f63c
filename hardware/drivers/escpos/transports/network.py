"""TCP port 9100, which every network printer listens on.

``escpos.printer.Network`` opens and closes the connection. Its ``_raw`` (``sendall``) loses count of what left and its
``_read`` waits as long as it writes, so bytes go past them; keep-alive and TCP_NODELAY are ours.
"""

import select
import socket
import time
from typing import Any

from hardware.drivers.escpos.options import TcpLink
from hardware.drivers.escpos.python_escpos import opened
from hardware.errors import DeviceHeld, DeviceMissing, DeviceUnreachable

CONNECT_S = 1.0
AT_ONCE_S = 2.0
GONE_MS = 10_000
"""Data that the printer's side has not acknowledged for so long: nobody is there any more."""
KEEP_ALIVE = ((socket.TCP_KEEPIDLE, 5), (socket.TCP_KEEPINTVL, 3), (socket.TCP_KEEPCNT, 3))


class NetworkTransport:
    """One TCP connection. A printer serves one at a time, so it is kept."""

    answers = True
    shared = True
    bytes_per_s = 1_000_000.0

    def __init__(self, link: TcpLink) -> None:
        """Connect within a second. Raises DeviceUnreachable, or DeviceHeld when it is there and takes no connection."""
        self._name = f"{link.host}:{link.port}"
        try:
            self._printer = opened(
                self._name, lambda library: _tidy(library)(link.host, link.port, timeout=CONNECT_S)
            )
        except DeviceMissing as error:
            if isinstance(error.__cause__ and error.__cause__.__context__, ConnectionRefusedError):
                raise DeviceHeld(self._name, f"it is on and takes no connection ({error.what})") from error
            raise DeviceUnreachable(self._name, error.what) from error
        self._heard, self._opened_at = False, time.monotonic()
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
            raise self._lost(str(error)) from error

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
            raise self._lost(str(error)) from error
        if not data:
            raise self._lost("the printer hung up")
        self._heard = True
        return data

    def _lost(self, why: str) -> DeviceMissing | DeviceHeld:
        """Who hangs up before the first word serves somebody else."""
        at_once = not self._heard and time.monotonic() - self._opened_at < AT_ONCE_S
        return DeviceHeld(self._name, f"{why}, at once") if at_once else DeviceMissing(self._name, why)

    def port_status(self) -> int | None:
        """There is no such thing here."""
        return None

    def close(self) -> None:
        """Hang up."""
        self._printer.close()


def _tidy(library: Any) -> Any:
    class TidyNetwork(library.Network):  # type: ignore[misc] # python-escpos is untyped
        """Their class, which forgets a socket that did not connect without closing it."""

        @property
        def device(self) -> Any:
            return library.Network.device.fget(self)

        @device.setter
        def device(self, device: Any) -> None:
            if device is None and self._device:
                self._device.close()
            library.Network.device.fset(self, device)

    return TidyNetwork


def open_link(link: TcpLink, _known_ids: frozenset[tuple[int, int]]) -> NetworkTransport:
    """Connect. Raises DeviceUnreachable or DeviceHeld."""
    return NetworkTransport(link)
