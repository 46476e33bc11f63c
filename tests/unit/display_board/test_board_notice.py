"""Another machine with the board's name: the office's people read it, and the called numbers stay."""

from contracts.vocabulary import DeviceId
from display_board.flow import Tick, step
from display_board.model import Model
from display_board.view import page_of
from hardware.link.name import NameTwice
from tests.unit.display_board.board_builders import TEXTS, a_board, a_call, a_pulse, an_office

TWICE = NameTwice(DeviceId("board-1"), "192.168.1.23", waits=True)


def a_model() -> Model:
    model = Model(started=0.0)
    for said in (an_office(), a_pulse(0), a_board(a_call("D001"))):
        model = step(model, said, 1.0)
    return model


def test_the_notice_says_which_name_and_where_and_what_to_do_in_both_languages():
    page = page_of(step(a_model(), Tick(TWICE), 1.0), 1.0, TEXTS)
    assert page.notice is not None
    for line, remedy in zip(page.notice, ("tắt một máy", "switch one off"), strict=True):
        assert "board-1" in line
        assert "192.168.1.23" in line
        assert remedy in line


def test_an_address_that_is_not_known_is_not_spoken_of():
    page = page_of(step(a_model(), Tick(NameTwice(DeviceId("board-1"), "", waits=False)), 1.0), 1.0, TEXTS)
    assert page.notice is not None
    assert "địa chỉ" not in page.notice[0]


def test_what_is_called_stays_and_the_notice_goes_with_its_cause():
    before = page_of(a_model(), 1.0, TEXTS)
    doubled = step(a_model(), Tick(TWICE), 1.0)
    assert page_of(doubled, 1.0, TEXTS).spotlight == before.spotlight
    assert page_of(step(doubled, Tick(None), 1.0), 1.0, TEXTS) == before
    assert before.notice is None
