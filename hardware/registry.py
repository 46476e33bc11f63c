"""(port, name in the settings) -> driver. A driver's module is imported only when it is asked for."""

from importlib import import_module
from typing import Any

from hardware.errors import DeviceUnsupported

_DRIVERS = {
    ("beeper", "gpio"): "hardware.drivers.gpio_beeper:GpioBeeper",
    ("beeper", "none"): "hardware.drivers.none:NoBeeper",
    ("beeper", "sim"): "hardware.sim.beeper:SimBeeper",
    ("beeper", "tone"): "hardware.drivers.tone_beeper:ToneBeeper",
    ("camera", "pi"): "hardware.drivers.pi_camera:PiCamera",
    ("camera", "sim"): "hardware.sim.camera:SimCamera",
    ("camera", "usb"): "hardware.drivers.usb_camera:UsbCamera",
    ("camera", "video"): "hardware.drivers.usb_camera:VideoCamera",
    ("keys", "gpio"): "hardware.drivers.gpio:GpioKeys",
    ("keys", "keypad"): "hardware.drivers.keypad:KeypadKeys",
    ("keys", "sim"): "hardware.sim.panel:SimKeys",
    ("lamp", "gpio"): "hardware.drivers.gpio:GpioLamp",
    ("lamp", "none"): "hardware.drivers.none:NoLamp",
    ("lamp", "sim"): "hardware.sim.panel:SimLamp",
    ("printer", "escpos"): "hardware.drivers.escpos.building:build",
    ("printer", "sim"): "hardware.sim.printer:SimTicketPrinter",
    ("reader", "camera"): "hardware.drivers.decode.camera_reader:CameraReader",
    ("reader", "keyboard"): "hardware.drivers.keyboard_scanner:KeyboardScanner",
    ("reader", "serial"): "hardware.drivers.serial_scanner:SerialScanner",
    ("reader", "sim"): "hardware.sim.scanner:SimScanner",
    ("remote_screen", "sim"): "hardware.sim.remote_screen:SimRemoteScreen",
    ("sign", "sim"): "hardware.sim.sign:SimLedSign",
    ("speaker", "espeak"): "hardware.drivers.espeak:EspeakSpeaker",
    ("speaker", "sim"): "hardware.sim.speaker:SimSpeaker",
}


def driver_names(port: str) -> tuple[str, ...]:
    """The drivers that the settings may name for ``port``."""
    return tuple(sorted(name for known_port, name in _DRIVERS if known_port == port))


def build(port: str, name: str, **options: Any) -> Any:
    """The driver ``name`` for ``port``, built with ``options``.

    Raises DeviceUnsupported for an unknown name or a driver whose library is not installed, and whatever
    DeviceError the driver raises.
    """
    target = _DRIVERS.get((port, name))
    if target is None:
        raise DeviceUnsupported(name, f"no such driver for {port}; known: {', '.join(driver_names(port))}")
    module, _, cls = target.partition(":")
    try:
        driver = getattr(import_module(module), cls)
    except ImportError as error:
        raise DeviceUnsupported(name, f"the driver for {port} cannot be loaded: {error}") from error
    return driver(**options)
