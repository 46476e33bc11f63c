"""What a device raised, as the fault that its program tells everyone."""

from contracts.messages import Fault
from contracts.messages.devices import LONGEST_DETAIL
from contracts.vocabulary import FaultCode
from hardware.errors import DeviceError, DeviceMissing

ELLIPSIS = "…"


def fault_of(device: str, error: Exception, otherwise: FaultCode = FaultCode.DEVICE_MISSING) -> Fault:
    """The fault of a ``device`` that failed with ``error``; the remedy is always whole, however long the error.

    ``otherwise``: the code for a device that is there and does not work. What is not an error of ours is told by its kind only: its words may hold what a citizen showed to the device.
    """
    code = FaultCode.DEVICE_MISSING if isinstance(error, DeviceMissing) else otherwise
    if not isinstance(error, DeviceError):
        return Fault(code=code, detail=f"{device}: {type(error).__name__}")
    what, room = str(error), LONGEST_DETAIL - len(error.remedy) - len(". ")
    if len(what) > room:
        what = what[: room - len(ELLIPSIS)] + ELLIPSIS
    return Fault(code=code, detail=f"{what}. {error.remedy}")
