"""How the controller says where it is (mDNS, RFC 6762 and 6763), and what a device makes of what it hears. Pure.

Nothing here is believed: anybody on the network may say anything. Who the office is says the code that a caretaker types
(``pairing``), and afterwards the office's certificate.
"""

import ipaddress
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SERVICE = "_motcua._tcp.local."
VERSION = "1"
WEB_PORT, BROKER_PORT = 8080, 8883
LONGEST_NAME = 60
MOST_FOUND = 4
"""So many controllers are asked and shown; where more call themselves one, a person has to write the address down."""
_HIGHEST_PORT = 65535
_DIGITS_OF_A_PORT = 5


@dataclass(frozen=True)
class Announced:
    """A machine that says it is an office's controller."""

    office: str
    """What it calls the office; "" for nothing that can be shown."""
    host: str
    web_port: int
    """Where pairing is asked."""
    broker_port: int
    """Where paired devices connect."""

    @property
    def label(self) -> str:
        """As people read it: the address is what tells two of one name apart."""
        return f"{self.office} ({self.host})" if self.office else self.host


@dataclass(frozen=True)
class Seen:
    """What a look brought. ``more``: how many others there were for which there is no room."""

    found: tuple[Announced, ...] = ()
    more: int = 0


def said(office: str, broker_port: int) -> dict[str, str]:
    """What the controller adds to its address and the port of its pages: the TXT record."""
    return {"v": VERSION, "name": _shown(office), "mqtt": str(broker_port)}


def heard(
    properties: Mapping[bytes, bytes | None], port: int | None, addresses: Iterable[str]
) -> Announced | None:
    """What a device makes of an announcement; None for one that no controller of ours makes."""
    host = next(filter(_in_the_office, addresses), "")
    broker = _port(properties.get(b"mqtt") or b"")
    if properties.get(b"v") != VERSION.encode() or not host or not broker:
        return None
    if port is None or not 1 <= port <= _HIGHEST_PORT:
        return None
    return Announced(_shown((properties.get(b"name") or b"").decode("utf-8", "replace")), host, port, broker)


def _port(digits: bytes) -> int:
    """0 for what is none."""
    number = int(digits) if len(digits) <= _DIGITS_OF_A_PORT and digits.isdigit() else 0
    return number if number <= _HIGHEST_PORT else 0


def _in_the_office(address: str) -> bool:
    """Whether it is another machine of a private network: nobody is sent out of the house, or to himself."""
    try:
        found = ipaddress.IPv4Address(address)
    except ValueError:
        return False
    away = found.is_loopback or found.is_multicast or found.is_unspecified or found.is_reserved
    return found.is_private and not away


def _shown(name: str) -> str:
    """Without what cannot be seen or turns lines around, and no longer than a screen has room for."""
    seen = "".join(
        letter for letter in name[: 4 * LONGEST_NAME] if letter.isprintable() and letter != "\ufffd"
    )
    return unicodedata.normalize("NFC", " ".join(seen.split()))[:LONGEST_NAME].strip()
