"""What everyone must be able to read and hit, measured on every screen of the real application."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contracts.texts import load_catalogue
from kiosk_app.flow.model import Equipment, Modes
from kiosk_app.present.scale import Touchscreen
from tests.gui import kiosk_screens as screens
from tests.unit.kiosk import kiosk_scenes as scenes
from tests.unit.kiosk.kiosk_player import TEXTS

if TYPE_CHECKING:
    from tests.gui.kiosk_driver import Driver  # at run time this import starts Kivy

PANELS = {
    "portrait": ((1080, 1920), Touchscreen(27, 700)),
    "landscape": ((1280, 800), Touchscreen(10.1, 900)),
    "small": ((1024, 600), Touchscreen(10.1, 900)),
    "wide": ((1920, 1080), Touchscreen(21.5, 900)),
}
LANGUAGES = ("vi", "en", "pseudo")
LARGE, LOW = Modes(large=True), Modes(low=True)
MODES = (Modes(), LARGE, LOW, Modes(contrast=True))
SIZES = ("portrait", "landscape", "small")
CASES = [
    *((panel, "vi", modes) for panel in SIZES for modes in MODES),
    *((panel, lang, Modes()) for panel in SIZES for lang in LANGUAGES if lang != "vi"),
    ("wide", "pseudo", Modes()),
    ("wide", "pseudo", LARGE),
    ("portrait", "pseudo", LARGE),
    ("portrait", "pseudo", LOW),
    ("portrait", "pseudo", Modes(large=True, low=True)),
]


def kiosk_on(panel: str, lang: str = "vi", *, keypad: bool = True) -> Driver:
    from tests.gui.kiosk_driver import Driver  # noqa: PLC0415 - imports Kivy

    size, touchscreen = PANELS[panel]
    catalogue = load_catalogue(TEXTS)
    if lang == "pseudo":
        catalogue = scenes.pseudo(catalogue)
    driver = Driver(touchscreen, Equipment(keypad=keypad, voice=True, reader=True), catalogue, drawn=False)
    driver.resize(*size)
    screens.open_office(driver)
    return driver


@pytest.mark.parametrize(("panel", "lang", "modes"), CASES)
def test_everything_can_be_read_and_hit_on_every_screen(panel: str, lang: str, modes: Modes):
    kiosk = kiosk_on(panel, lang)

    def check(name: str) -> None:
        screens.words_stand_free(kiosk, name)
        screens.letters_are_large(kiosk, name)
        screens.targets_can_be_hit(kiosk, name)
        screens.controls_stand_low(kiosk, name)
        screens.words_stand_out(kiosk, name)

    try:
        said = "vi" if lang == "pseudo" else lang
        assert screens.on_every_screen(kiosk, check, said, modes) == screens.COUNT
    finally:
        kiosk.close()
