"""Who outside is named in the settings, and what the service manager is to let through. Pure."""

import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from controller.settings import OfficeSettings


def hosts_of(settings: OfficeSettings) -> tuple[str, ...]:
    """The machines that the controller is to speak with by itself: mail, alerts, the province, the main dossier system."""
    rest = settings.dossier.rest
    addresses = (settings.alerts.webhook, settings.province.url, rest.base_url if rest else "")
    named = (
        settings.mail.host,
        *(urlsplit(address).hostname or "" for address in addresses),
    )
    return tuple(dict.fromkeys(host for host in named if host))


def beyond(addresses: Iterable[str], let_through: Iterable[str]) -> tuple[str, ...]:
    """Those of some addresses that the unit does not let through anyway, sorted.

    ``let_through``: networks and addresses; the words that systemd has for some are passed over.
    """
    networks = [found for word in let_through if (found := _network(word))]
    wanted = {address for address in map(ipaddress.ip_address, addresses) if not address.is_loopback}
    return tuple(
        str(address)
        for address in sorted(wanted, key=lambda each: (each.version, int(each)))
        if not any(address in network for network in networks)
    )


def let_through_by(unit: str) -> tuple[str, ...]:
    """What a unit's own file lets through: the words of its ``IPAddressAllow``."""
    lines = re.findall(r"^IPAddressAllow=(.*)$", unit, re.MULTILINE)
    return tuple(word for line in lines for word in line.split())


def _network(word: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(word)
    except ValueError:
        return None
