"""Drivers by name, and errors that a clerk can act on."""

import subprocess
import sys
import unicodedata
from typing import Annotated, Any, get_type_hints

import pytest
from pydantic import ValidationError

from contracts.settings import Part
from hardware import errors, ports
from hardware.driver import DriverOptions
from hardware.drivers.camera_reader import CameraReaderOptions
from hardware.drivers.none import NoLamp, NoReaderOptions
from hardware.drivers.pi_camera import PiCameraOptions
from hardware.errors import DeviceBusy, DeviceError, DeviceMissing, DevicePermission, DeviceUnsupported
from hardware.ports import loudspeaker, remote_screen
from hardware.ports.speaker import Speaker
from hardware.registry import _DRIVERS, Driver, driver_names, options_of
from hardware.sim.drivers import SimSignOptions
from tests.ports.drivers_by_name import a_device

PORTS = {
    "beeper": ports.Beeper,
    "camera": ports.Camera,
    "keys": ports.Keys,
    "lamp": ports.Lamp,
    "loudspeaker": loudspeaker.Loudspeaker,
    "printer": ports.TicketPrinter,
    "reader": ports.CodeReader,
    "remote_screen": remote_screen.RemoteScreen,
    "sign": ports.LedSign,
    "speaker": Speaker,
}


@pytest.mark.parametrize(("port", "name"), _DRIVERS)
def test_every_driver_exists_and_can_do_what_its_port_asks(port: str, name: str):
    options = options_of(port, name)
    built = sys.modules[options.__module__]
    device = get_type_hints(options.build, vars(built))["return"]
    asked = {member for member in vars(PORTS[port]) if not member.startswith("_")}
    assert asked
    assert asked <= set(dir(device)) | set(getattr(device, "__annotations__", {}))
    assert options.model_fields["driver"].default == name, "the settings choose it by this name"


@pytest.mark.slow
def test_importing_every_driver_imports_no_library_of_a_device():
    """Settings are checked on machines that have none of them; a kiosk without a camera need not load one."""
    code = (
        "import sys; from hardware.registry import _DRIVERS, options_of\n"
        "for driver in _DRIVERS: options_of(*driver)\n"
        "heavy = {'gpiozero', 'lgpio', 'cv2', 'numpy', 'serial', 'usb', 'escpos', 'PIL', 'zxingcpp', 'pyzbar'}\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_settings_import_only_the_driver_that_they_choose():
    code = (
        "import sys; from kiosk_app.settings import KioskSettings\n"
        "KioskSettings.model_validate({'site': 'demo', 'device': 'k', 'beeper': {'driver': 'tone'}})\n"
        "print([m for m in sys.modules if m.startswith(('hardware.drivers.', 'hardware.sim'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    chosen = ["none", "beeper_thread", "player", "tone_beeper"]
    assert sorted(eval(done.stdout)) == sorted(f"hardware.drivers.{name}" for name in chosen)  # noqa: S307


@pytest.mark.parametrize("port", PORTS)
def test_every_port_has_a_simulator(port: str):
    assert "sim" in driver_names(port)


def test_a_driver_is_built_by_its_name():
    assert isinstance(a_device("lamp", "none"), NoLamp)


@pytest.mark.parametrize(("port", "name"), [("lamp", "gpoi"), ("lamp", ""), ("toaster", "sim")])
def test_an_unknown_driver_is_refused_with_the_known_ones(port: str, name: str):
    with pytest.raises(DeviceUnsupported) as caught:
        options_of(port, name)
    assert ", ".join(driver_names(port)) in str(caught.value)


@pytest.mark.parametrize(
    ("port", "name", "library", "options"),
    [
        ("keys", "gpio", "gpiozero", {"pins": {"next": 5}}),
        ("lamp", "gpio", "gpiozero", {"pins": {"next": 5}}),
        ("beeper", "gpio", "gpiozero", {"pin": 5}),
        ("camera", "usb", "cv2", {"path": "/dev/null"}),
        ("camera", "video", "cv2", {"path": "/dev/null"}),
        ("reader", "serial", "serial", {"path": "/dev/null"}),
        ("reader", "camera", "zxingcpp", {"camera": {"driver": "sim"}}),
    ],
)
def test_a_driver_whose_library_is_not_installed_is_refused_when_it_is_built(
    port: str, name: str, library: str, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
):
    for module in [m for m in sys.modules if m.startswith("hardware.drivers.decode")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, library, None)  # Python's own way to say: not there
    with pytest.raises(
        DeviceUnsupported, match=f"the driver '{name}' for {port} cannot be loaded.*{library}"
    ):
        a_device(port, name, device="device-1", **options)


class Example(Part):
    """A settings file with one sign and one camera reader in it."""

    led: Annotated[DriverOptions, Driver("sign")]
    reader: Annotated[DriverOptions, Driver("reader")] = NoReaderOptions()


def test_a_table_is_read_as_the_driver_that_it_names():
    example = Example.model_validate(
        {"led": {"driver": "sim", "width": 128}, "reader": {"driver": "camera", "camera": {"driver": "pi"}}}
    )
    assert example.led == SimSignOptions(width=128)
    assert isinstance(example.reader, CameraReaderOptions)
    assert example.reader.camera == PiCameraOptions()
    assert Example(led=SimSignOptions()).led == SimSignOptions()


@pytest.mark.parametrize(
    ("led", "place", "said"),
    [
        ({"driver": "neon"}, ("led", "driver"), "allowed: hub75, max7219, rs485, sim"),
        ({"driver": 5}, ("led", "driver"), "allowed: hub75, max7219, rs485, sim"),
        ({"driver": ["sim"]}, ("led", "driver"), "allowed: hub75, max7219, rs485, sim"),
        ({"width": 64}, ("led", "driver"), "Field required"),
        ({}, ("led", "driver"), "Field required"),
        ("sim", ("led",), "a table is needed, with the driver's name as its driver"),
        (None, ("led",), "a table is needed, with the driver's name as its driver"),
        ({"driver": "sim", "width": "wide"}, ("led", "width"), "Input should be a valid integer"),
        ({"driver": "sim", "pins": {}}, ("led", "pins"), "Extra inputs are not permitted"),
    ],
)
def test_a_table_that_is_no_drivers_is_told_where_it_is_wrong(led: object, place: tuple[str, ...], said: str):
    with pytest.raises(ValidationError) as caught:
        Example.model_validate({"led": led})
    [error] = caught.value.errors()
    assert error["loc"] == place
    assert error["msg"].startswith(said)


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
    assert len(kinds) == 9
    for kind in kinds:
        raised = kind("panel", "gone")
        assert (raised.device, raised.what) == ("panel", "gone")
        assert raised.remedy.endswith(".")
        assert unicodedata.is_normalized("NFC", raised.remedy)
        assert any(ord(letter) > 0x1E9F for letter in raised.remedy), "Vietnamese needs its tones"
    assert len({kind.remedy for kind in kinds}) == len(kinds)
