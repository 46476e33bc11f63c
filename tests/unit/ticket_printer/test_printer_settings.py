from pathlib import Path

import pytest

from hardware.drivers.escpos.options import EscposOptions, TcpLink
from hardware.host.settings_file import SettingsError, load_settings
from ticket_printer.settings import PrinterSettings

GOOD = 'site = "demo"\ndevice = "printer-1"\n[printer]\ndriver = "sim"\n'


def load(tmp_path: Path, text: str):
    (tmp_path / "printer.toml").write_text(text)
    return load_settings(tmp_path / "printer.toml", PrinterSettings)


def test_a_short_file_is_enough(tmp_path: Path):
    settings = load(tmp_path, GOOD)
    assert (settings.slips.dots, settings.slips.patience_s) == (576, 10.0)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("dots = 500", "slips.dots: found 500; allowed: 384"),
        ("patience_s = 0", "slips.patience_s: found 0"),
        ("patiense_s = 3", "did you mean 'patience_s'"),
    ],
)
def test_impossible_settings_are_named(tmp_path: Path, line: str, said: str):
    with pytest.raises(SettingsError, match=said):
        load(tmp_path, f"{GOOD}[slips]\n{line}\n")


def test_an_unknown_driver_is_named_with_the_known_ones(tmp_path: Path):
    with pytest.raises(SettingsError, match=r'printer.driver: found "epson"; allowed: escpos, sim$'):
        load(tmp_path, GOOD.replace('"sim"', '"epson"'))


REAL = GOOD.replace('"sim"', '"escpos"')
WAY = 'tcp = { host = "127.0.0.1" }'


def test_a_real_printer_has_a_model_and_a_way(tmp_path: Path):
    printer = load(tmp_path, f'{REAL}profile = "epson-tm"\n{WAY}\n').printer
    assert isinstance(printer, EscposOptions)
    assert (printer.profile, printer.links) == ("epson-tm", (TcpLink(host="127.0.0.1"),))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{GOOD}{WAY}\n", "printer.tcp: unknown key; known keys: driver, slip_s"),
        (REAL, "printer: found 0 ways to the printer; allowed: exactly one of"),
        (f'{REAL}profile = "epson-tn"\n{WAY}\n', "did you mean 'epson-tm'"),
        (f'{REAL}profile = "generic-58"\n{WAY}\n', "printer.profile: .* 384 dots; .* slips of 576 dots"),
        (f"{REAL}profil = 1\n{WAY}\n", "printer.profil: unknown key; did you mean 'profile'"),
        (f"{REAL}tcp = {{ hots = 1 }}\n", "printer.tcp.hots: unknown key; did you mean 'host'"),
    ],
)
def test_what_a_driver_is_told_must_be_its_own_and_fit(tmp_path: Path, text: str, said: str):
    with pytest.raises(SettingsError, match=said):
        load(tmp_path, text)


def test_the_older_epson_has_512_dots(tmp_path: Path):
    text = f'{REAL}profile = "epson-tm-180"\n{WAY}\n[slips]\ndots = 512\n'
    assert load(tmp_path, text).slips.dots == 512
