"""When something is said aloud."""

from dataclasses import replace

from kiosk_app import sample
from kiosk_app.flow.model import Modes
from kiosk_app.present.present import present
from kiosk_app.present.spoken import Aloud
from tests.unit.kiosk.kiosk_player import CATALOGUE

SCREENS = dict(sample.screens())


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
    assert "dưới màn hình" in present(replace(SCREENS["scan"], modes=modes), CATALOGUE).spoken
    broken = replace(SCREENS["scan"], modes=modes, reader_there=False)
    assert "tạm ngưng" in (aloud.next(present(broken, CATALOGUE)) or "")
