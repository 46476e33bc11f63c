"""Panels that offices buy beside the usual ones: nothing covers anything, and what most people want is as large as any."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from contracts.texts import load_catalogue
from kiosk_app import sample
from kiosk_app.flow.model import Equipment, Modes, Side
from kiosk_app.present.scale import Touchscreen, too_small
from tests.gui import kiosk_screens as screens
from tests.unit.kiosk.kiosk_player import TEXTS

if TYPE_CHECKING:
    from tests.gui.kiosk_driver import Driver

PANELS = {
    "upright 15.6": ((1080, 1920), Touchscreen(15.6, 700)),
    "upright 18.5": ((1080, 1920), Touchscreen(18.5, 700)),
    "small 7": ((800, 480), Touchscreen(7, 900)),
    "upright 7": ((480, 800), Touchscreen(7, 900)),
}
NAMES = (
    *(
        "procedure",
        "procedure-forms",
        "procedure-elsewhere",
        "procedure-unknown",
        "services",
        "services-name-twice",
    ),
    *(
        "dossier-several",
        "dossier-other",
        "manual",
        "proof-optional",
        "find-marks",
        "number-take",
        "rate",
        "rated",
    ),
)
SCREENS = {name: model for name, model in sample.screens() if name in NAMES}
ANSWERS = 5
WITH_A_MAIN_BUTTON = ("procedure", "procedure-forms")


def the_main_button_is_the_widest(kiosk: Driver) -> None:
    foot = [target for target in kiosk.app.root.touchables() if type(target).__name__ == "FootAction"]
    main = next(target for target in foot if target.main)
    assert main.width >= max(target.width for target in foot) - 1, f"{main.text!r} is narrower"


def the_code_is_there(kiosk: Driver) -> bool:
    return any(type(widget).__name__ == "QrCode" and min(widget.size) > 0 for widget in kiosk.app.root.walk())


@pytest.mark.parametrize("panel", PANELS)
def test_nothing_covers_anything_and_everything_is_there_on_a_glass_that_is_too_small(panel: str):
    from tests.gui.kiosk_driver import Driver  # noqa: PLC0415 - imports Kivy

    size, glass = PANELS[panel]
    equipment = Equipment(voice=True, reader=True, reader_at=Side.BELOW)
    kiosk = Driver(glass, equipment, load_catalogue(TEXTS), drawn=False)
    kiosk.resize(*size)
    try:
        for large in (False, True):
            for name, model in SCREENS.items():
                kiosk.app.stand_still(replace(model, modes=Modes(large=large)))
                kiosk.frames(6)
                screens.words_stand_free(kiosk, name)
                if not too_small(*size, glass):
                    screens.letters_are_large(kiosk, name)
                    screens.targets_can_be_hit(kiosk, name)
                if name == "rate":
                    answers = [target for target in kiosk.target_names() if target.startswith("answer-")]
                    assert len(answers) == ANSWERS, "an honest question shows the worst beside the best"
                if name == "rated":
                    assert the_code_is_there(kiosk)
                if name in WITH_A_MAIN_BUTTON:
                    the_main_button_is_the_widest(kiosk)
    finally:
        kiosk.close()
