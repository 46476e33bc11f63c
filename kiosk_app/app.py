"""The Kivy application: hands happenings to the flow, sends what it asks, draws what it says."""

import logging
import threading
from dataclasses import dataclass
from typing import Any

from kivy.app import App
from kivy.base import ExceptionHandler, ExceptionManager
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.properties import BooleanProperty, NumericProperty

from contracts.texts import Catalogue
from hardware.host.systemd import Notifier
from hardware.link.station import Station, new_request_id
from hardware.ports import Clock as TimeSource
from kiosk_app.bridge import Bridge
from kiosk_app.flow import step
from kiosk_app.model import Happening, Model, Moment, Tick, Touched
from kiosk_app.present import present
from kiosk_app.screens import theme
from kiosk_app.screens.frame import Frame
from kiosk_app.view import View

log = logging.getLogger(__name__)

TICK_S = 0.1
ALIVE_S = 1.0


@dataclass(frozen=True)
class Parts:
    """What the application is built from."""

    station: Station
    bridge: Bridge
    clock: TimeSource
    catalogue: Catalogue
    notifier: Notifier
    stop: threading.Event


class KioskApp(App):
    """Owns the model; everything here runs in Kivy's main thread."""

    u = NumericProperty(1.0)
    """One unit of every size: the height of the screen is 1080 of them (portrait) or 800 (landscape)."""
    wide = BooleanProperty(False)

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self._parts = parts
        languages = tuple(sorted(parts.catalogue.languages, key=lambda lang: lang != "vi"))
        self.model = Model(parts.station.identity.device, parts.clock.monotonic(), languages)
        self.view: View | None = None
        self._alive_at = float("-inf")
        self._handler = _LogAndShow(self)

    def build(self) -> Frame:
        """The frame around every screen, showing what is known: nothing yet."""
        theme.load()
        self._measure()
        Window.bind(size=self._measure, on_keyboard=self._swallow)
        Window.clearcolor = theme.colour("ground")
        self.frame = Frame(touched=self.touched)
        self._draw()
        return self.frame

    def on_start(self) -> None:
        """Join the wire and begin to live."""
        topics = self._parts.station.topics
        ExceptionManager.add_handler(self._handler)
        Clock.schedule_interval(self._each_frame, 0)
        Clock.schedule_interval(self._tick, TICK_S)
        self._parts.station.start(
            topics.state("office"),
            topics.state("queue"),
            topics.event("slip-ended"),
            topics.presence("+"),
        )

    def on_stop(self) -> None:
        """Leave the window and the wire."""
        Window.unbind(size=self._measure, on_keyboard=self._swallow)
        Clock.unschedule(self._each_frame)
        Clock.unschedule(self._tick)
        ExceptionManager.remove_handler(self._handler)
        self._parts.notifier.stopping()
        self._parts.station.close()

    def open_settings(self, *_: Any) -> bool:
        """Kivy's settings panel (F1) does not exist here."""
        return False

    def touched(self, target: str) -> None:
        """A finger left the glass on ``target``, or beside all targets ("")."""
        self._take(Touched(target))

    def show_trouble(self) -> None:
        """Something in this program failed: say so instead of freezing."""
        trouble = Model(self.model.device, self.model.started_at, self.model.languages, patient=False)
        self.view = None
        self.frame.show(present(trouble, self._parts.catalogue))

    def _each_frame(self, _dt: float) -> None:
        for told in self._parts.bridge.drain():
            self._take(told)

    def _tick(self, _dt: float) -> None:
        station, now = self._parts.station, self._parts.clock.monotonic()
        if self._parts.stop.is_set():
            self.stop()
            return
        if now - self._alive_at >= ALIVE_S and station.healthy():
            first = self._alive_at < 0
            self._alive_at = now
            if first:
                self._parts.notifier.ready("showing")
            self._parts.notifier.alive()
        self._take(Tick(station.desk_alive()))

    def _take(self, happening: Happening) -> None:
        station = self._parts.station
        moment = Moment(self._parts.clock.monotonic(), station.desk_now(), new_request_id())
        self.model, effects = step(self.model, happening, moment)
        for effect in effects:
            station.send(effect.command)
        self._draw()

    def _draw(self) -> None:
        view = present(self.model, self._parts.catalogue)
        if view != self.view:
            if self.view is None or view.screen != self.view.screen:
                log.info("screen: %s", view.screen)  # never a number: the log is not the citizen's
            self.frame.show(view)
            self.view = view

    def _swallow(self, *_: Any) -> bool:
        """No key reaches Kivy's own handlers."""
        return True

    def _measure(self, *_: Any) -> None:
        width, height = Window.size
        self.wide = width > height
        self.u = min(width / 1280, height / 800) if self.wide else min(width / 608, height / 1080)


class _LogAndShow(ExceptionHandler):
    """An error in a callback would end the application: log it, show the pause screen, carry on."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__()
        self._app = app
        self._logged = ""

    def handle_exception(self, inst: BaseException) -> int:
        if not isinstance(inst, Exception):
            return int(ExceptionManager.RAISE)
        if repr(inst) != self._logged:  # the same trouble ten times a second is one record
            self._logged = repr(inst)
            log.error("the screen failed", exc_info=inst)
        self._app.show_trouble()
        return int(ExceptionManager.PASS)
