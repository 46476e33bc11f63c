"""Sizes in millimetres, on panels as they are sold."""

import pytest

from kiosk_app.flow.model import Modes
from kiosk_app.present.scale import CAPITAL, CAPITAL_MM, LEAST, SMALLEST_U, Touchscreen, scale, too_small
from kiosk_app.settings import KioskSettings

PANELS = [(1080, 1920, 27), (1080, 1920, 18.5), (1280, 800, 10.1), (1024, 600, 10.1), (1920, 1080, 21.5)]


@pytest.mark.parametrize(("width", "height", "inches"), PANELS)
def test_the_smallest_letters_can_be_read_and_the_screens_have_the_units_they_need(
    width: int, height: int, inches: float
):
    for modes in (Modes(), Modes(large=True)):
        found = scale(width, height, Touchscreen(inches, 900), modes)
        assert SMALLEST_U * CAPITAL * found.u * found.mm_px >= CAPITAL_MM - 0.001
        across, down = LEAST[found.wide]
        assert width / found.u >= across - 0.001
        assert height / found.u >= down - 0.001
    assert not too_small(width, height, Touchscreen(inches, 900))


def test_a_panel_that_is_too_small_for_everyone_is_known_as_such():
    assert too_small(1024, 600, Touchscreen(7, 900))
    assert too_small(1080, 1920, Touchscreen(15.6, 700)), "ten keys of 20 mm are wider than it"
    settings = {"site": "demo", "device": "kiosk-1", "screen": {"width": 1024, "height": 600, "inches": 7}}
    assert KioskSettings.model_validate(settings).letters_too_small()


@pytest.mark.parametrize(("width", "height", "inches"), PANELS)
def test_large_letters_take_no_room_for_the_head_and_the_buttons(width: int, height: int, inches: float):
    plain, large = (scale(width, height, Touchscreen(inches, 900), Modes(large=on)) for on in (False, True))
    assert large.u == plain.u
    assert large.grow > plain.grow == 1


def test_low_controls_stand_below_what_a_seated_hand_reaches():
    found = scale(1080, 1920, Touchscreen(27, 700), Modes(low=True))
    assert found.lowers
    assert found.low_px * found.mm_px + 700 == pytest.approx(1120)
    assert not scale(1280, 800, Touchscreen(10.1, 900), Modes(low=True)).lowers, "all of it is in reach"
    assert not scale(1080, 1920, Touchscreen(27, 1100), Modes(low=True)).lowers, "nothing would fit"
