"""Sizes in millimetres, touches that no finger makes, and when something is said aloud."""

from dataclasses import replace

import pytest

from kiosk_app import sample
from kiosk_app.flow.ghost_touches import Ghosts
from kiosk_app.flow.model import Modes
from kiosk_app.present.present import present
from kiosk_app.present.scale import CAPITAL, CAPITAL_MM, LEAST, SMALLEST_U, Glass, scale, too_small
from kiosk_app.present.spoken import Aloud
from kiosk_app.settings import KioskSettings
from tests.unit.kiosk.kiosk_player import CATALOGUE

PANELS = [(1080, 1920, 27), (1080, 1920, 15.6), (1280, 800, 10.1), (1024, 600, 10.1), (1920, 1080, 21.5)]
SCREENS = dict(sample.screens())


@pytest.mark.parametrize(("width", "height", "inches"), PANELS)
def test_the_smallest_letters_can_be_read_and_the_screens_have_the_units_they_need(
    width: int, height: int, inches: float
):
    for modes in (Modes(), Modes(large=True)):
        found = scale(width, height, Glass(inches, 900), modes)
        assert SMALLEST_U * CAPITAL * found.u * found.mm_px >= CAPITAL_MM - 0.001
        across, down = LEAST[found.wide]
        assert width / found.u >= across - 0.001
        assert height / found.u >= down - 0.001
    assert not too_small(width, height, Glass(inches, 900))


def test_a_panel_that_is_too_small_for_everyone_is_known_as_such():
    assert too_small(1024, 600, Glass(7, 900))
    settings = {"site": "demo", "device": "kiosk-1", "screen": {"width": 1024, "height": 600, "inches": 7}}
    assert KioskSettings.model_validate(settings).letters_too_small()


@pytest.mark.parametrize(("width", "height", "inches"), PANELS)
def test_large_letters_take_no_room_for_the_head_and_the_buttons(width: int, height: int, inches: float):
    plain, large = (scale(width, height, Glass(inches, 900), Modes(large=on)) for on in (False, True))
    assert large.u == plain.u
    assert large.grow > plain.grow == 1


def test_low_controls_stand_below_what_a_seated_hand_reaches():
    found = scale(1080, 1920, Glass(27, 700), Modes(low=True))
    assert found.lowers
    assert found.low_px * found.mm_px + 700 == pytest.approx(1120)
    assert not scale(1280, 800, Glass(10.1, 900), Modes(low=True)).lowers, "all of it is in reach"
    assert not scale(1080, 1920, Glass(27, 1100), Modes(low=True)).lowers, "nothing would fit"


def test_a_point_that_fires_faster_than_a_hand_is_ignored_until_it_is_quiet():
    ghosts = Ghosts()
    taken = [not ghosts.is_ghost(index * 0.05, 100, 100) for index in range(200)]
    assert sum(taken) == 15
    assert ghosts.places(10)
    assert ghosts.is_ghost(11, 104, 97)
    assert not ghosts.is_ghost(11, 200, 100), "elsewhere the glass works"
    assert not ghosts.places(17)
    assert not ghosts.is_ghost(17, 100, 100)


def test_a_hand_that_hammers_is_no_ghost():
    ghosts = Ghosts()
    assert not any(ghosts.is_ghost(index * 0.1, 100, 100) for index in range(300))


def test_the_same_screen_is_said_once_although_its_figures_change():
    aloud, model = Aloud(), replace(SCREENS["services"], modes=Modes(aloud=True))
    assert "Tư pháp" in (aloud.next(present(model, CATALOGUE)) or "")
    fewer = replace(model, queue=sample.queue().model_copy(update={"services": ()}))
    assert aloud.next(present(fewer, CATALOGUE)) is None


def test_the_warning_is_said_once_and_ends_in_silence():
    aloud, model = Aloud(), replace(SCREENS["services"], modes=Modes(aloud=True))
    aloud.next(present(model, CATALOGUE))
    assert "còn ở đây" in (aloud.next(present(replace(model, closes_in=20), CATALOGUE)) or "")
    assert aloud.next(present(replace(model, closes_in=19), CATALOGUE)) is None
    assert aloud.next(present(model, CATALOGUE)) == ""


def test_another_screen_and_switching_off_end_what_is_said():
    aloud, modes = Aloud(), Modes(aloud=True)
    aloud.next(present(replace(SCREENS["services"], modes=modes), CATALOGUE))
    assert aloud.next(present(replace(SCREENS["number-take"], modes=modes), CATALOGUE))
    assert aloud.next(present(SCREENS["number-take"], CATALOGUE)) == ""
    assert aloud.next(present(SCREENS["services"], CATALOGUE)) is None


def test_a_reader_that_breaks_ends_the_instructions_that_are_being_read():
    aloud, modes = Aloud(), Modes(aloud=True)
    assert "vạch" in (aloud.next(present(replace(SCREENS["scan"], modes=modes), CATALOGUE)) or "")
    broken = replace(SCREENS["scan"], modes=modes, reader_there=False)
    assert "tạm ngưng" in (aloud.next(present(broken, CATALOGUE)) or "")
