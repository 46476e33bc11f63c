"""(port, name in the settings) -> a driver's options, which build it. Only what a settings file names is imported.

A new driver is one file below ``hardware/drivers`` and one line here; see "how a new driver is added" in
docs/architecture.md.
"""

from functools import partial
from importlib import import_module
from typing import Any

from pydantic import GetCoreSchemaHandler, PlainValidator, ValidationError
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError

from hardware.driver import Context, DriverOptions
from hardware.errors import DeviceUnsupported

_DRIVERS = {
    ("beeper", "gpio"): "hardware.drivers.gpio_beeper:GpioBeeperOptions",
    ("beeper", "none"): "hardware.drivers.none:NoBeeperOptions",
    ("beeper", "sim"): "hardware.sim.drivers:SimBeeperOptions",
    ("beeper", "tone"): "hardware.drivers.tone_beeper:ToneBeeperOptions",
    ("camera", "pi"): "hardware.drivers.pi_camera:PiCameraOptions",
    ("camera", "sim"): "hardware.sim.drivers:SimCameraOptions",
    ("camera", "usb"): "hardware.drivers.usb_camera:UsbCameraOptions",
    ("camera", "video"): "hardware.drivers.usb_camera:VideoCameraOptions",
    ("keys", "gpio"): "hardware.drivers.gpio:GpioKeysOptions",
    ("keys", "keypad"): "hardware.drivers.keypad:KeypadOptions",
    ("keys", "none"): "hardware.drivers.none:NoKeysOptions",
    ("keys", "sim"): "hardware.sim.drivers:SimKeysOptions",
    ("lamp", "gpio"): "hardware.drivers.gpio:GpioLampOptions",
    ("lamp", "none"): "hardware.drivers.none:NoLampOptions",
    ("lamp", "sim"): "hardware.sim.drivers:SimLampOptions",
    ("loudspeaker", "aplay"): "hardware.drivers.aplay:AplayOptions",
    ("loudspeaker", "none"): "hardware.drivers.none:NoLoudspeakerOptions",
    ("loudspeaker", "sim"): "hardware.sim.drivers:SimLoudspeakerOptions",
    ("printer", "escpos"): "hardware.drivers.escpos.options:EscposOptions",
    ("printer", "sim"): "hardware.sim.drivers:SimPrinterOptions",
    ("reader", "camera"): "hardware.drivers.camera_reader:CameraReaderOptions",
    ("reader", "keyboard"): "hardware.drivers.keyboard_scanner:KeyboardScannerOptions",
    ("reader", "none"): "hardware.drivers.none:NoReaderOptions",
    ("reader", "serial"): "hardware.drivers.serial_scanner:SerialScannerOptions",
    ("reader", "sim"): "hardware.sim.drivers:SimScannerOptions",
    ("remote_screen", "none"): "hardware.drivers.none:NoRemoteScreenOptions",
    ("remote_screen", "sim"): "hardware.sim.drivers:SimRemoteScreenOptions",
    ("sign", "hub75"): "hardware.drivers.hub75_sign:Hub75SignOptions",
    ("sign", "max7219"): "hardware.drivers.max7219_sign:Max7219SignOptions",
    ("sign", "rs485"): "hardware.drivers.rs485.sign:Rs485SignOptions",
    ("sign", "sim"): "hardware.sim.drivers:SimSignOptions",
    ("speaker", "espeak"): "hardware.drivers.espeak:EspeakOptions",
    ("speaker", "none"): "hardware.drivers.none:NoSpeakerOptions",
    ("speaker", "sim"): "hardware.sim.drivers:SimSpeakerOptions",
}


def driver_names(port: str) -> tuple[str, ...]:
    """The drivers that the settings may name for ``port``."""
    return tuple(sorted(name for known_port, name in _DRIVERS if known_port == port))


def options_of(port: str, name: str) -> type[DriverOptions]:
    """What the driver ``name`` for ``port`` may be told. Raises DeviceUnsupported when there is none."""
    target = _DRIVERS.get((port, name))
    if target is None:
        raise DeviceUnsupported(name, f"no such driver for {port}; known: {', '.join(driver_names(port))}")
    module, _, options = target.partition(":")
    found: type[DriverOptions] = getattr(import_module(module), options)
    return found


def build(port: str, part: DriverOptions, context: Context) -> Any:
    """The device for ``port`` that ``part`` of a settings file describes.

    Raises DeviceUnsupported for a driver whose library is not installed, and whatever DeviceError the driver raises.
    """
    try:
        return part.build(context)
    except ImportError as error:
        what = f"the driver {part.driver!r} for {port} cannot be loaded: {error}"
        raise DeviceUnsupported(context.device, what) from error


class Driver:
    """For ``Annotated[DriverOptions, Driver("sign")]``: the table of whichever driver its key ``driver`` names.

    A union that grows by a line of the registry, and imports what was chosen and nothing else. Errors are those of
    the chosen driver's own options, at their own keys.
    """

    def __init__(self, port: str) -> None:
        """``port`` as in the registry."""
        self.port = port

    def model_of(self, table: object) -> type[DriverOptions] | None:
        """The options of the driver that a table names; None when it names none that is known."""
        name = str(table.get("driver")) if isinstance(table, dict) else ""
        return options_of(self.port, name) if (self.port, name) in _DRIVERS else None

    def __get_pydantic_core_schema__(self, source: type, handler: GetCoreSchemaHandler) -> CoreSchema:
        """How pydantic reads the table."""
        return PlainValidator(self.validated).__get_pydantic_core_schema__(source, handler)

    def validated(self, table: object) -> DriverOptions:
        """The options that a table says. Raises ValidationError."""
        if isinstance(table, DriverOptions):
            return table
        model = self.model_of(table)
        if model is None:
            raise ValidationError.from_exception_data(self.port, [self._unknown(table)])
        return model.model_validate(table)

    def _unknown(self, table: object) -> InitErrorDetails:
        wrong = partial(InitErrorDetails, loc=("driver",))
        if not isinstance(table, dict):
            error = PydanticCustomError("table", "a table is needed, with the driver's name as its driver")
            return InitErrorDetails(type=error, input=table)
        if "driver" not in table:
            return wrong(type="missing", input=table)
        known = {"known": ", ".join(driver_names(self.port))}
        return wrong(type=PydanticCustomError("driver", "allowed: {known}", known), input=table["driver"])
