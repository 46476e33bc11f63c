"""Nobody gets out of the kiosk: keys, chords and storms of touches on the real window."""

from __future__ import annotations

import random
from itertools import product
from typing import TYPE_CHECKING

import pytest

from contracts import messages as m
from tests.gui import kiosk_screens as screens
from tests.unit.kiosk import kiosk_scenes as scenes

if TYPE_CHECKING:
    from tests.gui.kiosk_driver import Driver  # at run time this import starts Kivy

MODIFIERS = ("shift", "ctrl", "alt", "meta", "numlock", "capslock")
CHORDS = 100_000


@pytest.fixture
def serving(kiosk: Driver):
    screens.open_office(kiosk)
    return kiosk


def still_serving(kiosk: Driver) -> None:
    from kivy.base import EventLoop  # noqa: PLC0415 - imports Kivy
    from kivy.core.window import Window  # noqa: PLC0415

    kiosk.frames(2)
    assert kiosk.app.root.screen == "services"
    assert [type(child).__name__ for child in Window.children] == ["Root"]
    assert EventLoop.status == "started"
    assert not EventLoop.quit
    assert [c for c in kiosk.desk.heard if isinstance(c, m.Command)] == []


def strike(key: int, modifiers: list[str]) -> None:
    """One key down and up, through every event that SDL's window provider makes of it."""
    from kivy.core.window import Window  # noqa: PLC0415 - imports Kivy

    letter = chr(key) if 32 <= key < 127 else ""
    Window.dispatch("on_key_down", key, key, letter or None, modifiers)
    Window.dispatch("on_keyboard", key, key, letter or None, modifiers)
    if letter:
        Window.dispatch("on_textinput", letter)
    Window.dispatch("on_key_up", key, key)


def test_every_key_with_every_modifier_changes_nothing(serving: Driver):
    from kivy.core.window import Keyboard  # noqa: PLC0415 - imports Kivy

    before = serving.app.view
    codes = sorted({*Keyboard.keycodes.values(), *range(512)} & set(range(-1, 2000)))
    assert len(codes) > 500
    for key in codes:
        strike(key, [])
        for modifier in MODIFIERS:
            strike(key, [modifier])
    still_serving(serving)
    assert serving.app.view == before


def test_a_hundred_thousand_chords_change_nothing(serving: Driver):
    from kivy.core.window import Keyboard  # noqa: PLC0415 - imports Kivy

    dice, codes = random.Random(5), list(Keyboard.keycodes.values())  # noqa: S311 - a repeatable storm
    before = serving.app.view
    for _ in range(CHORDS):
        strike(dice.choice(codes), dice.sample(MODIFIERS, dice.randint(0, 4)))
    still_serving(serving)
    assert serving.app.view == before


def test_the_window_is_not_closed_from_its_own_side(serving: Driver):
    from kivy.core.window import Window  # noqa: PLC0415 - imports Kivy

    for source in ("keyboard", None):
        assert Window.dispatch("on_request_close", source=source)
    Window.dispatch("on_drop_file", b"/etc/passwd", 10, 10)
    Window.dispatch("on_drop_text", b"text", 10, 10)
    still_serving(serving)


def test_no_module_of_kivy_listens(serving: Driver):  # noqa: ARG001 - the window must stand
    from kivy.base import EventLoop  # noqa: PLC0415 - imports Kivy
    from kivy.config import Config  # noqa: PLC0415

    assert list(Config.items("modules")) == []
    assert Config.get("kivy", "exit_on_escape") == "0"
    assert [tuple(item) for item in Config.items("input")] == [("mouse", "mouse,disable_multitouch")]
    assert [type(p).__name__ for p in EventLoop.input_providers] == ["MouseMotionEventProvider"]


def test_a_point_that_touches_itself_is_ignored_and_told(serving: Driver):
    x, y = serving.target("service-b").center
    for _ in range(60):
        serving.clock.now += 0.02
        serving.tap_at(x, y)
    serving.desk.pulse()
    serving.pass_time(1.0)
    assert [fault.code for fault in serving.station._faults] == ["key-stuck"]
    assert len({c.request_id for c in serving.desk.heard if isinstance(c, m.IssueTicket)}) <= 1
    for _ in range(7):
        serving.settle()
    assert serving.station._faults == ()


def test_many_fingers_at_once_take_at_most_one_number(serving: Driver):
    from kivy.tests.common import UnitTestTouch  # noqa: PLC0415 - imports Kivy

    targets = [t for t in serving.app.root.touchables() if t.target_name.startswith("service-")][1:]
    touches = [UnitTestTouch(*t.to_window(*t.center)) for t in targets]
    for touch in touches:
        touch.touch_down()
    serving.frames(1)
    for touch in touches:
        touch.touch_up()
    serving.frames(2)
    assert len([c for c in serving.desk.heard if isinstance(c, m.IssueTicket)]) == 1


def test_touches_while_the_screen_changes_belong_to_the_old_one(serving: Driver):
    serving.tap("service-c")
    serving.desk.reply(scenes.accepted(serving.desk.heard[-1], job=False))
    places = list(product((200, 400, 540, 800), range(100, 1900, 200)))
    for x, y in places:
        serving.clock.now += 0.01
        serving.tap_at(x, y)
    assert serving.app.root.screen == "number"
    assert len({c.request_id for c in serving.desk.heard if isinstance(c, m.IssueTicket)}) == 1
