"""Who may ask for what, and until when: before the rules even look."""

from dataclasses import dataclass
from typing import ClassVar

from contracts import messages as m
from contracts.vocabulary import CounterId, DeviceId, RefusalCode, SlipState
from controller.settings import OfficeSettings

CLERK_EXPIRES_MS = 5_000
"""A call that comes later is worse than none: the clerk has moved on."""
KIOSK_EXPIRES_MS = 15_000
"""As long as a kiosk asks again for the same number."""
SKEW_MS = 2_000
"""A station's estimate of the desk's clock may be this far ahead."""

PANEL_KINDS = (m.CallNext, m.Recall, m.MarkNoShow, m.Finish)


@dataclass(frozen=True)
class Devices:
    """What the settings say each device is."""

    kiosks: frozenset[DeviceId]
    printers: frozenset[DeviceId]
    panels: dict[DeviceId, CounterId]

    WEB: ClassVar[DeviceId] = DeviceId("@web")
    """Commands of the clerks' pages and the API; their own sign-in decided already. No id of the wire looks so."""

    @classmethod
    def of(cls, settings: OfficeSettings) -> "Devices":
        """The devices of an office."""
        return cls(
            kiosks=frozenset(k.device for k in settings.kiosks),
            printers=frozenset(k.printer for k in settings.kiosks if k.printer),
            panels={c.panel: c.id for c in settings.counters if c.panel},
        )


def admit(devices: Devices, device: DeviceId, command: m.AnyCommand, now: int) -> RefusalCode | None:
    """Why ``device`` may not have ``command`` carried out now; None when it may.

    ``now`` is the desk's bare clock, which its pulse tells the stations; a stamp stands still after a step back.
    """
    if device == Devices.WEB:
        return None
    if device in devices.kiosks:
        if isinstance(command, m.IssueTicket):
            return _in_time(command, now, KIOSK_EXPIRES_MS)
        on_screen = isinstance(command, m.ReportSlip) and command.state is SlipState.ON_SCREEN
        return None if on_screen else RefusalCode.NOT_ALLOWED
    if device in devices.printers:
        return None if isinstance(command, m.ReportSlip) else RefusalCode.NOT_ALLOWED
    if device in devices.panels:
        if not isinstance(command, PANEL_KINDS) or command.counter != devices.panels[device]:
            return RefusalCode.NOT_ALLOWED
        return _in_time(command, now, CLERK_EXPIRES_MS)
    return RefusalCode.UNKNOWN_DEVICE


def _in_time(command: m.Command, now: int, expires_ms: int) -> RefusalCode | None:
    age = now - command.at
    return None if -SKEW_MS <= age <= expires_ms else RefusalCode.EXPIRED
