"""Somebody on the office's network knocks at every port of a machine: ``python -m systemd.trial.rogue ADDRESS``.

A plain TCP connection and a UDP datagram for each of the 65,535; what answers is told as JSON. A UDP port that says neither
that it is closed nor anything else, however often it is asked, counts as one that listens.
"""

import contextlib
import json
import select
import socket
import sys
import time
from collections.abc import Iterable

PORTS = range(1, 65536)
AT_ONCE = 400
TRIES, PATIENCE_S = 6, 0.5


def tcp(address: str, ports: Iterable[int] = PORTS) -> list[int]:
    """Ports at which somebody takes a connection."""
    return [port for some in _batches(ports) for port in _connected(address, some)]


def udp(address: str, ports: Iterable[int] = PORTS) -> list[int]:
    """Ports that do not say that nobody is there."""
    left = list(ports)
    for _ in range(TRIES):
        left = [port for some in _batches(left) for port in _silent(address, some)]
    return left


def _batches(ports: Iterable[int]) -> Iterable[list[int]]:
    every = list(ports)
    return (every[at : at + AT_ONCE] for at in range(0, len(every), AT_ONCE))


def _connected(address: str, ports: list[int]) -> list[int]:
    """A lost packet is sent again by the kernel; who has not answered after five seconds does not."""
    waiting, found, end = {}, [], time.monotonic() + 5
    for port in ports:
        one = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        one.setblocking(False)
        one.connect_ex((address, port))
        waiting[one] = port
    while waiting and time.monotonic() < end:
        for one in select.select([], list(waiting), [], 0.2)[1]:
            port = waiting.pop(one)
            if one.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0:
                found.append(port)
            one.close()
    for one in waiting:
        one.close()
    return found


def _silent(address: str, ports: list[int]) -> list[int]:
    """Who did not answer that the port is closed."""
    waiting = {}
    for port in ports:
        one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        one.setblocking(False)
        one.connect((address, port))
        with contextlib.suppress(ConnectionRefusedError):
            one.send(b"\0")
        waiting[one] = port
    closed: set[int] = set()
    end = time.monotonic() + PATIENCE_S
    while len(closed) < len(waiting) and time.monotonic() < end:
        for one in select.select([each for each in waiting if waiting[each] not in closed], [], [], 0.1)[0]:
            try:
                one.recv(1)
            except OSError:
                closed.add(waiting[one])
    for one in waiting:
        one.close()
    return [port for port in ports if port not in closed]


if __name__ == "__main__":
    found = {"tcp": tcp(sys.argv[1]), "udp": udp(sys.argv[1])}
    sys.stdout.write(json.dumps(found))
