"""The hours of a closed office with days that are different: nothing leaves its card on any panel."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contracts import messages as m
from kiosk_app import sample
from kiosk_app.flow.model import Modes
from tests.gui import kiosk_screens as screens
from tests.gui.test_kiosk_looks import PANELS, kiosk_on

CLOSED = dict(sample.screens())["closed-early"]
TODAY = "Thứ Hai 23/11"
HOLIDAYS = tuple(
    m.SpecialDay(
        day=f"2026-11-{day}",
        name={"vi": "Ngày Văn hóa Việt Nam, nghỉ bù theo quyết định", "en": "Culture day"},
        sessions=(),
    )
    for day in (24, 25)
)


@pytest.mark.parametrize("panel", PANELS)
def test_the_hours_of_a_closed_office_stay_in_their_card(panel: str):
    kiosk = kiosk_on(panel, keypad=False)
    try:
        office = CLOSED.office
        assert office is not None
        for more in ((), HOLIDAYS):
            days = (*office.special_days, *more)
            model = replace(CLOSED, office=office.model_copy(update={"special_days": days}))
            for modes in (Modes(), Modes(large=True)):
                kiosk.app.stand_still(replace(model, modes=modes))
                kiosk.frames(6)
                screens.words_stand_free(kiosk, f"{len(days)} days, {modes}")
                words = kiosk.words()
                assert "Đã hết giờ lấy số" in words
                assert TODAY in words, "what is different today is told on every panel"
                if not more:
                    assert "Thứ Bảy" in words, "one such day takes no other"
    finally:
        kiosk.close()
