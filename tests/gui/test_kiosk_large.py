"""Large letters make nothing smaller, and a warning covers no button of a dossier."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from kiosk_app import sample
from kiosk_app.flow.model import Model, Modes
from kiosk_app.present.scale import LARGE_AROUND, SMALLEST_U
from tests.gui import kiosk_screens as screens
from tests.gui.test_kiosk_looks import PANELS, kiosk_on

if TYPE_CHECKING:
    from tests.gui.kiosk_driver import Driver  # at run time this import starts Kivy

SCREENS = {name: model for name, model in sample.screens() if model.modes == Modes() and model.lang == "vi"}
LARGE_U = 20
"""Letters that are large already, in units: a third more than the smallest."""


def sizes(kiosk: Driver, model: Model, *, low: bool) -> tuple[dict[str, float], dict[str, float]]:
    """How large each text is drawn in units, without large letters and with them.

    The mode of the screen before comes first: changing it costs more than drawing.
    """
    drawn = {}
    for large in sorted((False, True), key=lambda large: large != kiosk.app.model.modes.large):
        kiosk.app.stand_still(replace(model, modes=Modes(low=low, large=large)))
        kiosk.frames(6)
        drawn[large] = {
            " ".join(label.text.split()): label.font_size / kiosk.app.u for label in kiosk.labels()
        }
    return drawn[False], drawn[True]


@pytest.mark.parametrize("panel", ["portrait", "landscape", "small"])
def test_large_letters_enlarge_whatever_is_not_large_and_make_nothing_smaller(panel: str):
    kiosk = kiosk_on(panel, keypad=False)
    try:
        for name, model in SCREENS.items():
            lowers = panel == "portrait" and name.startswith("number")  # what there is to lose is the number
            for low in (False, True) if lowers else (False,):
                plain, large = sizes(kiosk, model, low=low)
                for text in plain.keys() & large.keys():
                    assert large[text] >= plain[text] - 0.01, f"{name}: {text!r}"
                    assert large[text] > plain[text] or plain[text] >= LARGE_U, f"{name}: {text!r} stays"
                assert min(large.values()) >= SMALLEST_U * LARGE_AROUND["compact"] - 0.01, name
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


def test_letters_are_as_large_as_if_nobody_had_asked_for_larger_ones_before():
    kiosk = kiosk_on("small", keypad=False)
    try:
        for name, model in SCREENS.items():
            if name.startswith(("procedure", "rate", "blank")):
                fresh, _ = drawn_after(kiosk, model, Modes())
                _, again = drawn_after(kiosk, model, Modes(large=True))
                assert again == fresh, name
    finally:
        kiosk.close()


def drawn_after(kiosk: Driver, model: Model, modes: Modes) -> tuple[dict[str, float], dict[str, float]]:
    """How large each text is in these modes, and without any after them."""
    drawn = []
    for each in (modes, Modes()):
        kiosk.app.stand_still(replace(model, modes=each))
        kiosk.frames(6)
        drawn.append({label.text: label.font_size for label in kiosk.labels()})
    return drawn[0], drawn[1]
