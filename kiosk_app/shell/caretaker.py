"""The caretaker's look at this kiosk over the wire: small pictures while somebody looks, and no longer.

On a screen with words of one citizen the caretaker sees a curtain, and touches nothing.
"""

import base64

from kivy.base import EventLoop
from PIL import Image

from contracts import messages as m
from contracts.messages.devices import LONGEST_WATCH_MS, PICTURE_BYTES
from contracts.texts import Catalogue
from hardware.link.station import Station
from hardware.ports.remote_screen import Finger, FingerPhase
from kiosk_app.flow.screen import PRIVATE
from kiosk_app.shell.app import KioskApp
from kiosk_app.shell.curtain import curtain
from kiosk_app.shell.injected_touch import InjectedTouches
from kiosk_app.shell.screen_capture import Capture, ScreenCapture, jpeg

MOST_BYTES = PICTURE_BYTES * 3 // 4 - 3
"""Of a JPEG file, so that its base64 is not longer than a ScreenPicture may be."""
SIZE = (720, 960)
"""Pictures are made to fit into this."""
QUALITIES = (70, 55, 40, 25)


class Caretaker:
    """Shows the screen until the last Watch has run out. Built and closed in Kivy's main thread."""

    every_s = 0.5
    is_the_panel = False

    def __init__(self, app: KioskApp, station: Station, catalogue: Catalogue, *, maintenance: bool) -> None:
        """``maintenance``: whether touches on the picture are obeyed."""
        self._app, self._station, self._catalogue, self._until = app, station, catalogue, 0
        self._touches = InjectedTouches() if maintenance else None
        self._capture = ScreenCapture(app, self)
        if self._touches:
            EventLoop.add_input_provider(self._touches)
        app.on_watch = self.watch

    def watch(self, watch: m.Watch) -> None:
        """Somebody looks, and may touch."""
        fresh = not self.wants()
        self._until = min(watch.until, self._station.desk_now() + LONGEST_WATCH_MS)
        if fresh:
            self._capture.refresh()
        if watch.touch and self._touches and self._app.root.screen not in PRIVATE:
            for phase in (FingerPhase.DOWN, FingerPhase.UP):
                self._touches.order(Finger(phase, *watch.touch))

    def wants(self) -> bool:
        """Whether somebody looks now."""
        return self._station.desk_now() < self._until

    def give(self, capture: Capture) -> None:
        """Publish a small picture."""
        private = capture.pixels is None
        picture = curtain(capture.size, self._catalogue) if private else capture.picture()
        picture.thumbnail(SIZE)
        self._station.show_screen(
            m.ScreenPicture(
                at=self._station.desk_now(),
                screen=capture.screen,
                width=picture.width,
                height=picture.height,
                image=base64.b64encode(small_jpeg(picture)).decode(),
            )
        )

    def close(self) -> None:
        """Stop showing. May be called twice."""
        if self._touches:
            EventLoop.remove_input_provider(self._touches)
        self._capture.close()


def small_jpeg(picture: Image.Image) -> bytes:
    """A JPEG file of at most ``MOST_BYTES``: coarser first, then smaller."""
    while True:
        for quality in QUALITIES:
            data = jpeg(picture, quality)
            if len(data) <= MOST_BYTES:
                return data
        picture = picture.resize((max(1, picture.width * 2 // 3), max(1, picture.height * 2 // 3)))
