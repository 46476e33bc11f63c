"""For who cannot see the glass: real fingers on its lower corners, and a bar beside what is being read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk_app.flow.model import Equipment, Modes
from kiosk_app.present.scale import Touchscreen
from tests.gui import kiosk_screens as screens
from tests.gui.test_kiosk_help import Voice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.gui.kiosk_driver import Driver  # at run time this import starts Kivy


class SlowVoice(Voice):
    """Speaks until the test says that it has spoken."""

    def __init__(self) -> None:
        super().__init__()
        self.busy = False

    def say(self, text_id: str, text: str, lang: str) -> None:
        super().say(text_id, text, lang)
        self.busy = True

    def speaking(self) -> bool:
        return self.busy


@pytest.fixture
def voice() -> SlowVoice:
    return SlowVoice()


@pytest.fixture
def kiosk(voice: SlowVoice) -> Iterator[Driver]:
    from tests.gui.kiosk_driver import Driver  # noqa: PLC0415 - imports Kivy

    driver = Driver(Touchscreen(27, 700), Equipment(voice=True), speaker=voice)
    screens.open_office(driver)
    yield driver
    driver.close()


def corner(kiosk: Driver, *, left: bool) -> None:
    kiosk.clock.now += 1
    kiosk.tap_at(20 if left else kiosk.size()[0] - 20, 20)


def hold(kiosk: Driver, x: float, y: float) -> None:
    """A finger comes down and stays."""
    from kivy.tests.common import UnitTestTouch  # noqa: PLC0415 - imports Kivy

    kiosk.settle()
    touch = UnitTestTouch(x, y)
    touch.touch_down()
    timer = touch.ud.get("corner-timer")
    if timer:
        timer.cancel()
        timer.callback(0)  # the time that it takes has passed
    touch.touch_up()
    kiosk.frames(2)


def test_a_hand_finds_the_corner_and_goes_by_ear_to_a_number(kiosk: Driver, voice: SlowVoice):
    hold(kiosk, 20, 20)
    assert kiosk.app.model.modes == Modes(aloud=True, by_ear=True)
    assert voice.heard[-1].startswith("vi: Chế độ nghe.")
    corner(kiosk, left=True)
    corner(kiosk, left=True)
    assert [t.target_name for t in kiosk.app.root.touchables() if t.focused] == ["service-b"]
    assert voice.heard[-1].startswith("vi: Đất đai")
    corner(kiosk, left=False)
    kiosk.frames(2)
    assert [command.service for command in kiosk.desk.heard] == ["b"]


def test_a_button_under_the_held_finger_is_not_pressed(kiosk: Driver):
    button = kiosk.target("lang")
    x, y = button.to_window(*button.center)
    assert x < 200
    hold(kiosk, min(x, 40), min(y, 40))
    assert kiosk.app.model.lang == "vi"
    assert kiosk.app.model.modes.by_ear


def test_a_short_touch_of_the_corner_is_the_button_that_stands_there(kiosk: Driver):
    kiosk.settle()
    kiosk.tap("lang")
    assert kiosk.app.model.lang == "en"
    assert not kiosk.app.model.modes.by_ear


def test_the_line_that_is_being_read_is_marked_until_it_was_said(kiosk: Driver, voice: SlowVoice):
    def marked() -> list[str]:
        return [" ".join(label.text.split()) for label in kiosk.labels() if getattr(label, "read", False)]

    kiosk.settle()
    kiosk.tap("aloud")
    assert marked() == ["Mời ông/bà chọn lĩnh vực"]
    seen = [marked()]
    while voice.busy:
        voice.busy = False
        kiosk.app._tick(0)
        seen.append(marked())
    assert seen[1] == ["Chạm một lần để lấy số thứ tự"]
    assert ["Tư pháp – Hộ tịch", "Hôm nay đã cấp hết số"] in seen
    assert seen[-1] == [], "all was said"
    assert len(voice.heard) == len(seen) - 1
