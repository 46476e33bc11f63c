"""The devices of an office, and how long their commands are worth something."""

from dataclasses import dataclass

from contracts.permissions import Role
from contracts.vocabulary import CounterId, DeviceId
from controller.principals import Principal

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

    @property
    def all(self) -> frozenset[DeviceId]:
        """Every device that the settings name."""
        return self.kiosks | self.printers | frozenset(self.panels)

    @property
    def witnesses(self) -> frozenset[DeviceId]:
        """The machines that numbers go through: what they remember counts."""
        return self.kiosks | self.printers

    def principal(self, device: DeviceId) -> Principal:
        """Who asks on the topics of ``device``."""
        if device in self.panels:
            return Principal(Role.BOX, device, frozenset({self.panels[device]}))
        roles = {Role.KIOSK: self.kiosks, Role.PRINTER: self.printers}
        return Principal(next((role for role, of in roles.items() if device in of), Role.NOBODY), device)
