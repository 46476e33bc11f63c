"""The driver in front of a simulated printer, in virtual time: over USB, and over a network with its long pipe."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import usb.core

from hardware.drivers.escpos.options import UsbLink
from hardware.drivers.escpos.printer import EscposTicketPrinter
from hardware.drivers.escpos.profile import Profile, load_profile
from hardware.drivers.escpos.transports import Transport
from hardware.drivers.escpos.transports.usb import open_link
from hardware.ports import Raster
from hardware.sim.escpos.faults.judge import in_hand
from hardware.sim.escpos.faults.specimen import Slip, draw
from hardware.sim.escpos.machine import Machine
from hardware.sim.escpos.model import MODELS, PrinterModel
from hardware.sim.escpos.pace import VirtualPace
from hardware.sim.escpos.usb import SimUsbBus
from hardware.sim.escpos.usb_printer import SimUsbPrinter, UsbErrors
from hardware.sim.escpos.wire import Wire

USB_ERRORS = UsbErrors(
    timeout=lambda: usb.core.USBTimeoutError("timed out", -7, 110),
    failed=lambda number: usb.core.USBError("failed", -4, number),
)


@dataclass
class Bench:
    """One driver and the printer behind it. ``opened`` counts the connections."""

    driver: EscposTicketPrinter
    machine: Machine
    wire: Wire
    pace: VirtualPace
    device: SimUsbPrinter
    model: PrinterModel
    opened: list[Transport] = field(default_factory=list)

    def print(self, n: int = 1, copy: int = 1):
        return self.driver.print_slip(f"20261121-A{n:03}-{copy}", self.slip(n, copy).picture)

    def slip(self, n: int = 1, copy: int = 1) -> Slip:
        return draw(f"A{n:03}", copy, self.model.dots)

    def has(self, n: int = 1, copy: int = 1) -> bool:
        """Whether this slip lies whole and cut in the tray."""
        return in_hand(self.slip(n, copy), self.machine.roll.everything(), knife=self.model.cutter)

    def later(self, seconds: float, do: Callable[[], object]):
        self.pace.later(seconds, do)

    def power_on(self) -> None:
        self.machine.power_on(self.pace.monotonic())

    def mend(self) -> None:
        self.machine.mend(self.pace.monotonic())

    def wait(self, seconds: float):
        self.pace.sleep(seconds)
        self.wire.settle()


@cache
def profile(name: str) -> Profile:
    return load_profile(name)


def a_bench(
    model: str | PrinterModel = "epson",
    of: str | Profile = "epson-tm",
    into: int | None = 0x82,
    pipe: int = 0,
) -> Bench:
    pace, make = VirtualPace(), MODELS[model] if isinstance(model, str) else model
    machine = Machine(make)
    wire = Wire(machine, pace, pipe)
    device = SimUsbPrinter(wire, USB_ERRORS, into=into)
    opened: list[Transport] = []

    def open_usb() -> Transport:
        opened.append(open_link(UsbLink(), frozenset(), SimUsbBus(device)))
        return opened[-1]

    chosen = profile(of) if isinstance(of, str) else of
    driver = EscposTicketPrinter(open_usb, chosen, make.dots, "printer-1", pace)
    return Bench(driver, machine, wire, pace, device, make, opened)


def narrow(width: int = 16) -> Raster:
    return Raster(width, bytes([0x80, *[0] * (width // 8 - 1)]) * 4)
