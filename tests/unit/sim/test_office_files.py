"""The demo office's data and the settings files it writes."""

import tomllib
from pathlib import Path

import pytest

from contracts.look.icons import ICONS
from contracts.settings import Settings
from controller.settings import OfficeSettings
from display_board.settings import BoardSettings
from hardware.counter_panel.settings import PanelSettings
from hardware.drivers.escpos.options import EscposOptions
from hardware.host.settings_file import load_settings
from hardware.sim.escpos.model import MODELS
from kiosk_app.settings import KioskSettings
from simulation.main_system.settings import MainSystemSettings
from simulation.office.files import READERS, Place, write_programs
from simulation.office.plan import MAKES, SIMPLE, demo_plan
from simulation.office.toml_file import to_toml
from ticket_printer.settings import PrinterSettings

SCHEMAS: dict[str, type[Settings]] = {
    "controller": OfficeSettings,
    "ticket_printer": PrinterSettings,
    "kiosk_app": KioskSettings,
    "hardware.counter_panel": PanelSettings,
    "display_board": BoardSettings,
    "simulation.main_system": MainSystemSettings,
}


def test_every_program_accepts_its_settings_file(tmp_path: Path):
    place = Place(tmp_path, broker_port=1883, desk_port=8080, board_port=8090)
    programs = write_programs(demo_plan(), place)
    assert len(programs) == 10
    for program in programs:
        module, path = program.command[2], Path(program.command[-1])
        if module in SCHEMAS:
            load_settings(path, SCHEMAS[module])
    assert {program.command[2] for program in programs} - set(SCHEMAS) == {"hardware.sim.escpos"}


@pytest.mark.parametrize("make", [*MAKES, SIMPLE])
def test_the_printer_program_and_its_machine_fit(tmp_path: Path, make: str):
    plan = demo_plan(make)
    place = Place(tmp_path, broker_port=1883, desk_port=8080, board_port=8090, printer_port=9111)
    programs = {program.name: program.command for program in write_programs(plan, place)}
    settings = load_settings(Path(programs["printer"][-1]), PrinterSettings)
    printer = settings.printer
    if make == SIMPLE:
        assert printer.driver == "sim"
        assert "machine" not in programs
        return
    assert isinstance(printer, EscposOptions)
    assert printer.tcp is not None
    assert printer.tcp.port == 9111
    assert "9111" in programs["machine"]
    assert MODELS[MAKES[make].model].dots == settings.slips.dots


@pytest.mark.parametrize("reader", READERS)
def test_the_kiosk_has_the_reader_of_the_plan_under_its_name_on_the_bench(tmp_path: Path, reader: str):
    plan = demo_plan(reader=reader)
    place = Place(tmp_path, broker_port=1883, desk_port=8080, board_port=8090)
    programs = {program.name: program.command for program in write_programs(plan, place)}
    kiosk = load_settings(Path(programs["kiosk"][-1]), KioskSettings)
    assert kiosk.reader.driver == {"camera": "camera", "hand": "sim"}[reader]
    assert plan.reader_device == f"reader-{kiosk.device}"


def test_every_service_has_an_icon_and_a_counter():
    plan = demo_plan()
    assert {service.icon for service in plan.services} <= set(ICONS)
    assert {s.code for s in plan.services} == {code for c in plan.counters for code in c.services}


def test_every_letter_is_one_that_stays_clear_over_a_loudspeaker():
    assert sorted(service.prefix for service in demo_plan().services) == list("ACDGHKX")


def test_toml_says_what_went_in():
    data = {
        "text": 'quầy "1"\n\\\x7f',
        "yes": True,
        "many": [1, 2],
        "none": [],
        "path": Path("/tmp/x"),  # noqa: S108 - a value, not a file
        "table": {"a": 1.5, "a key": "b"},
        "tables": [{"name": {"vi": "ồ"}, "list": ["x"]}, {"name": {}, "list": []}],
    }
    assert tomllib.loads(to_toml(data)) == {**data, "path": "/tmp/x"}  # noqa: S108 - the same


def test_toml_refuses_what_it_cannot_say():
    with pytest.raises(TypeError, match="NoneType"):
        to_toml({"nothing": None})
