"""What a paired device may say and hear on the broker: derived from the one table of topics. Pure.

A device speaks only on its own topics, asks only what its role may ask (``permissions``), and hears only what its
role needs. The desk is on the broker's own machine and is not in here.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from contracts.pairing import DeviceRole
from contracts.permissions import FOR_BOARDS, PERMISSIONS, Role
from contracts.topics import DESK, TABLE, TopicRow, Topics
from contracts.vocabulary import DeviceId, SiteId

_ASKS = {DeviceRole.KIOSK: Role.KIOSK, DeviceRole.PRINTER: Role.PRINTER, DeviceRole.PANEL: Role.BOX}
_ALL = frozenset(DeviceRole)
_SHOWS = frozenset({DeviceRole.KIOSK, DeviceRole.PRINTER})
_HEARS: dict[str, tuple[tuple[str, frozenset[DeviceRole]], ...]] = {
    "reply/<device>": (("reply/<device>", _ALL),),
    # Every device is a witness of the numbers.
    "event/<kind>": (
        ("event/ticket-issued", _ALL),
        ("event/slip-ended", frozenset({DeviceRole.KIOSK})),
    ),
    "state/office": (("state/office", frozenset({DeviceRole.KIOSK, DeviceRole.BOARD})),),
    "state/queue": (("state/queue", frozenset({DeviceRole.KIOSK, DeviceRole.BOARD})),),
    "state/board": (("state/board", frozenset({DeviceRole.BOARD})),),
    "state/counter/<counter>": (("state/counter/+", frozenset({DeviceRole.BOARD, DeviceRole.PANEL})),),
    "print/<device>": (("print/<device>", frozenset({DeviceRole.PRINTER})),),
    "sheet/<device>": (("sheet/<device>", frozenset({DeviceRole.PRINTER})),),
    "watch/<device>": (("watch/<device>", _SHOWS),),
    "care/<device>": (("care/<device>", _ALL),),
    "presence/<device>": (
        (f"presence/{DESK}", _ALL),
        ("presence/<device>", _ALL),
        ("presence/+", frozenset({DeviceRole.KIOSK})),
    ),
    "desk/<instance>": (("desk/+", _ALL),),
    "name/<device>": (("name/<device>", _ALL),),
}
"""Row of the table -> what of it is heard, and by whom. What only the desk hears is not in here."""


class Right(NamedTuple):
    """One line of a broker's access list."""

    verb: str
    """``read`` or ``write``."""
    topic: str


def rights(site: SiteId, device: DeviceId, role: DeviceRole) -> tuple[Right, ...]:
    """Everything that a device may do; what is not here it may not."""
    root = Topics(site).root
    said = (Right("write", topic) for row in TABLE for topic in _said(row, role))
    heard = (
        Right("read", topic) for row in TABLE for topic, roles in _HEARS.get(row.pattern, ()) if role in roles
    )
    return tuple(
        Right(verb, f"{root}/{topic.replace('<device>', device)}") for verb, topic in (*said, *heard)
    )


def _said(row: TopicRow, role: DeviceRole) -> Iterator[str]:
    if not row.direction.startswith("device -> ") or (row.message == "ScreenPicture" and role not in _SHOWS):
        return
    if row.message != "Command":
        yield row.pattern
        return
    asks = {kind for kind, allowed in PERMISSIONS.items() if _ASKS.get(role) in allowed}
    for kind in sorted(asks | (FOR_BOARDS if role is DeviceRole.BOARD else set())):
        yield row.pattern.replace("<kind>", kind)


def access_list(site: SiteId, devices: Iterable[tuple[DeviceId, DeviceRole]]) -> str:
    """Mosquitto's ``acl_file``: whoever is not named may nothing."""
    lines = ["# Written by the controller from its table of topics; changes are written over."]
    for device, role in sorted(devices):
        lines += [
            "",
            f"user {device}",
            *(f"topic {right.verb} {right.topic}" for right in rights(site, device, role)),
        ]
    return "\n".join((*lines, ""))
