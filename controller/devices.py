"""The devices of an office, and how long their commands are worth something."""

from dataclasses import dataclass
from typing import ClassVar

from contracts.vocabulary import CounterId, DeviceId

CLERK_EXPIRES_MS = 5_000
"""A call that comes later is worse than none: the clerk has moved on."""
KIOSK_EXPIRES_MS = 15_000
"""As long as a kiosk asks again for the same number."""
SKEW_MS = 2_000
"""A station's estimate of the desk's clock may be this far ahead."""


@dataclass(frozen=True)
class Devices:
    """What the settings say each device is."""

    kiosks: frozenset[DeviceId]
    printers: frozenset[DeviceId]
    panels: dict[DeviceId, CounterId]

    WEB: ClassVar[DeviceId] = DeviceId("@web")
    """Commands of the clerks' pages and the API; their own sign-in decided already. No id of the wire looks so."""
