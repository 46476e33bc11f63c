"""The table of an ESC/POS printer in a settings file, and the printer that it describes.

Exactly one of the tables ``usb``, ``tcp``, ``serial`` and ``lp`` says how to reach it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field

from contracts.settings import Part, Problem
from hardware.driver import Context, DriverOptions
from hardware.drivers.escpos.profile import Profile, is_profile, load_profile, near_profiles
from hardware.host.settings_file import SettingsError
from hardware.ports import TicketPrinter


class UsbLink(Part):
    """A printer on the USB; without any value the only one there, or the one that the profile knows."""

    vendor: int | None = Field(None, ge=0, le=0xFFFF, description="USB vendor id, e.g. 0x04b8")
    product: int | None = Field(None, ge=0, le=0xFFFF, description="USB product id")
    serial_number: str = Field("", description="Serial number, where two alike are plugged in")
    port: str = Field(
        "",
        pattern=r"^([0-9]+-[0-9]+(\.[0-9]+)*)?$",
        description="Where it is plugged in, as in /sys/bus/usb/devices (1-1.4), where two alike have no serial number",
    )


class TcpLink(Part):
    """A printer in the network."""

    host: str = Field(min_length=1, description="Host name or address")
    port: int = Field(9100, ge=1, le=65535, description="TCP port")


class SerialLink(Part):
    """A printer on a serial line; 8 bits, no parity, one stop bit."""

    path: Path = Field(description="The port, best one below /dev/serial/by-id")
    baud: Literal[9600, 19200, 38400, 57600, 115200] = Field(115200, description="Bits a second")
    flow: Literal["rts-cts", "dsr-dtr", "xon-xoff", "none"] = Field(
        "dsr-dtr",
        description="How the printer says that its buffer is full; must agree with its switches, and the port must have it",
    )


class LpLink(Part):
    """A printer behind the kernel's own driver."""

    path: Path = Field(Path("/dev/usb/lp0"), description="The device")


FAST_BAUD = 115200
"""From here on a slip's dots take no longer than its paper."""
Codes = Literal["raster", "native", "auto"]
PrinterLink = UsbLink | TcpLink | SerialLink | LpLink


class EscposOptions(DriverOptions):
    """An ESC/POS printer: its model and the way to it."""

    driver: Literal["escpos"] = "escpos"

    profile: str = Field(
        "generic-80", description="Name of a model, a path ending in .toml, or escpos:MODEL of python-escpos"
    )
    codes: Codes = Field(
        "auto",
        description="Who draws the QR code: raster: we do; native: the printer, from its text (the profile must "
        "say native_qr); auto: the printer on a serial line below 115200 baud if the profile says so, else we",
    )
    usb: UsbLink | None = Field(None, description="Reach it over USB")
    tcp: TcpLink | None = Field(None, description="Reach it over the network")
    serial: SerialLink | None = Field(None, description="Reach it over a serial line")
    lp: LpLink | None = Field(None, description="Reach it through the kernel's printer driver")

    @property
    def links(self) -> tuple[PrinterLink, ...]:
        """The ways that are given; one when the settings are right."""
        return tuple(link for link in (self.usb, self.tcp, self.serial, self.lp) if link is not None)

    def native_codes(self, profile: Profile) -> bool:
        """Whether the printer is to draw codes itself."""
        slow = self.serial is not None and self.serial.baud < FAST_BAUD
        return profile.native_qr and (self.codes == "native" or (self.codes == "auto" and slow))

    def problems(self, key: str, context: Context) -> Iterator[Problem]:
        """No way, or several; no such model; a model that cannot do what is asked."""
        if len(self.links) != 1:
            found = f"{len(self.links)} ways to the printer"
            yield Problem(key, found, f"exactly one of [{key}.usb], .tcp, .serial and .lp")
        if not is_profile(self.profile):
            yield Problem(f"{key}.profile", repr(self.profile), near_profiles(self.profile))
            return
        try:
            profile = load_profile(self.profile)
        except SettingsError as error:
            yield Problem(f"{key}.profile", repr(self.profile), "; ".join(error.lines))
            return
        if profile.picture == "columns" and not profile.units_per_row:
            found = f"{self.profile!r}, which does not say how far ESC J feeds"
            allowed = "a profile that does: motcua printer probe --base columns-80 --paper --write FILE.toml"
            yield Problem(f"{key}.profile", found, allowed)
        if self.codes == "native" and not profile.native_qr:
            allowed = f"raster or auto: the profile {self.profile} does not say native_qr"
            yield Problem(f"{key}.codes", "'native'", allowed)
        if context.dots > profile.dots:
            found = f"{self.profile!r}, whose rows have {profile.dots} dots"
            yield Problem(
                f"{key}.profile", found, f"a model for slips of {context.dots} dots, or narrower slips"
            )

    def build(self, context: Context) -> TicketPrinter:
        """The printer; it is opened when it is first used. Raises DeviceUnsupported."""
        from hardware.drivers.escpos.building import build

        return build(self, context.dots, context.device)
