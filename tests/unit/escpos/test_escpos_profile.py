"""Profiles are data: every one that ships is sound, and a wrong one says file, key, what was found and allowed."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from hardware.driver import Context
from hardware.drivers.escpos.capabilities import model_names
from hardware.drivers.escpos.encode import encode_slip
from hardware.drivers.escpos.options import EscposOptions
from hardware.drivers.escpos.profile import PROFILES, ids_of, load_profile, profile_names
from hardware.host.settings_file import SettingsError
from hardware.ports import Raster
from hardware.sim.escpos.machine import Machine
from hardware.sim.escpos.model import PrinterModel

GOOD = 'name = "x"\ndots = 576\ncut = "none"\nknife_mm = 12\nfence = "none"\n'


@pytest.mark.parametrize("name", profile_names())
def test_every_profile_that_ships_loads_and_says_where_it_comes_from(name: str):
    profile = load_profile(name)
    assert profile.dots in (384, 512, 576)
    assert (PROFILES / f"{name}.toml").read_text().startswith("# ")
    assert all(ids_of(entry) for entry in profile.usb)
    assert profile.fence == "none" or profile.talks


def test_a_profile_for_which_nothing_was_proven_declares_nothing():
    for name in ("generic-80", "generic-58", "pos-58-clone"):
        profile = load_profile(name)
        assert (profile.fence, profile.status) == ("none", ())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (GOOD + "bandrows = 24\n", "bandrows: unknown key; did you mean 'band_rows'?"),
        (GOOD.replace("576", "577"), "dots: found 577; input should be a multiple of 8"),
        (GOOD.replace('cut = "none"', 'cut = "half"'), 'cut: found "half"; input should be'),
        (GOOD.replace('fence = "none"\n', ""), "fence: missing"),
        (GOOD + "band_rows = 4000\n", "band_rows: found 4000; input should be less than or equal to 128"),
        (GOOD + 'usb = ["4b8:202"]\n', "usb.0: found '4b8:202'; allowed: four and four hexadecimal digits"),
        (
            GOOD.replace('fence = "none"', 'fence = "gs-r"'),
            "fence: found 'gs-r'; allowed: gs-r only with eot-1",
        ),
        (
            GOOD.replace('fence = "none"', 'fence = "gs-r"') + 'status = ["eot-1", "asb"]\n',
            "status: found 'asb'; allowed: no asb where the fence is gs-r",
        ),
        (GOOD.replace("knife_mm = 12\n", ""), "knife_mm: missing; this key must be given"),
        (GOOD.replace("knife_mm = 12", "knife_mm = 0"), "knife_mm: found 0; input should be greater than"),
        ("dots = \n", "is not valid TOML"),
    ],
)
def test_a_wrong_profile_names_file_key_found_and_allowed(tmp_path: Path, text: str, sentence: str):
    path = tmp_path / "ours.toml"
    path.write_text(text)
    with pytest.raises(SettingsError) as caught:
        load_profile(str(path))
    assert str(caught.value).startswith(f"{path}: ")
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("epson-mt", "no such profile; known: "),
        ("epson-mt", "did you mean 'epson-tm'?"),
        ("nowhere.toml", "cannot be read"),
        ("escpos:TM-T88", "python-escpos has no model 'TM-T88'; did you mean escpos:TM-T88"),
        ("escpos:OCD-100", "python-escpos says 100 dots; allowed: 256 or more"),
        ("escpos:default", "python-escpos says 'Unknown' dots"),
        ("escpos:TM-U220", "there is no GS v 0"),
    ],
)
def test_a_profile_that_cannot_be_had_says_why(name: str, sentence: str):
    with pytest.raises(SettingsError, match=None) as caught:
        load_profile(name)
    assert sentence in str(caught.value)


def test_a_model_of_python_escpos_gives_width_and_knife_and_claims_nothing_else():
    profile = load_profile("escpos:TM-T88V")
    assert (profile.dots, profile.dpi, profile.cut) == (512, 180, "feed-partial")
    assert (profile.fence, profile.status, profile.units_per_row) == ("none", (), 0)
    assert load_profile("escpos:POS-5890").cut == "none"


def test_most_models_can_be_used():
    usable = 0
    for name in model_names():
        try:
            usable += bool(load_profile(f"escpos:{name}"))
        except SettingsError as error:
            assert "python-escpos says" in str(error)  # noqa: PT017 - which models fail is not the point, but how
    assert usable >= 24


@pytest.mark.slow
def test_reading_capabilities_imports_no_driver_and_leaves_no_litter(tmp_path: Path):
    code = (
        "import sys; from hardware.drivers.escpos.profile import load_profile; load_profile('escpos:TM-T88V'); "
        "print([m for m in sys.modules if m.split('.')[0] in ('usb', 'serial', 'PIL')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
    assert list(tmp_path.iterdir()) == []
    assert tempfile.gettempdir() != str(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in profile_names() if not name.startswith("generic")])
def test_our_profiles_are_read_without_python_escpos(name: str):
    """The settings of a printer are checked on machines that have no printer's library."""
    code = (
        "import sys; sys.modules['escpos'] = None\n"
        f"from hardware.drivers.escpos.profile import load_profile; load_profile({name!r})"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("epson-tm", "TM-T20II"), ("epson-tm-180", "TM-T88V"), ("pos-58-clone", "POS-5890")],
)
def test_our_profiles_agree_with_python_escpos_on_what_both_know(ours: str, theirs: str):
    mine, known = load_profile(ours), load_profile(f"escpos:{theirs}")
    assert (mine.dots, mine.dpi, mine.cut) == (known.dots, known.dpi, known.cut)


@pytest.mark.parametrize(
    ("options", "dots", "key", "allowed"),
    [
        ({}, 576, "printer", "exactly one of [printer.usb], .tcp, .serial and .lp"),
        ({"usb": {}, "lp": {}}, 576, "printer", "exactly one"),
        ({"usb": {}, "profile": "epson"}, 576, "printer.profile", "did you mean 'epson-tm'?"),
        ({"usb": {}, "profile": "generic-58"}, 576, "printer.profile", "for slips of 576 dots"),
        (
            {"usb": {}, "profile": "columns-80"},
            576,
            "printer.profile",
            "printer probe --base columns-80 --paper",
        ),
    ],
)
def test_impossible_options_are_problems(options: dict[str, object], dots: int, key: str, allowed: str):
    found = list(EscposOptions.model_validate(options).problems("printer", Context("printer-1", dots=dots)))
    assert [problem.key for problem in found] == [key]
    assert allowed in found[0].allowed


def test_a_narrow_slip_on_a_wide_printer_is_no_problem():
    options = EscposOptions.model_validate({"tcp": {"host": "127.0.0.1"}, "profile": "epson-tm"})
    assert not list(options.problems("printer", Context("printer-1", dots=384)))


PICTURE = Raster(576, (b"\xff" * 72 + bytes(72)) * 60)


@pytest.mark.parametrize("cut", ["feed-partial", "feed-full", "partial", "full"])
@pytest.mark.parametrize(("units_per_row", "unit"), [(0, 203), (1, 203), (2, 406)])
def test_no_cut_goes_through_the_slip(tmp_path: Path, cut: str, units_per_row: int, unit: int):
    path = tmp_path / "ours.toml"
    path.write_text(GOOD.replace('"none"\nknife', f'"{cut}"\nknife') + f"units_per_row = {units_per_row}\n")
    machine = Machine(PrinterModel("any", unit=unit, cutter_mm=12.0), strict=True)
    stream = encode_slip(PICTURE, load_profile(str(path)).dialect)
    assert machine.receive(stream, 0.0) == len(stream)
    machine.advance(60.0)
    [sheet] = machine.roll.sheets
    assert sheet.cut
    assert PICTURE.rows.rstrip(b"\0") in sheet.rows


def test_a_slip_is_torn_below_its_last_row():
    profile = load_profile("pos-58-clone")
    machine = Machine(PrinterModel("any", dots=384, cutter=False), strict=True)
    picture = Raster(384, b"\xff" * 48 * 20)
    machine.receive(encode_slip(picture, profile.dialect), 0.0)
    machine.advance(60.0)
    assert machine.roll.total * 25.4 / 203 >= 20 * 25.4 / 203 + profile.knife_mm
