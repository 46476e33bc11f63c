from pathlib import Path

import pytest

from display_board.settings import BoardSettings
from hardware.host.settings_file import SettingsError, load_settings
from hardware.sim.drivers import SimSignOptions

BASE = 'site = "demo"\ndevice = "board-1"\n'


def load(folder: Path, text: str) -> BoardSettings:
    path = folder / "board.toml"
    path.write_text(BASE + text, "utf-8")
    return load_settings(path, BoardSettings)


def test_two_lines_are_enough(tmp_path: Path):
    settings = load(tmp_path, "")
    assert (settings.page.host, settings.page.port, settings.signs) == ("127.0.0.1", 8090, ())


def test_every_mistake_about_signs_is_named_at_once(tmp_path: Path):
    text = "".join(
        f'[[signs]]\ncounter = "1"\nled = {{ driver = "{driver}" }}\n' for driver in ("sim", "neon")
    )
    with pytest.raises(SettingsError) as error:
        load(tmp_path, text)
    said = str(error.value)
    assert "bench: found nothing" in said
    assert 'signs.1.led.driver: found "neon"; allowed: hub75, max7219, rs485, sim' in said
    assert "signs.1.counter: found '1' twice" in said


def test_a_misspelt_key_gets_its_neighbour(tmp_path: Path):
    with pytest.raises(SettingsError, match="did you mean 'inches'"):
        load(tmp_path, "[screen]\ninch = 43\n")


def test_the_example_of_every_key_is_accepted(tmp_path: Path):
    settings = load(
        tmp_path,
        'bench = "/run/bench"\n[page]\nhost = "0.0.0.0"\nport = 80\nflash = false\n'
        "[screen]\ninches = 55\nfarthest_seat_m = 8.5\nportrait = true\n"
        '[[signs]]\ncounter = "1"\nled = { driver = "sim", width = 128, height = 32 }\n',
    )
    assert settings.screen.portrait
    assert settings.signs[0].led == SimSignOptions(width=128, height=32)


def two_zones(first: str, second: str) -> str:
    return "".join(
        f'[[voices]]\nzone = "{zone}"\nloudspeaker = {{ {loudspeaker} }}\n'
        for zone, loudspeaker in (("hall", first), ("floor-2", second))
    )


@pytest.mark.parametrize("more", ["", ', duck = "Music"', ', sound = "default", duck_to = 10'])
def test_two_zones_on_one_sound_card_are_refused(tmp_path: Path, more: str):
    with pytest.raises(SettingsError, match=r"voices\.1\.loudspeaker: found the one of another zone"):
        load(tmp_path, two_zones('driver = "aplay"', f'driver = "aplay"{more}'))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('driver = "aplay"', 'driver = "aplay", sound = "plughw:CARD=Device"'),
        ('driver = "none"', 'driver = "none"'),
        ('driver = "none"', 'driver = "aplay"'),
    ],
)
def test_two_zones_with_a_loudspeaker_each_are_accepted(tmp_path: Path, first: str, second: str):
    assert len(load(tmp_path, two_zones(first, second)).voices) == 2
