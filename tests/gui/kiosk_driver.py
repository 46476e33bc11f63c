"""Drives the real kiosk application frame by frame, against a desk that a test plays by hand."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kivy.base import EventLoop, ExceptionManager, runTouchApp, stopTouchApp
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.tests.common import UnitTestTouch
from kivy.uix.label import Label

from contracts import messages as m
from contracts.codec import decode, encode
from contracts.texts import Catalogue, load_catalogue
from contracts.topics import DESK, Topics
from contracts.vocabulary import DeviceId, SiteId
from hardware.host.systemd import Notifier
from hardware.link.memory import MemoryBroker, MemoryLink
from hardware.link.station import Identity, Station
from hardware.ports import Arrived, Beeper, LinkHappening
from hardware.ports.speaker import Speaker
from kiosk_app.__main__ import TEXTS
from kiosk_app.flow.model import Equipment
from kiosk_app.present.scale import CAPITAL, Touchscreen
from kiosk_app.screens.widgets import Touchable
from kiosk_app.shell.app import KioskApp
from kiosk_app.shell.bridge import Bridge
from kiosk_app.shell.parts import Parts
from tests.waiting import until

SITE, KIOSK = SiteId("demo"), DeviceId("kiosk-1")
TOPICS = Topics(SITE)


PORTRAIT = Touchscreen(27, 700)
Box = tuple[float, float, float, float]


class HandClock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def utc_ms(self) -> int:
        return 1_795_226_400_000 + int(self.now * 1000)

    def monotonic(self) -> float:
        return self.now


class ScriptedDesk:
    """The desk's end of the wire: what it heard, and whatever the test makes it say."""

    def __init__(self, broker: MemoryBroker, clock: HandClock) -> None:
        self.heard: list[Any] = []
        self._clock = clock
        self._link = MemoryLink(broker)
        self._link.start(self._on_link, (TOPICS.commands(),), None)

    def _on_link(self, happening: LinkHappening) -> None:
        if isinstance(happening, Arrived):
            self.heard.append(decode(TOPICS, happening.topic, happening.payload))

    def pulse(self) -> None:
        presence = m.Presence(
            device=DESK, program="controller", version="1", online=True, at=self._clock.utc_ms()
        )
        self._link.publish(TOPICS.presence(DESK), encode(presence))

    def keep(self, topic: str, message: m.Message) -> None:
        self._link.publish(topic, encode(message), retain=True)

    def reply(self, message: m.Message) -> None:
        self._link.publish(TOPICS.reply(KIOSK), encode(message))

    def tell(self, event: m.Event) -> None:
        self._link.publish(TOPICS.event(event.kind), encode(event))


class Driver:
    """The application, its clock and its desk.

    ``drawn``: whether frames are painted. Who only measures needs the layout alone; painting without a graphics
    processor takes two thirds of the time and both cores.
    """

    def __init__(
        self,
        touchscreen: Touchscreen = PORTRAIT,
        equipment: Equipment = Equipment(),  # noqa: B008 - frozen
        catalogue: Catalogue | None = None,
        speaker: Speaker | None = None,
        beeper: Beeper | None = None,
        *,
        drawn: bool = True,
    ) -> None:
        self.clock = HandClock()
        broker = MemoryBroker()
        self.desk = ScriptedDesk(broker, self.clock)
        self.stop, bridge = threading.Event(), Bridge()
        self.bridge = bridge
        identity = Identity(SITE, KIOSK, "kiosk_app", "1")
        self.broker = broker
        station = self.station = Station(identity, MemoryLink(broker), self.clock, bridge.put)
        self.app = KioskApp(
            Parts(
                station,
                bridge,
                self.clock,
                catalogue or load_catalogue(TEXTS),
                Notifier(None),
                self.stop,
                touchscreen,
                equipment,
                speaker,
                beeper,
            )
        )
        Clock._max_fps = 0  # no sleeping inside a frame
        self.app._run_prepare()
        # in a test an error must fail it, not show the pause screen
        ExceptionManager.remove_handler(self.app._handler)
        runTouchApp(embedded=True)
        self._unseen = {} if drawn else {"on_draw": _not_at_all, "on_flip": _not_at_all}
        Window.bind(**self._unseen)
        self.resize(608, 1080)

    def frames(self, count: int = 2) -> None:
        for _ in range(count):
            EventLoop.idle()
            Window.mainloop()

    def pass_time(self, seconds: float) -> None:
        """Move the clock and let the application notice."""
        self.clock.now += seconds
        self.app._tick(0)
        self.frames(2)

    def settle(self) -> None:
        self.desk.pulse()
        self.pass_time(1.0)

    def resize(self, width: int, height: int) -> None:
        Window.size = (width, height)
        self.frames(4)

    def target(self, name: str) -> Touchable:
        return next(t for t in self.app.root.touchables() if t.target_name == name)

    def target_names(self) -> list[str]:
        return [t.target_name for t in self.app.root.touchables()]

    def size(self) -> tuple[int, int]:
        return int(Window.width), int(Window.height)

    def labels(self) -> list[Any]:
        """Every label with words on it; icons are not words."""
        found = [
            w
            for w in self.app.root.walk()
            if isinstance(w, Label) and w.text and w.font_name != "icons" and _seen(w)
        ]
        assert found
        return found

    def words(self) -> list[str]:
        return [label.text for label in self.labels()]

    def text_boxes(self) -> list[tuple[str, Box, Box]]:
        """Each text, where its letters are, and the surface it stands on; left, bottom, right, top."""
        return [(label.text, _letters(label), _box(_surface(label))) for label in self.labels()]

    def capital_heights(self) -> list[tuple[str, float]]:
        return [(label.text, label.font_size * CAPITAL) for label in self.labels()]

    def inks(self) -> list[tuple[str, str, str]]:
        return [(label.text, label.ink, _surface(label).ground) for label in self.labels()]

    def tap(self, name: str) -> None:
        widget = self.target(name)
        self.tap_at(*widget.to_window(*widget.center))

    def tap_at(self, x: float, y: float) -> None:
        touch = UnitTestTouch(x, y)
        touch.touch_down()
        self.frames(1)
        touch.touch_up()
        self.frames(1)

    def until(self, condition: Callable[[], bool]) -> None:
        until(condition, lambda: self.frames(1))

    def shot(self, path: Path) -> None:
        """The drawn picture as a PNG file."""
        assert not self._unseen, "a kiosk that is only measured has no picture"
        from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels  # noqa: PLC0415
        from PIL import Image  # noqa: PLC0415

        pixels: dict[str, Any] = {}

        def read(*_: Any) -> None:
            size = Window.size
            pixels["image"] = size, glReadPixels(0, 0, *size, GL_RGBA, GL_UNSIGNED_BYTE)

        Window.bind(on_flip=read)
        Window.canvas.ask_update()
        self.frames(1)
        Window.unbind(on_flip=read)
        size, data = pixels["image"]
        Image.frombytes("RGBA", size, data).transpose(Image.Transpose.FLIP_TOP_BOTTOM).convert("RGB").save(
            path
        )

    def close(self) -> None:
        Window.unbind(**self._unseen)
        self.app.stop()
        stopTouchApp()
        for widget in Window.children[:]:
            Window.remove_widget(widget)
        self.frames(1)
        EventLoop.status = "closed"


def _not_at_all(*_: Any) -> bool:
    """Ends an event of the window before it does what it does."""
    return True


def _seen(widget: Any) -> bool:
    """Whether nothing around the widget hides it."""
    while widget is not None and widget.parent is not widget:
        if widget.opacity == 0:
            return False
        widget = widget.parent
    return True


def _surface(label: Label) -> Any:
    """The nearest ancestor with a ground of its own."""
    widget = label.parent
    while not hasattr(widget, "ground"):
        assert widget.parent is not widget, f"{label.text!r} stands on nothing"
        widget = widget.parent
    return widget


def _box(widget: Any) -> Box:
    left, bottom = widget.to_window(widget.x, widget.y)
    return left, bottom, left + widget.width, bottom + widget.height


def _letters(label: Label) -> Box:
    left, bottom, right, top = _box(label)
    middle_x, middle_y = (left + right) / 2, (bottom + top) / 2
    width, height = max(label.texture_size[0], 0), label.texture_size[1]
    if label.text_size[0] is not None:  # wrapped text fills the width it was given
        width = min(width, label.text_size[0])
    return middle_x - width / 2, middle_y - height / 2, middle_x + width / 2, middle_y + height / 2
