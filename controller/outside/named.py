"""Who outside is named in the settings, and what the service manager is to let through. Pure."""

import ipaddress
import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from controller.settings import OfficeSettings

MOST = 64
"""Addresses of one host that are kept."""
WORDS = {"localhost": ("127.0.0.0/8", "::1/128")}


def hosts_of(settings: OfficeSettings) -> tuple[str, ...]:
    """The machines that the controller is to speak with by itself: mail, alerts, the province, the main dossier system."""
    rest = settings.dossier.rest
    addresses = (settings.alerts.webhook, settings.province.url, rest.base_url if rest else "")
    named = (
        settings.mail.host,
        *(urlsplit(address).hostname or "" for address in addresses),
    )
    return tuple(dict.fromkeys(host for host in named if host))


def seen(
    hosts: Iterable[str], now: Mapping[str, Iterable[str]], before: Mapping[str, Iterable[str]]
) -> dict[str, tuple[str, ...]]:
    """Where each of the hosts was found, the newest first: large mail servers give another of their addresses each time."""
    return {host: tuple(dict.fromkeys((*now.get(host, ()), *before.get(host, ()))))[:MOST] for host in hosts}


def beyond(addresses: Iterable[str], let_through: Iterable[str]) -> tuple[str, ...]:
    """Those of some addresses that the unit does not let through anyway, sorted.

    ``let_through``: networks and addresses.
    """
    networks = [ipaddress.ip_network(word) for word in let_through]
    wanted = {address for address in map(ipaddress.ip_address, addresses) if not address.is_loopback}
    return tuple(
        str(address)
        for address in sorted(wanted, key=lambda each: (each.version, int(each)))
        if not any(address in network for network in networks)
    )


def let_through_by(unit: str) -> tuple[str, ...]:
    """What a unit's own file lets through, as networks: ``localhost`` is a word of files only, and of no command."""
    lines = re.findall(r"^IPAddressAllow=(.*)$", unit, re.MULTILINE)
    return tuple(found for line in lines for word in line.split() for found in WORDS.get(word, (word,)))


def told(words: Iterable[str], *, anew: bool) -> tuple[str, ...]:
    """What the service manager is told. ``anew``: what is named no more is let through no more.

    Not while a name cannot be found: that must neither close what was open nor keep the others out.
    """
    return (*(("IPAddressAllow=",) if anew else ()), f"IPAddressAllow={' '.join(words)}")
