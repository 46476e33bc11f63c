from pathlib import Path

import pytest

from hardware.counter_panel.settings import PanelSettings
from hardware.drivers.gpio import GpioKeysOptions
from hardware.drivers.keypad import KeypadOptions
from hardware.host.settings_file import SettingsError, load_settings

HEAD = 'site = "demo"\ndevice = "panel-1"\ncounter = "counter-1"\n'
PINS = '[keys]\ndriver = "gpio"\npins = { next = 5, recall = 6, no-show = 13, finish = 16 }\n'


def load(tmp_path: Path, text: str):
    (tmp_path / "panel.toml").write_text(HEAD + text)
    return load_settings(tmp_path / "panel.toml", PanelSettings)


def errors(tmp_path: Path, text: str):
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, text)
    return "\n".join(caught.value.lines)


def test_keys_on_pins_need_nothing_else(tmp_path: Path):
    settings = load(tmp_path, PINS)
    assert isinstance(settings.keys, GpioKeysOptions)
    assert settings.keys.pins == {"next": 5, "recall": 6, "no-show": 13, "finish": 16}
    assert settings.lamps.driver == "none"


def test_a_keypad_has_a_usual_keymap(tmp_path: Path):
    settings = load(tmp_path, '[keys]\ndriver = "keypad"\n')
    assert isinstance(settings.keys, KeypadOptions)
    assert (str(settings.keys.path), settings.keys.keymap) == ("/dev/motcua-keypad", None)
    assert set(settings.keys_context.codes) == {"next", "recall", "no-show", "finish", *"0123456789"}


def test_two_keys_on_one_pin_are_impossible(tmp_path: Path):
    text = '[keys]\ndriver = "gpio"\npins = { next = 5, recall = 5 }\n'
    assert (
        errors(tmp_path, text)
        == "keys.pins.recall: found 5, as keys.pins.next has; allowed: a pin of its own"
    )


def test_a_lamp_on_the_pin_of_a_key_is_impossible(tmp_path: Path):
    text = PINS + '[lamps]\ndriver = "gpio"\npins = { next = 5 }\n'
    assert "lamps.pins.next: found 5, as keys.pins.next has" in errors(tmp_path, text)


@pytest.mark.parametrize(
    ("pin", "why"),
    [(0, "EEPROM"), (2, "I2C"), (3, "I2C"), (7, "SPI"), (11, "SPI"), (14, "serial"), (21, "I2S")],
)
def test_pins_that_the_pi_needs_itself_are_impossible(tmp_path: Path, pin: int, why: str):
    said = errors(tmp_path, f'[keys]\ndriver = "gpio"\npins = {{ next = {pin} }}\n')
    assert said.startswith(f"keys.pins.next: found {pin}, which ")
    assert why in said.partition(";")[0]


def test_every_problem_is_told_at_once(tmp_path: Path):
    text = 'countr = "1"\n[keys]\ndriver = "gipo"\npins = { next = 3 }\n[lamps]\ndriver = "gpio"\n'
    assert errors(tmp_path, text).splitlines() == [
        'keys.driver: found "gipo"; allowed: gpio, keypad, none, sim',
        "countr: unknown key; did you mean 'counter'?",
        "lamps.pins: found nothing; allowed: at least one pin",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[keys]\ndriver = "gpio"\n', "keys.pins: found nothing"),
        ('[keys]\ndriver = "gpio"\npins = { nxet = 5 }\n', "keys.pins.nxet"),
        ('[keys]\ndriver = "gpio"\npins = { next = 28 }\n', "keys.pins.next: found 28"),
        ('[keys]\ndriver = "keypad"\nkeymap = { next = [96], finish = [96] }\n', "code 96 2 times"),
        ('[keys]\ndriver = "keypad"\nkeymap = {}\n', "keys.keymap: found nothing"),
    ],
)
def test_what_cannot_work_is_named(tmp_path: Path, text: str, said: str):
    assert said in errors(tmp_path, text)


def test_two_keys_have_usual_meanings_others_or_none(tmp_path: Path):
    assert {one.does for one in load(tmp_path, PINS).combinations} == {"undo", "break"}
    assert load(tmp_path, "combinations = []\n" + PINS).hands.pairs == {}
    own = load(tmp_path, PINS + '[[combinations]]\nkeys = ["next", "finish"]\ndoes = "park"\n')
    assert own.hands.pairs == {frozenset({"next", "finish"}): "park"}


@pytest.mark.parametrize(
    ("keys", "does", "said"),
    [
        ('["next", "next"]', "park", "combinations.0.keys: found next+next; allowed: two different keys"),
        ('["next"]', "park", "combinations.0.keys"),
        ('["next", "5"]', "park", "combinations.0.keys.1: found"),
        ('["next", "finish"]', "dance", "combinations.0.does: found"),
    ],
)
def test_a_combination_that_cannot_be_is_told_by_key_and_value(
    tmp_path: Path, keys: str, does: str, said: str
):
    text = PINS + f'[[combinations]]\nkeys = {keys}\ndoes = "{does}"\n'
    assert said in errors(tmp_path, text)


def test_one_combination_with_two_meanings_cannot_be(tmp_path: Path):
    one = '[[combinations]]\nkeys = ["{}", "{}"]\ndoes = "park"\n'
    text = PINS + one.format("next", "finish") + one.format("finish", "next")
    assert "combinations.1.keys: found finish+next; allowed: each combination once" in errors(tmp_path, text)


@pytest.mark.parametrize("seconds", ["0.5", "31"])
def test_digits_are_kept_for_a_while_that_people_can_use(tmp_path: Path, seconds: str):
    assert "digits_s" in errors(tmp_path, f"digits_s = {seconds}\n" + PINS)
