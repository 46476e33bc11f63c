"""Where real programs plug in: a TCP port as network printers have it (9100), and a serial line."""

import contextlib
import os
import select
import socket
import struct
import termios
import tty
from typing import Protocol

from hardware.sim.escpos.machine import Machine

LOOPBACK = "127.0.0.1"
CHUNK = 4096
_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER 0: closing sends a reset, as when the power goes."""


class Plug(Protocol):
    """One way into a printer. ``turn`` is called again and again by whoever runs the machine."""

    def turn(self, machine: Machine, now: float, wait_s: float) -> None:
        """Carry bytes both ways; wait no longer than ``wait_s`` for some."""

    def cut(self) -> None:
        """Lose the host, as when somebody pulls the cable."""

    def close(self) -> None:
        """Release everything."""


class TcpPlug:
    """A network printer: one host at a time, the next one waits; a printer without power refuses."""

    def __init__(self, port: int = 0) -> None:
        """``port`` 0 takes a free one. Raises OSError when it is taken."""
        self._listener: socket.socket | None = None
        self._host: socket.socket | None = None
        self._waiting = b""
        self.plugged = True
        self.port = port
        self._listen()

    def turn(self, machine: Machine, now: float, wait_s: float) -> None:
        """See Plug. Bytes that do not fit stay in the kernel: the host's writes block, as on a network."""
        if not machine.ready(now) or not self.plugged:
            self._gone()
            select.select([], [], [], wait_s)
            return
        self._listen()
        self._carry(machine, now)
        ends = [end for end in (self._host or self._listener,) if end is not None and not self._waiting]
        ready, _, _ = select.select(ends, [], [], wait_s)
        if ready and self._host is None and self._listener:
            self._host = self._listener.accept()[0]
        elif ready and self._host:
            self._read(self._host)

    def cut(self) -> None:
        """See Plug; the port stays open for the next host."""
        host, self._host, self._waiting = self._host, None, b""
        if host:
            with contextlib.suppress(OSError):
                host.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            host.close()

    def close(self) -> None:
        """See Plug."""
        self._gone()

    def _listen(self) -> None:
        if self._listener is None:
            self._listener = socket.create_server((LOOPBACK, self.port), backlog=1)
            self.port = self._listener.getsockname()[1]

    def _gone(self) -> None:
        self.cut()
        if self._listener:
            self._listener.close()
            self._listener = None

    def _read(self, host: socket.socket) -> None:
        try:
            self._waiting = host.recv(CHUNK)
        except OSError:
            self._waiting = b""
        if not self._waiting:
            self.cut()

    def _carry(self, machine: Machine, now: float) -> None:
        host, waiting = self._host, self._waiting
        taken = machine.receive(waiting, now)
        if self._host is not host:  # cut at one of these bytes: the others never arrive
            return
        self._waiting = waiting[taken:]
        answers = machine.answers()
        if host and answers:
            try:
                host.sendall(answers)
            except OSError:
                self.cut()


class SerialPlug:
    """A printer on a serial line with RTS/CTS: bytes that do not fit wait. Without power they are lost unseen."""

    def __init__(self, baud: int = 0) -> None:
        """``path`` is the device that a host opens. ``baud``: the only speed at which it understands anybody; 0: any."""
        self._master, self._slave = os.openpty()
        tty.setraw(self._master)
        tty.setraw(self._slave)
        self.path = os.ttyname(self._slave)
        self.plugged = True
        self._speed = getattr(termios, f"B{baud}") if baud else None
        self._waiting, self._lost = b"", False

    def turn(self, machine: Machine, now: float, wait_s: float) -> None:
        """See Plug."""
        there = machine.ready(now) and self.plugged
        if there and self._waiting:
            waiting, self._waiting = self._waiting, b""
            taken = machine.receive(waiting, now)
            self._waiting = b"" if self._lost else waiting[taken:]
            self._lost = False
        answers = machine.answers()
        if there and answers:
            os.write(self._master, answers)
        ends = [] if there and self._waiting else [self._master]
        ready, _, _ = select.select(ends, [], [], wait_s)
        if ready:
            read = os.read(self._master, CHUNK)
            self._waiting = read if there and self._understands() else b""

    def _understands(self) -> bool:
        """Bits of another speed are noise: here nothing is heard."""
        return self._speed is None or termios.tcgetattr(self._slave)[5] == self._speed

    def cut(self) -> None:
        """See Plug: what was under way is lost, and nobody is told."""
        self._waiting, self._lost = b"", True

    def close(self) -> None:
        """See Plug."""
        os.close(self._master)
        os.close(self._slave)
