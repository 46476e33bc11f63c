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
