"""Who somebody on the network is, as far as limits count. Pure."""

import ipaddress

NOBODY = "?"
_NETWORK_BITS = 64


def visitor_of(address: str) -> str:
    """An IPv4 address, also one written as IPv6 (RFC 4291, 2.5.5.2), or the /64 of an IPv6 address.

    Whoever has one IPv6 address has a whole /64 of them, and may take another one for every question. ``?`` for what
    is no address, such as a local socket.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])  # without the interface of a link-local one
    except ValueError:
        return NOBODY
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, _NETWORK_BITS), strict=False))
    return str(found)


def is_this_machine(address: str) -> bool:
    """Whether it is the loopback address by which a machine's own programs ask: a proxy, a kiosk's browser."""
    return address in ("::1", "127.0.0.1", "::ffff:127.0.0.1")
