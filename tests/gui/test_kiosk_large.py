"""Large letters make nothing smaller, and a warning covers no button of a dossier."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from kiosk_app import sample
from kiosk_app.flow.model import Model, Modes
from tests.gui import kiosk_screens as screens
from tests.gui.test_kiosk_looks import PANELS, kiosk_on

if TYPE_CHECKING:
    from tests.gui.kiosk_driver import Driver  # at run time this import starts Kivy

SCREENS = {name: model for name, model in sample.screens() if model.modes == Modes() and model.lang == "vi"}
GROWING = ("services", "dossier-ready", "priority", "remark-rubbish", "scan")
"""Screens with room, on a tall panel, for larger letters."""


def sizes(kiosk: Driver, model: Model, modes: Modes) -> dict[str, float]:
    """How large each text is drawn."""
    kiosk.app.stand_still(replace(model, modes=modes))
    kiosk.frames(6)
    return {" ".join(label.text.split()): label.font_size for label in kiosk.labels()}


@pytest.mark.parametrize(
    ("panel", "low"), [("portrait", False), ("portrait", True), ("landscape", False), ("small", False)]
)
def test_large_letters_make_no_text_smaller_and_the_matter_larger(panel: str, *, low: bool):
    kiosk = kiosk_on(panel, keypad=False)
    try:
        for name, model in SCREENS.items():
            plain = sizes(kiosk, model, Modes(low=low))
            large = sizes(kiosk, model, Modes(low=low, large=True))
            for text in plain.keys() & large.keys():
                assert large[text] >= plain[text] - 0.01, f"{name}: {text!r}"
            if panel == "portrait" and not low and name in GROWING:
                assert any(large[text] > plain[text] for text in plain.keys() & large.keys()), name
    finally:
        kiosk.close()


@pytest.mark.parametrize("panel", PANELS)
def test_a_warning_leaves_the_buttons_of_a_dossier_where_they_are(panel: str):
    kiosk = kiosk_on(panel, keypad=False)
    model = replace(SCREENS["dossier-several"], closes_in=None)
    try:
        places = []
        for closes_in in (None, 6):
            kiosk.app.stand_still(replace(model, closes_in=closes_in))
            kiosk.frames(6)
            targets = kiosk.app.root.touchables()
            places.append({target.target_name: target.to_window(*target.pos) for target in targets})
            screens.targets_can_be_hit(kiosk, f"closing in {closes_in}")
            screens.words_stand_free(kiosk, f"closing in {closes_in}")
        before, closing = places
        assert "more-time" in closing
        stay = {"back", "sheet-1"} if kiosk.app.compact else before.keys()
        assert stay <= closing.keys()
        if not kiosk.app.compact:
            assert {name: closing[name] for name in before} == before
    finally:
        kiosk.close()


def test_a_small_panel_shows_six_services_at_once():
    kiosk = kiosk_on("small", keypad=False)
    try:
        kiosk.app.stand_still(SCREENS["services"])
        kiosk.frames(6)
        names = [target.target_name for target in kiosk.app.root.touchables()]
        assert sum(name.startswith("service-") for name in names) == 6
        screens.targets_can_be_hit(kiosk, "six services")
        screens.words_stand_free(kiosk, "six services")
    finally:
        kiosk.close()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_large_letters_leave_something_to_choose_from(lang: str):
    kiosk = kiosk_on("small", keypad=False)
    try:
        for name in (
            "services",
            "services-closes-early",
            "no-paper",
            "guide",
            "fields",
            "listed",
            "priority",
        ):
            kiosk.app.stand_still(replace(SCREENS[name], lang=lang, modes=Modes(large=True)))
            kiosk.frames(6)
            body = next(widget for widget in kiosk.app.root.walk() if isinstance(widget, _choices()))
            assert len(body.cards()) >= 2, f"{name} in {lang}: one card is no choice"
    finally:
        kiosk.close()


def _choices() -> type[Any]:
    from kiosk_app.screens.choices import ChoicesBody  # noqa: PLC0415 - imports Kivy

    return ChoicesBody
