"""The real application on SDL's offscreen driver: from a touch to a drawn number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from contracts import messages as m
from contracts.vocabulary import RefusalCode, SlipState
from tests.unit.kiosk import kiosk_scenes as scenes

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.gui.kiosk_driver import Driver  # at run time this import starts Kivy


@pytest.fixture
def ready(kiosk: Driver):
    from tests.gui.kiosk_driver import TOPICS  # noqa: PLC0415 - imports Kivy

    kiosk.desk.keep(TOPICS.state("office"), scenes.office(8))
    kiosk.desk.keep(TOPICS.state("queue"), scenes.queue(8, closed={"b": RefusalCode.QUOTA_REACHED}))
    kiosk.desk.keep(TOPICS.presence("printer-1"), scenes.printer())
    kiosk.settle()
    kiosk.settle()
    assert kiosk.app.root.screen == "services"
    return kiosk


def commands(kiosk: Driver) -> list[m.Command]:
    return [c for c in kiosk.desk.heard if isinstance(c, m.Command)]


def test_a_number_from_touch_to_slip(ready: Driver):
    ready.tap("service-f")
    assert ready.app.root.screen == "sending"
    ready.desk.reply(scenes.accepted(ready.desk.heard[-1], number="F001"))
    ready.frames(3)
    assert ready.app.root.screen == "number"
    assert "F001" in ready.words()
    ready.desk.tell(scenes.slip_ended(SlipState.PRINTED, "F001"))
    ready.frames(3)
    assert "Mời ông/bà lấy phiếu" in ready.words()
    ready.pass_time(8.1)
    assert ready.app.root.screen == "services"
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
    assert ready.app.root.screen == "services"
    assert len(Window.children) == 1
    assert ready.app.open_settings() is False


def test_there_is_one_source_of_touches(ready: Driver):  # noqa: ARG001 - the window must stand
    from kivy.config import Config  # noqa: PLC0415 - imports Kivy

    assert [tuple(item) for item in Config.items("input")] == [("mouse", "mouse,disable_multitouch")]
    assert Config.get("kivy", "exit_on_escape") == "0"
    assert list(Config.items("modules")) == []


def test_a_failing_screen_says_so_and_heals(ready: Driver):
    from kiosk_app.shell.pause_on_error import PauseOnError  # noqa: PLC0415 - imports Kivy

    handler = PauseOnError(ready.app.show_trouble)
    handler.handle_exception(RuntimeError("drawn wrongly"))
    assert ready.app.root.screen == "out-of-order"
    ready.settle()
    assert ready.app.root.screen == "services"


def test_a_stop_signal_ends_the_loop(ready: Driver):
    from kivy.base import EventLoop  # noqa: PLC0415 - imports Kivy

    ready.stop.set()
    ready.app._tick(0)
    assert EventLoop.quit or EventLoop.status == "closed"


def test_an_idle_screen_is_not_drawn_again(ready: Driver):
    from kivy.core.window import Window  # noqa: PLC0415 - imports Kivy

    ready.frames(10)
    flips: list[Any] = []
    count: Callable[..., None] = lambda *flip: flips.append(flip)  # noqa: E731 - a callback
    Window.bind(on_flip=count)
    for _ in range(20):
        ready.app._tick(0)
        ready.frames(1)
    Window.unbind(on_flip=count)
    assert flips == []


def test_a_button_that_stays_takes_what_is_new_of_it(ready: Driver):
    from kiosk_app.flow.targets import Way  # noqa: PLC0415 - beside the ones below
    from kiosk_app.present.view import Button  # noqa: PLC0415 - beside the one above
    from kiosk_app.screens.widgets import show_button  # noqa: PLC0415 - starts Kivy

    ready.tap("service-b")
    place = ready.app.root._body.ids.button_place
    shown = place.children[0]
    show_button(place, Button(Way.OK, "Thử lại", "barcode-scan", main=False))
    assert place.children[0] is shown, "a finger on it is not lost"
    assert (shown.text, shown.icon, shown.main) == ("Thử lại", "barcode-scan", False)
    ready.frames(5)  # what was laid out anew is laid out before the application ends
