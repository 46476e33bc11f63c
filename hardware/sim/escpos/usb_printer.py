"""A printer as a device on a USB bus: its descriptors, and what is wrong with it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from hardware.sim.escpos.wire import Wire

PRINTER_CLASS = 7
BULK = 2
FULL_SPEED_PACKET = 64


@dataclass(frozen=True)
class Endpoint:
    """One endpoint."""

    address: int
    kind: int = BULK
    packet: int = FULL_SPEED_PACKET


@dataclass(frozen=True)
class Interface:
    """One alternate setting of one interface. Protocol 1 is one way, 2 both ways, 3 in packets of IEEE 1284.4."""

    endpoints: tuple[Endpoint, ...]
    number: int = 0
    alternate: int = 0
    kind: int = PRINTER_CLASS
    protocol: int = 2


@dataclass(frozen=True)
class UsbErrors:
    """What pyusb raises: ``timeout()`` and ``failed(errno)``."""

    timeout: Callable[[], Exception]
    failed: Callable[[int], Exception]


@dataclass
class SimUsbPrinter:
    """A device on the bus, and the simulated printer in it."""

    wire: Wire
    errors: UsbErrors
    out: int = 0x01
    """Address of the endpoint that takes bytes: 0x01 on many printers, but never to be relied on."""
    into: int | None = 0x82
    """Address of the endpoint that answers; None on a printer that has none."""
    most: int = 16384
    """A single transfer takes no more than this: a short write."""
    vendor: int = 0x04B8
    product: int = 0x0202
    bus: int = 1
    address: int = 7
    ports: tuple[int, ...] = (1,)
    """The way to its socket: that of the root hub, and of each hub behind it."""
    serial_number: str | None = "SIM0000001"
    """None: it has none. See ``strings_fail``."""
    strings_fail: bool = False
    """It says that it has texts, and answers no question for one."""
    kernel_driver: bool = True
    """Whether ``usblp`` holds it at first."""
    configured: bool = True
    interfaces: tuple[Interface, ...] = ()
    """Without any: one that has the two endpoints."""
    refuses: dict[str, int] = field(default_factory=dict)
    """Call -> the number of the error with which it always fails."""
    halted: set[int] = field(default_factory=set)
    """Endpoints that stall until they are cleared."""
    alternate: int = 0
    resets: int = 0
    handles: int = 0
    """How often it is open now."""
    calls: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.interfaces:
            into = () if self.into is None else (Endpoint(self.into),)
            self.interfaces = (Interface((*into, Endpoint(self.out))),)

    @property
    def endpoints(self) -> dict[int, Endpoint]:
        """Those of the alternate setting that is in force."""
        found = [i for i in self.interfaces if i.alternate == self.alternate]
        return {end.address: end for interface in found for end in interface.endpoints}
