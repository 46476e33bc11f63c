"""How this machine is, in a few reads of the kernel's files."""

from collections.abc import Callable

from contracts import messages as m
from hardware.doctor.kernel_files import KernelFiles
from hardware.doctor.machine_checks import UNDER_VOLTAGE_NOW
from hardware.host.own_address import own_address

FRESH_S = 10.0


def vitals_of(files: KernelFiles, address: Callable[[], str] = own_address) -> m.Vitals:
    """What the machine tells of itself now; it may be asked in any thread, and takes about a millisecond."""
    celsius = files.celsius()
    return m.Vitals(
        address=address(),
        celsius=celsius if celsius is None or -60 <= celsius <= 200 else None,
        under_voltage=bool((files.throttled() or 0) & UNDER_VOLTAGE_NOW),
    )


def seldom(look: Callable[[], m.Vitals], monotonic: Callable[[], float]) -> Callable[[], m.Vitals]:
    """What ``look`` said at most ``FRESH_S`` ago: a Pi's firmware takes its time to answer, and open pages ask all the time."""
    seen: tuple[float, m.Vitals] | None = None

    def vitals() -> m.Vitals:
        nonlocal seen
        now = monotonic()
        if seen is None or now - seen[0] >= FRESH_S:
            seen = now, look()
        return seen[1]

    return vitals


def vitals_here() -> m.Vitals:
    """Those of the machine that this runs on."""
    return vitals_of(KernelFiles())
