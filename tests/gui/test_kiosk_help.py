"""What helps people: the keypad's focus, sheets, high contrast, the voice; and what helps the caretaker."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from contracts import messages as m
from contracts.codec import decode, encode
from hardware.link.memory import MemoryLink
from hardware.ports import Arrived, LinkHappening
from kiosk_app.flow.model import Equipment
from kiosk_app.present.scale import Touchscreen
from tests.gui import kiosk_screens as screens
from tests.unit.kiosk import kiosk_scenes as scenes
from tests.unit.kiosk.kiosk_player import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.gui.kiosk_driver import Driver  # at run time this import starts Kivy


class Voice:
    """A speaker that remembers, as a person at the headphones would."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.wrong = ""

    def say(self, text_id: str, text: str, lang: str) -> None:
        assert text_id
        self.heard.append(f"{lang}: {text}")

    def speaking(self) -> bool:
        return False

    def stop(self) -> None:
        self.heard.append("")

    def trouble(self) -> str:
        return self.wrong

    def close(self) -> None:
        self.heard.append("closed")


@pytest.fixture
def voice() -> Voice:
    return Voice()


@pytest.fixture
def helped(voice: Voice) -> Iterator[Driver]:
    from tests.gui.kiosk_driver import Driver  # noqa: PLC0415 - imports Kivy

    driver = Driver(Touchscreen(27, 700), Equipment(keypad=True, voice=True), speaker=voice)
    screens.open_office(driver)
    yield driver
    driver.close()


def press(kiosk: Driver, *keys: str) -> None:
    for key in keys:
        kiosk.settle()
        kiosk.bridge.press(key, kiosk.clock.monotonic())
        kiosk.frames(3)


def test_the_keypads_focus_is_seen_and_enter_takes_the_number(helped: Driver):
    press(helped, "2")
    focused = [t.target_name for t in helped.app.root.touchables() if t.focused]
    assert focused == ["service-b"]
    press(helped, "enter")
    assert [c.service for c in helped.desk.heard if isinstance(c, m.IssueTicket)] == ["b"]


def test_the_sheet_with_the_focus_is_turned_up(helped: Driver):
    from tests.gui.kiosk_driver import TOPICS  # noqa: PLC0415 - imports Kivy

    helped.desk.keep(
        TOPICS.state("office"), scenes.office_of_groups().model_copy(update={"seq": 51, "groups": ()})
    )
    helped.settle()
    assert "service-s40" not in helped.target_names()
    press(helped, "4", "0")
    assert helped.target("service-s40").focused


def test_a_turned_sheet_shows_other_services(helped: Driver):
    from tests.gui.kiosk_driver import TOPICS  # noqa: PLC0415 - imports Kivy

    helped.desk.keep(
        TOPICS.state("office"), scenes.office_of_groups().model_copy(update={"seq": 51, "groups": ()})
    )
    seen: list[str] = []
    helped.settle()
    for _ in range(10):
        helped.settle()
        seen += [t for t in helped.target_names() if t.startswith("service-")]
        turns = [t for t in helped.target_names() if t.startswith("sheet-")]
        if len(set(seen)) == 40:
            break
        helped.tap(turns[-1])
    assert len(set(seen)) == 40


def test_high_contrast_is_drawn_and_goes_with_the_citizen(helped: Driver):
    light = helped.app.paint["ground"]
    helped.tap("contrast")
    assert helped.app.paint["ground"] == (0, 0, 0, 1)
    for _ in range(45):
        helped.settle()
    assert helped.app.paint["ground"] == light


def test_the_screen_is_read_aloud_when_wished_and_silent_at_the_next_one(helped: Driver, voice: Voice):
    helped.tap("contrast")
    assert voice.heard == []
    helped.settle()
    helped.tap("aloud")
    assert voice.heard[0] == "vi: Mời ông/bà chọn lĩnh vực."
    helped.until(lambda: any("Phím 2: Đất đai" in said for said in voice.heard))
    since = len(voice.heard)
    press(helped, "2")
    assert any(said.startswith("vi: Phím 2: Đất đai") for said in voice.heard[since:])
    since = len(voice.heard)
    press(helped, "enter")
    assert any("Đang lấy số" in said for said in voice.heard[since:])
    since = len(voice.heard)
    helped.desk.reply(scenes.accepted(helped.desk.heard[-1], number="B007"))
    helped.frames(3)
    assert any("B, 0, 0, 7" in said for said in voice.heard[since:])


def test_a_broken_voice_is_a_fault_and_no_more(helped: Driver, voice: Voice):
    voice.wrong = "no such card"
    helped.settle()
    assert ["no such card" in fault.detail for fault in helped.station._faults] == [True]
    voice.wrong = ""
    helped.settle()
    assert helped.station._faults == ()


class Onlooker:
    """The caretaker's page at the other end of the wire."""

    def __init__(self, kiosk: Driver) -> None:
        from tests.gui.kiosk_driver import KIOSK, TOPICS  # noqa: PLC0415 - imports Kivy

        self.pictures: list[m.ScreenPicture] = []
        self._topics, self._kiosk = TOPICS, KIOSK
        self._link = MemoryLink(kiosk.broker)
        self._link.start(self._on_link, (TOPICS.screen("+"),), None)

    def _on_link(self, happening: LinkHappening) -> None:
        if isinstance(happening, Arrived):
            message = decode(self._topics, happening.topic, happening.payload)
            assert isinstance(message, m.ScreenPicture)
            self.pictures.append(message)

    def watch(self, until: int, touch: tuple[float, float] | None = None) -> None:
        self._link.publish(self._topics.watch(self._kiosk), encode(m.Watch(until=until, touch=touch)))


@pytest.mark.parametrize("maintenance", [False, True])
def test_the_caretaker_sees_the_screen_and_touches_it_in_maintenance_only(
    helped: Driver, *, maintenance: bool
):
    from kiosk_app.shell.caretaker import Caretaker  # noqa: PLC0415 - imports Kivy

    caretaker, page = (
        Caretaker(helped.app, helped.station, CATALOGUE, maintenance=maintenance),
        Onlooker(helped),
    )
    try:
        helped.frames(5)
        assert page.pictures == [], "nobody looks"
        page.watch(helped.station.desk_now() + 5000)
        helped.until(lambda: bool(page.pictures))
        picture = page.pictures[0]
        image = Image.open(io.BytesIO(base64.b64decode(picture.image)))
        assert (picture.screen, image.size) == ("services", (picture.width, picture.height))
        assert len(picture.image) <= 48 * 1024
        target = helped.target("service-b")
        width, height = helped.size()
        place = target.center_x / width, 1 - target.center_y / height
        page.watch(helped.station.desk_now() + 5000, place)
        helped.frames(6)
        asked = [c.service for c in helped.desk.heard if isinstance(c, m.IssueTicket)]
        assert asked == (["b"] if maintenance else [])
    finally:
        caretaker.close()


def test_nothing_is_sent_once_nobody_looks_any_more(helped: Driver):
    from kiosk_app.shell.caretaker import Caretaker  # noqa: PLC0415 - imports Kivy

    caretaker, page = Caretaker(helped.app, helped.station, CATALOGUE, maintenance=False), Onlooker(helped)
    try:
        page.watch(helped.station.desk_now() + 500)
        helped.until(lambda: bool(page.pictures))
        helped.settle()
        count = len(page.pictures)
        helped.tap("lang")
        helped.frames(5)
        assert len(page.pictures) == count
    finally:
        caretaker.close()


def test_a_noisy_picture_still_fits_on_the_wire():
    from kiosk_app.shell.caretaker import MOST_BYTES, small_jpeg  # noqa: PLC0415 - imports Kivy

    noise = Image.effect_noise((720, 960), 200).convert("RGB")
    assert len(small_jpeg(noise)) <= MOST_BYTES
