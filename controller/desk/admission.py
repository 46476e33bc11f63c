"""Who may ask for what, and until when: before the rules even look."""

from contracts import messages as m
from contracts.vocabulary import DeviceId, RefusalCode, SlipState
from controller.devices import CLERK_EXPIRES_MS, KIOSK_EXPIRES_MS, SKEW_MS, Devices

PANEL_KINDS = (m.CallNext, m.Recall, m.MarkNoShow, m.Finish)


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
