"""A procedure of which nobody wrote down the papers: that is said where the papers would stand."""

import pytest

from kiosk_app import sample
from tests.gui.test_kiosk_looks import PANELS, kiosk_on

UNKNOWN = dict(sample.screens())["procedure-unknown"]
SAID, TITLE = "Danh mục chưa ghi giấy tờ cần mang. Xin hỏi tại quầy trước khi chuẩn bị.", "Giấy tờ cần mang"


@pytest.mark.parametrize("panel", PANELS)
def test_papers_that_nobody_knows_are_told_below_their_title(panel: str):
    kiosk = kiosk_on(panel, keypad=False)
    try:
        kiosk.app.stand_still(UNKNOWN)
        kiosk.frames(6)
        boxes = {" ".join(text.split()): box for text, box, _ in kiosk.text_boxes()}
        gap = boxes[TITLE][1] - boxes[SAID][3]
        assert 0 <= gap <= boxes[TITLE][3] - boxes[TITLE][1], "nothing but the title stands above it"
    finally:
        kiosk.close()
