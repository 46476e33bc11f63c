"""Drivers by name, and errors that a clerk can act on."""

import inspect
import sys
import unicodedata
from importlib import import_module
from typing import get_type_hints

import pytest

from hardware import errors, ports
from hardware.drivers.none import NoLamp
from hardware.errors import DeviceBusy, DeviceError, DeviceMissing, DevicePermission, DeviceUnsupported
from hardware.registry import _DRIVERS, build, driver_names

PORTS = {
    "beeper": ports.Beeper,
    "camera": ports.Camera,
    "keys": ports.Keys,
    "lamp": ports.Lamp,
    "printer": ports.TicketPrinter,
    "reader": ports.CodeReader,
    "sign": ports.LedSign,
    "speaker": ports.Speaker,
}


@pytest.mark.parametrize(("port", "name"), _DRIVERS)
def test_every_driver_exists_and_can_do_what_its_port_asks(port: str, name: str):
    module, _, cls = _DRIVERS[port, name].partition(":")
    driver = getattr(import_module(module), cls)
    if inspect.isfunction(driver):  # a driver of several parts is built by a function
        driver = get_type_hints(driver)["return"]
    asked = {member for member in vars(PORTS[port]) if not member.startswith("_")}
    assert asked
    assert asked <= set(dir(driver)) | set(getattr(driver, "__annotations__", {}))


@pytest.mark.parametrize("port", PORTS)
def test_every_port_has_a_simulator(port: str):
    assert "sim" in driver_names(port)


def test_a_driver_is_built_by_its_name():
    assert isinstance(build("lamp", "none"), NoLamp)


@pytest.mark.parametrize(("port", "name"), [("lamp", "gpoi"), ("lamp", ""), ("toaster", "sim")])
def test_an_unknown_driver_is_refused_with_the_known_ones(port: str, name: str):
    with pytest.raises(DeviceUnsupported) as caught:
        build(port, name)
    assert ", ".join(driver_names(port)) in str(caught.value)


def test_a_driver_whose_library_is_not_installed_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "hardware.drivers.none", None)  # Python's own way to say: not there
    with pytest.raises(DeviceUnsupported, match="cannot be loaded"):
        build("lamp", "none")


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (DeviceMissing, OSError),
        (DevicePermission, PermissionError),
        (DeviceBusy, OSError),
        (DeviceUnsupported, ValueError),
    ],
)
def test_an_error_can_be_caught_as_ours_and_as_the_builtin(
    error: type[DeviceError], builtin: type[Exception]
):
    for kind in (DeviceError, builtin):
        with pytest.raises(kind, match=r"^printer: no paper$"):
            raise error("printer", "no paper")


def test_every_error_names_device_finding_and_a_remedy_in_vietnamese():
    kinds = [
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DeviceError)
    ]
    assert len(kinds) == 6
    for kind in kinds:
        raised = kind("panel", "gone")
        assert (raised.device, raised.what) == ("panel", "gone")
        assert raised.remedy.endswith(".")
        assert unicodedata.is_normalized("NFC", raised.remedy)
        assert any(ord(letter) > 0x1E9F for letter in raised.remedy), "Vietnamese needs its tones"
    assert len({kind.remedy for kind in kinds}) == len(kinds)
