"""Every role on every topic, publishing and subscribing, on a broker that is there: what it lets through and what the table grants.

Used by a test beside the broker's own program, and by ``make appliance-check`` on the broker of an installed office.
"""

import threading
from collections.abc import Callable

from contracts.access import Right, rights
from contracts.pairing import DeviceRole
from contracts.permissions import PERMISSIONS
from contracts.topics import DESK, TABLE, Topics
from contracts.vocabulary import DeviceId, SiteId
from hardware.link.filters import matches
from hardware.link.mqtt import MqttLink
from hardware.ports import Arrived, Connected

FACTS = ("ticket-issued", "slip-ended", "day-opened")
BY_DESK, BY_DEVICE, END = b"said by the desk", b"said by a device", b"end"
Wait = Callable[[Callable[[], object]], object]
"""Until something holds; raises when it does not come."""


def every_topic(site: SiteId, me: DeviceId) -> tuple[str, ...]:
    """Each row of the table, filled in with one's own name, another's and the desk's; and what is in no table."""
    root = Topics(site).root
    filled = {
        "device": (me, "other", DESK),
        "kind": (*PERMISSIONS, *FACTS),
        "counter": ("1",),
        "instance": ("some-desk",),
    }
    found: dict[str, None] = {}
    for row in TABLE:
        patterns = [row.pattern]
        for hole, words in filled.items():
            patterns = [p.replace(f"<{hole}>", word) for p in patterns for word in words]
        found |= dict.fromkeys(f"{root}/{each}" for each in patterns)
    strange = (
        "motcua/v1/elsewhere/state/office",
        f"{root}/state",
        "homeassistant/status",
        f"{root}/cmd/{me}",
    )
    return (*found, *strange)


def granted(site: SiteId, me: DeviceId, role: DeviceRole, verb: str) -> set[str]:
    """Of these topics, what the table grants."""
    filters = [right.topic for right in rights(site, me, role) if right.verb == verb]
    return {topic for topic in every_topic(site, me) if any(matches(each, topic) for each in filters)}


class Everything:
    """A link that asks for every topic there is, and keeps what comes."""

    def __init__(self, link: MqttLink) -> None:
        self.link, self.heard = link, set[tuple[str, bytes]]()
        self._up = threading.Event()
        link.start(self._hear, ("#",), None)

    def up(self) -> bool:
        """Whether it is connected."""
        return self._up.is_set()

    def _hear(self, happening: object) -> None:
        if isinstance(happening, Arrived):
            self.heard.add((happening.topic, happening.payload))
        elif isinstance(happening, Connected):
            self._up.set()


def differences(
    site: SiteId, me: DeviceId, role: DeviceRole, links: tuple[MqttLink, MqttLink], wait: Wait
) -> set[Right]:
    """What the broker lets through and the table does not grant, or the other way round; raises what ``wait`` raises.

    ``links``: one through the door of the broker's own machine, which may everything, and one with the credentials of ``me``.
    """
    desk, device = (Everything(link) for link in links)
    try:
        wait(lambda: desk.up() and device.up())
        root, topics = Topics(site).root, every_topic(site, me)
        read = _through(desk, device, f"{root}/reply/{me}", BY_DESK, topics, wait)
        written = _through(device, desk, f"{root}/presence/{me}", BY_DEVICE, topics, wait)
        wrong = {Right("read", topic) for topic in read ^ granted(site, me, role, "read")}
        return wrong | {Right("write", topic) for topic in written ^ granted(site, me, role, "write")}
    finally:
        device.link.close()
        desk.link.close()


def _through(
    said_by: Everything, heard_by: Everything, last: str, words: bytes, topics: tuple[str, ...], wait: Wait
) -> set[str]:
    """What came through of everything that was said; ``last`` is allowed in any case, and one connection keeps the order."""
    for topic in topics:
        wait(lambda topic=topic: said_by.link.publish(topic, words))  # type: ignore[misc] # a loop's variable, bound now
    wait(lambda: said_by.link.publish(last, END))
    wait(lambda: (last, END) in heard_by.heard)
    return {topic for topic, payload in heard_by.heard if payload == words}
