"""Pictures of the glass for whoever looks from afar, made without holding up the glass.

What belongs to one citizen (a receipt under the reader, a code, a second factor, a dossier) is for the eyes
before the glass alone: of such a screen the pixels are not even read, except for a panel that is the glass.

The pixels are read in the main thread, where the graphics context lives; everything slow (turning, JPEG,
sending) happens in a thread of its own, which only ever owes each onlooker the newest one.
"""

import io
import logging
import queue
import threading
import time
from dataclasses import dataclass, field
from typing import Any, Protocol

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels
from PIL import Image

from hardware.ports.remote_screen import TouchArea
from kiosk_app.flow.screen import PRIVATE, Screen
from kiosk_app.shell.app import KioskApp
from kiosk_app.shell.touch_areas import areas

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Capture:
    """One drawn picture, bottom row first as the graphics unit has it, and what can be touched on it.

    ``pixels`` None: it is nobody else's business.
    """

    screen: Screen
    size: tuple[int, int]
    pixels: bytes | None = field(default=None, repr=False)
    areas: tuple[TouchArea, ...] = ()

    def picture(self) -> Image.Image:
        """Upright, without its alpha: both in one copy. Raises ValueError for a picture that was not taken."""
        if self.pixels is None:
            raise ValueError(f"the screen {self.screen} is private")
        return Image.frombytes("RGB", self.size, self.pixels, "raw", "RGBX", 0, -1)


class Onlooker(Protocol):
    """Somebody who wants captures: at most one in ``every_s`` seconds."""

    every_s: float
    is_the_panel: bool
    """Whether the citizen stands there: everybody else is shown nothing private."""

    def wants(self) -> bool:
        """Whether anyone looks now. Called in the main thread."""

    def give(self, capture: Capture) -> None:
        """A capture. Called in the thread of the captures."""


class ScreenCapture:
    """Reads a picture after it was drawn, when an onlooker is due. Built and closed in Kivy's main thread."""

    def __init__(self, app: KioskApp, onlooker: Onlooker) -> None:
        self._app, self._onlooker = app, onlooker
        self._read_at = float("-inf")
        self._again = Clock.create_trigger(lambda _dt: self.refresh(), onlooker.every_s)
        self._newest: queue.Queue[Capture | None] = queue.Queue(1)
        self._worker = threading.Thread(target=self._work, name="screen-capture", daemon=True)
        self._worker.start()
        Window.bind(on_flip=self._on_flip)

    def refresh(self) -> None:
        """Draw once more, so that an onlooker sees something although nothing changed."""
        Window.canvas.ask_update()

    def close(self) -> None:
        """Stop looking. May be called twice."""
        Window.unbind(on_flip=self._on_flip)
        self._again.cancel()
        self._offer(None)
        self._worker.join(2)

    def _on_flip(self, _window: Any) -> None:
        """Something was drawn. Too soon after the last one: draw it again when it may be read."""
        if not self._onlooker.wants():
            return
        now = time.monotonic()
        if now - self._read_at < self._onlooker.every_s * 0.9:
            self._again()
            return
        self._read_at = now
        screen, size = self._app.root.screen, (int(Window.width), int(Window.height))
        if screen in PRIVATE and not self._onlooker.is_the_panel:
            self._offer(Capture(screen, size))
            return
        pixels = glReadPixels(0, 0, *size, GL_RGBA, GL_UNSIGNED_BYTE)
        self._offer(Capture(screen, size, pixels, areas(self._app.root)))

    def _offer(self, capture: Capture | None) -> None:
        """Hand over the newest capture; one that nobody fetched yet is dropped for it."""
        while True:
            try:
                self._newest.put_nowait(capture)
            except queue.Full:
                try:
                    self._newest.get_nowait()
                except queue.Empty:
                    continue
            else:
                return

    def _work(self) -> None:
        while (capture := self._newest.get()) is not None:
            try:
                self._onlooker.give(capture)
            except Exception:  # a picture that cannot be sent must not end the captures
                log.exception("a picture of the screen could not be shown")


def jpeg(picture: Image.Image, quality: int) -> bytes:
    """The picture as a JPEG file."""
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return file.getvalue()
