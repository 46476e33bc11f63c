"""The settings that the packages bring: every program starts with them as they are."""

from pathlib import Path

import pytest

from contracts.settings import Settings
from controller.settings import OfficeSettings
from display_board.settings import BoardSettings
from hardware.counter_panel.settings import PanelSettings
from hardware.host.settings_file import load_settings
from kiosk_app.settings import KioskSettings
from province.settings import CentreSettings
from tests.rules.house import HOUSE
from ticket_printer.settings import PrinterSettings

SCHEMAS: dict[str, type[Settings]] = {
    "controller": OfficeSettings,
    "kiosk": KioskSettings,
    "printer": PrinterSettings,
    "board": BoardSettings,
    "panel": PanelSettings,
    "province": CentreSettings,
}
FILES = sorted((HOUSE / "systemd").glob("*/etc/motcua/**/*.toml"))


def test_every_program_has_its_file() -> None:
    assert {path.stem for path in FILES} == set(SCHEMAS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_file_is_without_error_or_warning(path: Path) -> None:
    settings = load_settings(path, SCHEMAS[path.stem])
    assert list(settings.warnings()) == []


@pytest.mark.parametrize("name", ["kiosk", "printer", "board", "panel"])
def test_a_device_remembers_where_its_unit_may_write(name: str) -> None:
    unit = (HOUSE / f"systemd/{name}/usr/lib/systemd/system/motcua-{name}.service").read_text("utf-8")
    settings = load_settings(next(path for path in FILES if path.stem == name), SCHEMAS[name])
    assert f"StateDirectory={getattr(settings, 'memory').name}\n" in unit  # noqa: B009 - the union has no such field


def test_the_programs_of_one_machine_meet() -> None:
    read = {path.stem: load_settings(path, SCHEMAS[path.stem]) for path in FILES}
    office = read["controller"]
    assert isinstance(office, OfficeSettings)
    for name in ("kiosk", "printer", "board", "panel"):
        assert getattr(read[name], "site") == office.site  # noqa: B009 - the union has no such field
    assert {kiosk.device for kiosk in office.kiosks} == {"kiosk-1"}
