"""A board that is not let in yet shows its code where its caretaker stands."""

import pytest

from contracts.pairing import PairNote, PairState
from contracts.texts import load_catalogue
from contracts.vocabulary import DeviceId
from display_board.flow import Tick, step
from display_board.model import Model
from display_board.view import page_of
from tests.rules.house import HOUSE

TEXTS = load_catalogue(HOUSE / "display_board" / "texts")
BOARD = DeviceId("board-2")
FOUND = PairNote(BOARD, "482 915", office="UBND A (10.0.0.1)")
OTHER = PairNote(BOARD, "730 264", office="UBND B (10.0.0.2)")


@pytest.mark.parametrize(
    ("note", "said"),
    [
        (PairNote(BOARD, "482 915"), ["482 915"]),
        (FOUND, ["482 915", "UBND A (10.0.0.1)"]),
        (PairNote(BOARD, "482 915", office="A", others=(OTHER,)), ["482 915 – A", "730 264 – UBND B"]),
        (PairNote(BOARD, "482 915", office="A", others=(PairNote(BOARD),)), ["482 915", "A"]),
        (PairNote(BOARD), ["đang tìm máy chủ"]),
        (PairNote(BOARD, trouble="not-reached"), ["đang tìm máy chủ"]),
        (PairNote(BOARD, trouble="none-found"), ["chưa thấy máy chủ nào"]),
        (PairNote(BOARD, trouble="too-many"), ["quá nhiều"]),
        (PairNote(BOARD, trouble=PairState.NAME_TAKEN), ["đã có máy khác dùng"]),
    ],
)
def test_the_page_says_it_until_the_board_is_let_in(note: PairNote, said: list[str]) -> None:
    before = Model(started=0.0)
    model = step(before, Tick(pairing=note), 1.0)
    notice = page_of(model, 1.0, TEXTS).notice
    assert notice is not None
    assert all(part in notice[0] for part in said)
    assert notice[0] != notice[1]
    assert "board-2" in notice[0]
    assert page_of(step(model, Tick(), 2.0), 2.0, TEXTS).notice is None
