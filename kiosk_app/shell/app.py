"""The Kivy application: hands happenings to the flow, sends what it asks, draws what it says."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kivy.app import App
from kivy.base import ExceptionManager
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty

from contracts import messages as m
from contracts.texts import FIRST
from hardware.host.memory import give_memory_back
from hardware.link import asker
from hardware.link.station import new_request_id
from hardware.ports import LivePicture, Sound
from kiosk_app.flow.alone import fault as alone_fault
from kiosk_app.flow.ghost_touches import GhostTouches
from kiosk_app.flow.happenings import (
    Beep,
    Corner,
    Cornered,
    FetchPages,
    Happening,
    Keep,
    KeepRatings,
    MessageArrived,
    Moment,
    PrintHere,
    RatingsKept,
    Send,
    Tick,
    Touched,
)
from kiosk_app.flow.model import Alone, Model, Modes
from kiosk_app.flow.screen import PRIVATE, Screen
from kiosk_app.flow.step import step
from kiosk_app.flow.targets import Target
from kiosk_app.present.present import present
from kiosk_app.present.scale import SMALLEST_U, scale
from kiosk_app.present.view import View
from kiosk_app.screens import measure, theme
from kiosk_app.screens.root import Root
from kiosk_app.shell.faults import Faults, ghost_fault, trouble_fault
from kiosk_app.shell.parts import Parts
from kiosk_app.shell.pause_on_error import PauseOnError
from kiosk_app.shell.voice import Voice

log = logging.getLogger(__name__)

TICK_S = 0.1
LIVE_S = 1 / 8
"""Between two live pictures of what the reader sees."""
ALIVE_S = 1.0
QUIET_S = 1.5
"""After the last citizen's screens what they were made of goes: 50 MB after a few dossiers, in a moment's pause."""


class KioskApp(App):
    """Owns the model; everything here runs in Kivy's main thread."""

    u = NumericProperty(1.0)
    """One unit of every size, in pixels; see ``scale``."""
    wide = BooleanProperty(False)
    compact = BooleanProperty(False)
    grow = NumericProperty(1.0)
    """How much larger than designed what a screen is about may be."""
    around = NumericProperty(1.0)
    """The same for the words around it."""
    least_u = NumericProperty(SMALLEST_U)
    """No letters are smaller, in units."""
    margin = NumericProperty(1.0)
    """How much of the designed margins is left beside larger letters."""
    contrast = BooleanProperty(False)
    paint = ObjectProperty(theme.paint(contrast=False))
    """Every colour by its name."""
    low_px = NumericProperty(100000.0)
    """Controls stand below this height."""
    touch = NumericProperty(1.0)
    """Side of the smallest thing to touch, in pixels."""
    cramped = NumericProperty(1.0)
    """Side of something to touch where there is no other way, in pixels."""
    mm_px = NumericProperty(1.0)
    """Millimetres a pixel."""

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self._parts = parts
        languages = tuple(sorted(parts.catalogue.languages, key=lambda lang: lang != "vi"))
        device, now = parts.station.identity.device, parts.clock.monotonic()
        begin = parts.alone.begin if parts.alone else Alone()
        waiting = tuple(asker.begin(each, now) for each in parts.ratings.begin) if parts.ratings else ()
        self.model = Model(device, now, languages, parts.equipment, alone=begin, ratings=waiting)
        self.view: View | None = None
        self.faults = Faults(parts.station)
        self.on_watch: Callable[[m.Watch], None] = lambda _watch: None
        """Called when the caretaker wants to see the screen."""
        self.live: Callable[[], LivePicture | None] = lambda: None
        """What the reader of codes sees now."""
        self._alive_at = float("-inf")
        self._handler = PauseOnError(self.show_trouble)
        self._ghosts = GhostTouches()
        self._voice = Voice(parts.speaker)
        self._tidy = Clock.create_trigger(lambda _dt: give_memory_back(), QUIET_S)

    def build(self) -> Root:
        """What stands around every screen, showing what is known: nothing yet."""
        theme.load()
        self._measure()
        Window.bind(size=self._measure, on_keyboard=self._swallow, on_request_close=self._swallow)
        self.root = Root(touched=self.touched, cornered=self.cornered, is_ghost=self._is_ghost)
        self._draw()
        return self.root

    def on_start(self) -> None:
        """Join the wire and begin to live."""
        topics = self._parts.station.topics
        ExceptionManager.add_handler(self._handler)
        Clock.schedule_interval(self._each_frame, 0)
        Clock.schedule_interval(self._tick, TICK_S)
        Clock.schedule_interval(self._show_live, LIVE_S)
        self._parts.station.start(
            topics.state("office"),
            topics.state("queue"),
            topics.event("slip-ended"),
            topics.presence("+"),
            topics.watch(self.model.device),
        )

    def on_stop(self) -> None:
        """Leave the window and the wire."""
        Window.unbind(size=self._measure, on_keyboard=self._swallow, on_request_close=self._swallow)
        Clock.unschedule(self._each_frame)
        Clock.unschedule(self._tick)
        Clock.unschedule(self._show_live)
        self._tidy.cancel()
        ExceptionManager.remove_handler(self._handler)
        for device in (self._parts.speaker, self._parts.beeper, self._parts.alone, self._parts.ratings):
            if device:
                device.close()
        self._parts.notifier.stopping()
        self._parts.station.close()

    def open_settings(self, *_: Any) -> bool:
        """Kivy's settings panel (F1) does not exist here."""
        return False

    def touched(self, target: Target | None) -> None:
        """A finger left the glass on ``target``, or beside all targets (None)."""
        self._take(Touched(target))

    def cornered(self, corner: Corner) -> None:
        """A finger was on a lower corner of the glass."""
        self._take(Cornered(corner))

    def stand_still(self, model: Model) -> None:
        """Show a model as it is, whatever time and the desk would make of it: for pictures."""
        Clock.unschedule(self._tick)
        Clock.unschedule(self._each_frame)
        self.model = model
        self._measure()
        self._draw()

    def show_trouble(self) -> None:
        """Something in this program failed: say so instead of freezing."""
        trouble = Model(self.model.device, self.model.started_at, self.model.languages, patient=False)
        self.view = None
        self.root.show(present(trouble, self._parts.catalogue))

    def _each_frame(self, _dt: float) -> None:
        for happening in self._parts.bridge.drain():
            if isinstance(happening, MessageArrived) and isinstance(happening.message, m.Watch):
                self.on_watch(happening.message)
            elif isinstance(happening, MessageArrived) and isinstance(happening.message, m.Care):
                self._try_sounds()
            else:
                self._take(happening)

    def _try_sounds(self) -> None:
        """The caretaker wants to hear this kiosk; words of the screen that are being read to a citizen go before."""
        if self._parts.beeper:
            self._parts.beeper.beep(Sound.GOOD)
        if self._parts.speaker and not self.model.modes.aloud:
            self._parts.speaker.say("trial", self._parts.catalogue.say(FIRST, "trial.words"), FIRST)

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
            self._complain(now)
        self._voice.go_on()
        self.root.mark_read(self._voice.reading)
        enrolment, alone = self._parts.enrolment, self._parts.alone
        pairing = enrolment.note() if enrolment else None
        clock = alone.now(station, self.model.alone.book) if alone else None
        self._take(Tick(station.desk_alive(), station.twice(), pairing, clock))

    def _show_live(self, _dt: float) -> None:
        self.root.show_live(self.live)

    def _complain(self, now: float) -> None:
        self.faults.tell("touchscreen", ghost_fault(self._ghosts.places(now)))
        for part, device in (("speaker", self._parts.speaker), ("beeper", self._parts.beeper)):
            self.faults.tell(part, trouble_fault(part, device.trouble() if device else ""))
        self.faults.tell("alone", alone_fault(self.model))
        self.faults.tell("ratings", self._parts.ratings.fault() if self._parts.ratings else None)

    def _take(self, happening: Happening) -> None:
        station = self._parts.station
        moment = Moment(self._parts.clock.monotonic(), station.desk_now(), new_request_id())
        self.model, effects = step(self.model, happening, moment)
        for effect in effects:
            match effect:
                case Send(command=command):
                    station.send(command)
                case Beep(sound=sound) if self._parts.beeper:
                    self._parts.beeper.beep(sound)
                case Keep(record=record) if self._parts.alone:
                    self._parts.alone.keep(record)
                case KeepRatings(ratings=ratings) if self._parts.ratings:
                    self._parts.ratings.keep(ratings)
                case KeepRatings(ratings=ratings):
                    requests = frozenset(rating.request_id for rating in ratings)
                    self._parts.bridge.ratings(RatingsKept(requests, well=not ratings))
                case FetchPages(digests=digests):
                    self._parts.want_pages(digests)
                case PrintHere(job=job) if self._parts.alone:
                    self._parts.alone.print(job)
        self._draw()

    def _draw(self) -> None:
        view = present(self.model, self._parts.catalogue)
        if view == self.view:
            return
        if self.view is None or view.screen != self.view.screen:
            log.info("screen: %s", view.screen)  # never a number: the log is not the citizen's
            (self._tidy if view.screen == Screen.SERVICES else self._tidy.cancel)()
        if self.view is None or view.modes != self.view.modes:
            self._measure()
        left = self.view.screen if self.view else view.screen
        self.root.show(view)
        self.view = view
        if left != view.screen and left in PRIVATE:
            measure.forget()  # not even how wide the words were
        self._voice.follow(view)
        self.root.mark_read(self._voice.reading)

    def _is_ghost(self, x: float, y: float) -> bool:
        return self._ghosts.is_ghost(self._parts.clock.monotonic(), x * self.mm_px, y * self.mm_px)

    def _swallow(self, *_: Any, **__: Any) -> bool:
        """No key reaches Kivy's own handlers, and nothing but the service manager closes the window."""
        return True

    def _measure(self, *_: Any) -> None:
        modes, equipment = self.model.modes, self.model.equipment
        found = scale(Window.width, Window.height, self._parts.touchscreen, modes)
        offered = replace(equipment, lowers=found.lowers)
        if offered != equipment:
            self.model = replace(self.model, equipment=offered)
        self._colour(modes)
        self.u, self.wide, self.compact, self.grow = found.u, found.wide, found.compact, found.grow
        self.around, self.least_u, self.margin = found.around, found.least_u, found.margin
        self.low_px, self.touch, self.cramped, self.mm_px = (
            found.low_px,
            found.touch,
            found.cramped,
            found.mm_px,
        )

    def _colour(self, modes: Modes) -> None:
        self.contrast, self.paint = modes.contrast, theme.paint(contrast=modes.contrast)
        Window.clearcolor = self.paint["ground"]
