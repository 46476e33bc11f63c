"""What everyone must be able to read and hit, measured on every screen of the real application."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contracts.texts import load_catalogue
from kiosk_app.flow.model import Equipment, Modes, Side
from kiosk_app.present.scale import Touchscreen
from tests.gui import kiosk_screens as screens
from tests.gui.kiosk_screens import Look
from tests.unit.kiosk.kiosk_player import TEXTS

if TYPE_CHECKING:
    from tests.gui.kiosk_driver import Driver  # at run time this import starts Kivy

PANELS = {
    "portrait": ((1080, 1920), Touchscreen(27, 700)),
    "landscape": ((1280, 800), Touchscreen(10.1, 900)),
    "small": ((1024, 600), Touchscreen(10.1, 900)),
    "wide": ((1920, 1080), Touchscreen(21.5, 900)),
}
LARGE, LOW, CONTRAST, BOTH = (
    Modes(large=True),
    Modes(low=True),
    Modes(contrast=True),
    Modes(large=True, low=True),
)
PLAIN = Look("vi", LARGE), Look("vi", LOW), Look("pseudo")
LOOKS = {
    "portrait": (
        *(Look("pseudo", modes) for modes in (LARGE, BOTH, LOW)),
        *(Look("vi", CONTRAST), Look("en"), Look("pseudo")),
    ),
    "landscape": (*PLAIN, Look()),
    "small": (Look("vi", CONTRAST), Look("en"), *PLAIN),
    "wide": (Look("pseudo", LARGE), Look("pseudo")),
}
"""Colours are the same on each glass and move nothing, and words that are two fifths longer need whatever those of the same mode need."""


def kiosk_on(panel: str, *, keypad: bool = True) -> Driver:
    from tests.gui.kiosk_driver import Driver  # noqa: PLC0415 - imports Kivy

    size, touchscreen = PANELS[panel]
    equipment = Equipment(keypad=keypad, voice=True, reader=True, reader_at=Side.BELOW)
    driver = Driver(touchscreen, equipment, load_catalogue(TEXTS), drawn=False)
    driver.resize(*size)
    screens.open_office(driver)
    return driver


@pytest.mark.timeout(1200)  # six looks of some sixty screens: two minutes of processor time
@pytest.mark.parametrize("panel", PANELS)
def test_everything_can_be_read_and_hit_on_every_screen(panel: str):
    kiosk = kiosk_on(panel)

    def check(name: str) -> None:
        screens.words_stand_free(kiosk, name)
        screens.letters_are_large(kiosk, name)
        screens.targets_can_be_hit(kiosk, name)
        screens.controls_stand_low(kiosk, name)
        screens.words_stand_out(kiosk, name)

    try:
        assert screens.on_every_screen(kiosk, check, LOOKS[panel]) == screens.COUNT
    finally:
        kiosk.close()
