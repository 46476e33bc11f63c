"""Settings -> the printer. Transports are imported only when they are asked for."""

from importlib import import_module

from hardware.driver import Context
from hardware.drivers.escpos.options import EscposOptions, LpLink, PrinterLink, SerialLink, TcpLink, UsbLink
from hardware.drivers.escpos.printer import EscposTicketPrinter
from hardware.drivers.escpos.profile import Profile, ids_of, load_profile
from hardware.drivers.escpos.transports import Transport
from hardware.errors import DeviceUnsupported
from hardware.host.settings_file import SettingsError

_MODULES = {UsbLink: "usb", TcpLink: "network", SerialLink: "serial", LpLink: "lp"}


def build(options: EscposOptions, dots: int, device: str) -> EscposTicketPrinter:
    """The printer that the options describe; it is opened when it is first used.

    Raises DeviceUnsupported for options that ``EscposOptions.problems`` objects to.
    """
    problem = next(options.problems("printer", Context(device, dots=dots)), None)
    if problem:
        raise DeviceUnsupported(device, f"{problem.key}: found {problem.found}; allowed: {problem.allowed}")
    try:
        profile = load_profile(options.profile)
    except SettingsError as error:
        raise DeviceUnsupported(device, str(error)) from error
    link = options.links[0]
    return EscposTicketPrinter(
        lambda: open_transport(link, profile),
        profile,
        dots,
        device,
        native_codes=options.native_codes(profile),
    )


def open_transport(link: PrinterLink, profile: Profile | None = None) -> Transport:
    """Open the way to a printer. Raises DeviceError, DeviceUnsupported when its library is not installed."""
    name = _MODULES[type(link)]
    try:
        module = import_module(f"hardware.drivers.escpos.transports.{name}")
    except ImportError as error:
        raise DeviceUnsupported(name, f"the library for it is not installed: {error}") from error
    known = frozenset(ids for entry in (profile.usb if profile else ()) if (ids := ids_of(entry)) is not None)
    transport: Transport = module.open_link(link, known)
    return transport
