"""The caretaker's look at this kiosk over the wire: small pictures while somebody looks, and no longer."""

import base64

from kivy.base import EventLoop
from PIL import Image

from contracts import messages as m
from contracts.messages.devices import LONGEST_WATCH_MS, PICTURE_BYTES
from hardware.link.station import Station
from kiosk_app.shell.app import KioskApp
from kiosk_app.shell.injected_touch import BenchTouches
from kiosk_app.shell.screen_capture import Frame, Mirror, jpeg

MOST_BYTES = PICTURE_BYTES * 3 // 4 - 3
"""Of a JPEG file, so that its base64 is not longer than a ScreenPicture may be."""
SIZE = (720, 960)
"""Pictures are made to fit into this."""
QUALITIES = (70, 55, 40, 25)


class Caretaker:
    """Shows the screen until the last Watch has run out. Built and closed in Kivy's main thread."""

    every_s = 0.5

    def __init__(self, app: KioskApp, station: Station, *, maintenance: bool) -> None:
        """``maintenance``: whether touches on the picture are obeyed."""
        self._station, self._until = station, 0
        self._touches = BenchTouches(lambda _target: None) if maintenance else None
        self._mirror = Mirror(app, self)
        if self._touches:
            EventLoop.add_input_provider(self._touches)
        app.on_watch = self.watch

    def watch(self, watch: m.Watch) -> None:
        """Somebody looks, and may touch."""
        fresh = not self.wants()
        self._until = min(watch.until, self._station.desk_now() + LONGEST_WATCH_MS)
        if fresh:
            self._mirror.refresh()
        if watch.touch and self._touches:
            x, y = watch.touch
            self._touches.order({"touch": "down", "x": x, "y": y})
            self._touches.order({"touch": "up", "x": x, "y": y})

    def wants(self) -> bool:
        """Whether somebody looks now."""
        return self._station.desk_now() < self._until

    def give(self, frame: Frame) -> None:
        """Publish a small picture."""
        picture = frame.picture()
        picture.thumbnail(SIZE)
        self._station.show_screen(
            m.ScreenPicture(
                at=self._station.desk_now(),
                screen=frame.screen,
                width=picture.width,
                height=picture.height,
                image=base64.b64encode(small_jpeg(picture)).decode(),
            )
        )

    def close(self) -> None:
        """Stop showing. May be called twice."""
        if self._touches:
            EventLoop.remove_input_provider(self._touches)
        self._mirror.close()


def small_jpeg(picture: Image.Image) -> bytes:
    """A JPEG file of at most ``MOST_BYTES``: coarser first, then smaller."""
    while True:
        for quality in QUALITIES:
            data = jpeg(picture, quality)
            if len(data) <= MOST_BYTES:
                return data
        picture = picture.resize((max(1, picture.width * 2 // 3), max(1, picture.height * 2 // 3)))
