from pathlib import Path

import pytest

from hardware.host.settings_file import SettingsError, load_settings
from ticket_printer.settings import PrinterSettings

GOOD = 'site = "demo"\ndevice = "printer-1"\n[printer]\ndriver = "sim"\n'


def load(tmp_path: Path, text: str):
    (tmp_path / "printer.toml").write_text(text)
    return load_settings(tmp_path / "printer.toml", PrinterSettings)


def test_a_short_file_is_enough(tmp_path: Path):
    settings = load(tmp_path, GOOD)
    assert (settings.printer.dots, settings.printer.patience_s) == (576, 10.0)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("dots = 500", "printer.dots: found 500; allowed: 384"),
        ("patience_s = 0", "printer.patience_s: found 0"),
        ("patiense_s = 3", "did you mean 'patience_s'"),
    ],
)
def test_impossible_settings_are_named(tmp_path: Path, line: str, said: str):
    with pytest.raises(SettingsError, match=said):
        load(tmp_path, GOOD + line + "\n")


def test_an_unknown_driver_is_named_with_the_known_ones(tmp_path: Path):
    with pytest.raises(SettingsError, match=r"printer.driver: found 'epson'; allowed: .*sim"):
        load(tmp_path, GOOD.replace('"sim"', '"epson"'))


REAL = GOOD.replace('"sim"', '"escpos"')
WAY = 'tcp = { host = "127.0.0.1" }'


def test_a_real_printer_has_a_model_and_a_way(tmp_path: Path):
    settings = load(tmp_path, f'{REAL}escpos = {{ profile = "epson-tm", {WAY} }}\n')
    assert settings.printer.escpos is not None
    assert settings.printer.escpos.profile == "epson-tm"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (REAL, "printer.escpos: found nothing; allowed: a table"),
        (
            f"{GOOD}escpos = {{ {WAY} }}\n",
            "printer.escpos: found a table; allowed: none with the driver 'sim'",
        ),
        (f"{REAL}escpos = {{}}\n", "printer.escpos: found 0 ways to the printer"),
        (f'{REAL}escpos = {{ profile = "epson-tn", {WAY} }}\n', "did you mean 'epson-tm'"),
        (
            f'{REAL}escpos = {{ profile = "generic-58", {WAY} }}\n',
            "printer.dots: found 576; allowed: at most 384",
        ),
        (f"{REAL}escpos = {{ profil = 1, {WAY} }}\n", "did you mean 'profile'"),
    ],
)
def test_a_driver_and_its_table_must_fit(tmp_path: Path, text: str, said: str):
    with pytest.raises(SettingsError, match=said):
        load(tmp_path, text)


def test_the_older_epson_has_512_dots(tmp_path: Path):
    text = f'{REAL}dots = 512\nescpos = {{ profile = "epson-tm-180", {WAY} }}\n'
    assert load(tmp_path, text).printer.dots == 512
