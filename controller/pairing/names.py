"""Under which names and addresses this machine is reached: they stand in the server's certificate."""

import ipaddress
import socket

from cryptography import x509

from hardware.host.own_address import own_address


def own_names() -> tuple[str, ...]:
    """The machine's name, alone and as mDNS has it, and its address in the office's network."""
    host = socket.gethostname().partition(".")[0].lower()
    names = {"localhost", "127.0.0.1", host, f"{host}.local", own_address()}
    return tuple(sorted(name for name in names if name))


def san_of(names: tuple[str, ...]) -> x509.SubjectAlternativeName:
    """Names and addresses as a certificate has them."""
    return x509.SubjectAlternativeName([_general(name) for name in names])


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
