"""Where this machine is in the office's network."""

import array
import contextlib
import fcntl
import ipaddress
import socket
import struct

PROBE = ("192.0.2.1", 9)
"""An address that nobody has (RFC 5737): a datagram socket connected to it sends nothing and says who we would be."""
_SIOCGIFCONF = 0x8912
"""netdevice(7): the addresses of all interfaces, without the netlink socket that most of our units may not open."""
_ENTRY, _ADDRESS = 40, 20
"""Bytes of a ``struct ifreq`` on 64 bits, and where the IPv4 address stands in it."""
_MOST = 64


def own_address() -> str:
    """The address from which others are reached; empty while there is no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        with contextlib.suppress(OSError):
            probe.connect(PROBE)
            return str(probe.getsockname()[0])
        # An office without a way out has no route to strangers, and a network all the same.
        return next(
            (each for each in _of_interfaces(probe) if not ipaddress.IPv4Address(each).is_loopback), ""
        )


def _of_interfaces(sock: socket.socket) -> list[str]:
    room = array.array("B", bytes(_ENTRY * _MOST))
    try:
        told = fcntl.ioctl(sock, _SIOCGIFCONF, struct.pack("iL", len(room), room.buffer_info()[0]))
    except OSError:
        return []
    used = struct.unpack("iL", told)[0]
    entries = (room[at + _ADDRESS : at + _ADDRESS + 4] for at in range(0, used, _ENTRY))
    return [socket.inet_ntoa(entry.tobytes()) for entry in entries]
