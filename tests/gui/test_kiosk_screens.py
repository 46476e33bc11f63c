"""The real application on SDL's offscreen driver: from a touch to a drawn number."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

import pytest

from contracts import messages as m
from contracts.look.tokens import COLOURS
from contracts.vocabulary import RefusalCode, SlipState
from tests.unit.kiosk import kiosk_scenes as scenes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.gui.kiosk_driver import Driver  # at run time this import starts Kivy

SIZES = {"portrait": (1080, 1920), "small portrait": (608, 1080), "landscape": (1280, 800)}
PANEL_MM = 336.0
"""The short side of a 27 inch panel."""


@pytest.fixture
def ready(kiosk: Driver):
    from tests.gui.kiosk_driver import TOPICS  # noqa: PLC0415 - imports Kivy

    kiosk.desk.keep(TOPICS.state("office"), scenes.office(8))
    kiosk.desk.keep(TOPICS.state("queue"), scenes.queue(8, closed={"b": RefusalCode.QUOTA_REACHED}))
    kiosk.desk.keep(TOPICS.presence("printer-1"), scenes.printer())
    kiosk.settle()
    kiosk.settle()
    assert kiosk.app.frame.screen == "services"
    return kiosk


def commands(kiosk: Driver) -> list[m.Command]:
    return [c for c in kiosk.desk.heard if isinstance(c, m.Command)]


def test_a_number_from_touch_to_slip(ready: Driver):
    ready.tap("service-f")
    assert ready.app.frame.screen == "sending"
    ready.desk.reply(scenes.accepted(ready.desk.heard[-1], number="F001"))
    ready.frames(3)
    assert ready.app.frame.screen == "number"
    assert "F001" in ready.words()
    ready.desk.tell(scenes.slip_ended(SlipState.PRINTED, "F001"))
    ready.frames(3)
    assert "Mời ông/bà lấy phiếu" in ready.words()
    ready.pass_time(8.1)
    assert ready.app.frame.screen == "services"
    assert "F001" not in ready.words()


def test_twenty_touches_a_second_ask_once(ready: Driver):
    place = ready.target("service-c").center
    for _ in range(60):
        ready.clock.now += 0.05
        ready.tap_at(*place)
        ready.app._tick(0)
    asked = [c for c in commands(ready) if isinstance(c, m.IssueTicket)]
    assert len({c.request_id for c in asked}) == 1


def test_a_message_from_the_links_thread_is_drawn(ready: Driver):
    from tests.gui.kiosk_driver import TOPICS  # noqa: PLC0415 - imports Kivy

    ready.desk.keep(TOPICS.presence("printer-1"), scenes.printer("paper-end"))
    ready.until(lambda: "Máy in hết giấy: số sẽ hiện trên màn hình" in ready.words())


def test_keys_reach_nothing(ready: Driver):
    from kivy.core.window import Window  # noqa: PLC0415 - imports Kivy

    for key in (27, 282, 292, 293):  # escape, F1, F11, F12
        Window.dispatch("on_keyboard", key, 0, None, [])
    ready.frames(3)
    assert ready.app.frame.screen == "services"
    assert len(Window.children) == 1
    assert ready.app.open_settings() is False


def test_there_is_one_source_of_touches(ready: Driver):  # noqa: ARG001 - the window must stand
    from kivy.config import Config  # noqa: PLC0415 - imports Kivy

    assert [tuple(item) for item in Config.items("input")] == [("mouse", "mouse,disable_multitouch")]
    assert Config.get("kivy", "exit_on_escape") == "0"
    assert list(Config.items("modules")) == []


def test_a_failing_screen_says_so_and_heals(ready: Driver):
    from kiosk_app.app import _LogAndShow  # noqa: PLC0415 - imports Kivy

    handler = _LogAndShow(ready.app)
    handler.handle_exception(RuntimeError("drawn wrongly"))
    assert ready.app.frame.screen == "out-of-order"
    ready.settle()
    assert ready.app.frame.screen == "services"


def test_a_stop_signal_ends_the_loop(ready: Driver):
    from kivy.base import EventLoop  # noqa: PLC0415 - imports Kivy

    ready.stop.set()
    ready.app._tick(0)
    assert EventLoop.quit or EventLoop.status == "closed"


# --- looks ------------------------------------------------------------------------------------------


def before_a_number(kiosk: Driver) -> Iterator[str]:
    from tests.gui.kiosk_driver import TOPICS  # noqa: PLC0415 - imports Kivy

    yield "services"
    kiosk.desk.keep(TOPICS.presence("printer-1"), scenes.printer("paper-end"))
    kiosk.settle()
    yield "services with a banner"
    for target, name in (("priority", "priority"), ("priority-pregnant", "chosen"), ("service-b", "refused")):
        kiosk.tap(target)
        yield name
        kiosk.settle()
    kiosk.tap("ok")
    kiosk.desk.keep(TOPICS.presence("printer-1"), scenes.printer())
    kiosk.settle()


def a_number(kiosk: Driver) -> Iterator[str]:
    kiosk.tap("service-f")
    yield "sending"
    kiosk.desk.reply(scenes.accepted(kiosk.desk.heard[-1], counters=("1", "2", "3", "4")))
    kiosk.settle()
    yield "printing"
    for end in (SlipState.UNKNOWN, SlipState.PRINTED):
        kiosk.desk.tell(scenes.slip_ended(end))
        kiosk.settle()
        yield f"slip {end}"
    kiosk.tap("ok")


def no_numbers(kiosk: Driver) -> Iterator[str]:
    from tests.gui.kiosk_driver import TOPICS  # noqa: PLC0415 - imports Kivy

    codes = (RefusalCode.OFFICE_CLOSED, RefusalCode.NOT_OPEN_YET, RefusalCode.NUMBERS_ENDED)
    for seq, code in enumerate(codes, 10):
        kiosk.desk.keep(TOPICS.state("queue"), scenes.queue(8, closed=code, seq=seq))
        kiosk.settle()
        yield str(code)
    kiosk.pass_time(11)
    yield "out of order"


def on_every_screen(kiosk: Driver, lang: str, check: Callable[[str], None]) -> int:
    """``check`` on each screen, drawn in ``lang``; how many there were."""
    count = 0
    for name in chain(before_a_number(kiosk), a_number(kiosk), no_numbers(kiosk)):
        kiosk.app.model = replace(kiosk.app.model, lang=lang)
        kiosk.app._draw()
        kiosk.frames(6)
        check(f"{name} in {lang}")
        count += 1
    return count


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_no_word_is_clipped_or_covered_on_any_screen(ready: Driver, size: str, lang: str):
    ready.resize(*SIZES[size])
    assert on_every_screen(ready, lang, lambda name: assert_words_stand_free(ready, name)) == 13


def assert_words_stand_free(kiosk: Driver, name: str) -> None:
    boxes = kiosk.text_boxes()
    width, height = kiosk.size()
    for text, box, surface in boxes:
        assert inside(box, (0, 0, width, height)), f"{name}: {text!r} leaves the screen"
        assert inside(box, surface), f"{name}: {text!r} leaves its card"
    for index, (text, box, _) in enumerate(boxes):
        for other, other_box, _ in boxes[index + 1 :]:
            assert not overlap(box, other_box), f"{name}: {text!r} and {other!r} overlap"


def inside(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] >= b[0] - 1 and a[1] >= b[1] - 1 and a[2] <= b[2] + 1 and a[3] <= b[3] + 1


def overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return min(a[2], b[2]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[1], b[1]) > 1


def test_letters_and_targets_are_large_enough_on_a_27_inch_panel(ready: Driver):
    ready.resize(*SIZES["portrait"])
    mm = PANEL_MM / 1080

    def check(name: str) -> None:
        for text, capital in ready.capital_heights():
            assert capital * mm >= 4.8, f"{name}: {text!r} is {capital * mm:.1f} mm"
        for target in ready.app.frame.targets():
            assert min(target.size) * mm >= 20, f"{name}: {target.target_id} is too small to hit"

    assert on_every_screen(ready, "vi", check) == 13


def test_every_word_has_a_contrast_of_seven_to_one(ready: Driver):
    def check(name: str) -> None:
        for text, ink, ground in ready.inks():
            assert contrast(COLOURS[ink], COLOURS[ground]) >= 7, f"{name}: {text!r} ({ink} on {ground})"

    assert on_every_screen(ready, "vi", check) == 13


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_an_idle_screen_is_not_drawn_again(ready: Driver):
    from kivy.core.window import Window  # noqa: PLC0415 - imports Kivy

    ready.frames(10)
    flips: list[float] = []
    count: Callable[..., None] = lambda *_: flips.append(time.monotonic())  # noqa: E731 - a callback
    Window.bind(on_flip=count)
    for _ in range(20):
        ready.app._tick(0)
        ready.frames(1)
    Window.unbind(on_flip=count)
    assert flips == []
