"""The notice of the office, which is changed in its settings, beside the board's own."""

from display_board.flow import step
from display_board.model import Model
from display_board.view import page_of
from tests.unit.display_board.board_builders import TEXTS, a_board, a_pulse, an_office


def notes(office_ticker: str, own: str = "") -> tuple[str, ...]:
    model = Model(started=0.0)
    for said in (an_office().model_copy(update={"ticker": office_ticker}), a_pulse(0), a_board()):
        model = step(model, said, 1.0)
    return page_of(model, 1.0, TEXTS, own).notes


def test_both_notices_are_told_in_pieces_that_fit():
    assert notes("") == ()
    assert notes("Mai nghỉ lễ") == ("Mai nghỉ lễ",)
    assert notes("Mai nghỉ lễ", "Giữ trật tự") == ("Giữ trật tự", "Mai nghỉ lễ")
    assert len(notes("Từ ngày 1/12 trung tâm chuyển sang trụ sở mới ở số 12 đường Trần Phú")) == 2
