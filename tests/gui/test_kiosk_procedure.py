"""The page of a procedure: papers that nobody knows, and its sheets there and back."""

import gc
from dataclasses import replace

import pytest

from kiosk_app import sample
from kiosk_app.flow.guide_pages import Procedure
from kiosk_app.flow.model import Modes
from tests.gui.test_kiosk_looks import PANELS, kiosk_on

SCREENS = dict(sample.screens())
UNKNOWN = SCREENS["procedure-unknown"]
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


@pytest.mark.parametrize("panel", PANELS)
def test_what_it_costs_comes_back_however_long_the_papers_stood_alone(panel: str):
    """Memory is tidied up while somebody reads: what no page holds would be gone, and the screen with it."""
    kiosk, birth = kiosk_on(panel, keypad=False), SCREENS["procedure"]
    try:
        for sheet in (0, 1, 2, 1, 0):
            assert isinstance(birth.page, Procedure)
            kiosk.app.stand_still(replace(birth, page=replace(birth.page, sheet=sheet)))
            kiosk.frames(4)
            gc.collect()
        assert any("8.000" in text for text, _, _ in kiosk.text_boxes())
    finally:
        kiosk.close()


@pytest.mark.parametrize("large", [False, True], ids=["plain", "large"])
@pytest.mark.parametrize("panel", PANELS)
def test_every_paper_and_every_step_stands_on_a_sheet(panel: str, large: bool):  # noqa: FBT001 - a parameter
    kiosk, birth = kiosk_on(panel, keypad=False), SCREENS["procedure-steps-first"]
    assert isinstance(birth.page, Procedure)
    told, seen = birth.page.told, ""
    try:
        for sheet in range(len(told.papers) + len(told.steps)):
            page = replace(birth.page, sheet=sheet)
            kiosk.app.stand_still(replace(birth, page=page, modes=Modes(large=large)))
            kiosk.frames(4)
            seen += " ".join(" ".join(text.split()) for text, _, _ in kiosk.text_boxes()) + " "
        texts = [*(paper.text for paper in told.papers), *(step.text for step in told.steps)]
        assert [text for text in texts if text[:20] not in seen] == []
    finally:
        kiosk.close()
