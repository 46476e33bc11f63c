"""A device looks for controllers: one question to everybody in the network, and a moment for the answers."""

import threading

from zeroconf import Error, ServiceBrowser, ServiceInfo, ServiceListener, Zeroconf

from contracts.finding import MOST_FOUND, SERVICE, Announced, Seen, heard
from hardware.host.own_address import own_address

LISTEN_S = 3.0
"""Answers come within half a second; a busy Pi, or a cable that was just put in, takes longer."""
ASK_MS = 500
MOST_NAMES = 16
"""So many are looked at; of the rest only that there are more is told."""


class _Ear(ServiceListener):
    """Names as they come, and no more of them than anybody needs. Called in the library's thread."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.more = 0
        self._lock = threading.Lock()

    def add_service(self, _zc: Zeroconf, _type: str, name: str) -> None:
        with self._lock:
            if len(self.names) < MOST_NAMES:
                self.names.append(name)
            else:
                self.more += 1

    def remove_service(self, _zc: Zeroconf, _type: str, name: str) -> None:
        """What said goodbye may still be there: who asks finds out."""

    def update_service(self, _zc: Zeroconf, _type: str, name: str) -> None:
        """It is looked at in the end."""


def look(seconds: float = LISTEN_S) -> Seen:
    """Who says to be a controller, in the network of this machine; nobody while there is none. Takes ``seconds`` and a little.

    Raises OSError where this machine lets nobody listen to everybody.
    """
    own = own_address()
    try:
        return _looked(own, seconds) if own else Seen()
    except (Error, RuntimeError) as error:  # the library's own, which nobody else knows
        raise OSError(f"the network cannot be listened to: {error!r}") from None


def _looked(own: str, seconds: float) -> Seen:
    ear, silence = _Ear(), threading.Event()
    listening = Zeroconf(interfaces=[own])
    try:
        browser = ServiceBrowser(listening, SERVICE, ear)
        silence.wait(seconds)
        browser.cancel()
        return _sorted_out(listening, ear)
    finally:
        listening.close()


def _asked(listening: Zeroconf, name: str) -> Announced | None:
    """What stands behind a name; None for what is no controller, whatever it is instead."""
    try:
        info = ServiceInfo(SERVICE, name)
        if info.load_from_cache(listening) or info.request(listening, ASK_MS):
            return heard(info.properties, info.port, info.parsed_addresses())
    except (Error, ValueError, RuntimeError):  # a name that cannot be one
        return None
    return None


def _sorted_out(listening: Zeroconf, ear: _Ear) -> Seen:
    """Each address once, in the order in which they were heard."""
    found: dict[tuple[str, int], Announced] = {}
    for name in ear.names:
        one = _asked(listening, name)
        if one:
            found.setdefault((one.host, one.web_port), one)
    some = tuple(found.values())
    return Seen(some[:MOST_FOUND], len(some[MOST_FOUND:]) + ear.more)
