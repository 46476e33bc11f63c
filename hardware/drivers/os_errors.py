"""What the system, pyserial or pyusb says when a device cannot be used, as an error with a remedy. Pure."""

import errno

from hardware.errors import DeviceBusy, DeviceError, DeviceMissing, DevicePermission


def device_error(name: str, error: BaseException) -> DeviceError:
    """The same as DevicePermission, DeviceBusy, or else DeviceMissing."""
    number = getattr(error, "errno", None)
    if number in (errno.EACCES, errno.EPERM):
        return DevicePermission(name, str(error))
    if number in (errno.EBUSY, errno.EAGAIN) or "exclusively lock" in str(error):
        return DeviceBusy(name, str(error))
    return DeviceMissing(name, str(error))
