"""How this machine is, in a few reads of the kernel's files."""

from collections.abc import Callable

from contracts import messages as m
from hardware.doctor.kernel_files import KernelFiles
from hardware.doctor.machine_checks import UNDER_VOLTAGE_NOW
from hardware.host.own_address import own_address


def vitals_of(files: KernelFiles, address: Callable[[], str] = own_address) -> m.Vitals:
    """What the machine tells of itself now; it may be asked in any thread, and takes about a millisecond."""
    celsius = files.celsius()
    return m.Vitals(
        address=address(),
        celsius=celsius if celsius is None or -60 <= celsius <= 200 else None,
        under_voltage=bool((files.throttled() or 0) & UNDER_VOLTAGE_NOW),
    )


def vitals_here() -> m.Vitals:
    """Those of the machine that this runs on."""
    return vitals_of(KernelFiles())
