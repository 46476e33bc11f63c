"""Pictures of the glass for whoever looks from afar, made without holding up the glass.

The pixels are read in the main thread, where the graphics context lives; everything slow (turning, JPEG,
sending) happens in a thread of its own, which only ever owes each onlooker the newest frame.
"""

import io
import logging
import queue
import threading
import time
from dataclasses import dataclass
from typing import Any, Protocol

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels
from PIL import Image

from kiosk_app.shell.app import KioskApp

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Frame:
    """One drawn picture, bottom row first as the graphics unit has it, and what can be touched on it."""

    screen: str
    size: tuple[int, int]
    pixels: bytes
    targets: list[dict[str, Any]]

    def picture(self) -> Image.Image:
        """Upright, without its alpha: both in one copy."""
        return Image.frombytes("RGB", self.size, self.pixels, "raw", "RGBX", 0, -1)


class Onlooker(Protocol):
    """Somebody who wants frames: at most one in ``every_s`` seconds."""

    every_s: float

    def wants(self) -> bool:
        """Whether anyone looks now. Called in the main thread."""

    def give(self, frame: Frame) -> None:
        """A frame. Called in the mirror's thread."""


class Mirror:
    """Reads a frame after it was drawn, when an onlooker is due. Built and closed in Kivy's main thread."""

    def __init__(self, app: KioskApp, onlooker: Onlooker) -> None:
        self._app, self._onlooker = app, onlooker
        self._read_at = float("-inf")
        self._again = Clock.create_trigger(lambda _dt: self.refresh(), onlooker.every_s)
        self._newest: queue.Queue[Frame | None] = queue.Queue(1)
        self._worker = threading.Thread(target=self._work, name="mirror", daemon=True)
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
        """Something was drawn. Too soon after the last frame: draw it again when it may be read."""
        if not self._onlooker.wants():
            return
        now = time.monotonic()
        if now - self._read_at < self._onlooker.every_s * 0.9:
            self._again()
            return
        self._read_at = now
        size = (int(Window.width), int(Window.height))
        pixels = glReadPixels(0, 0, *size, GL_RGBA, GL_UNSIGNED_BYTE)
        self._offer(Frame(self._app.frame.screen, size, pixels, self._targets()))

    def _targets(self) -> list[dict[str, Any]]:
        found = []
        for target in self._app.frame.targets():
            left, bottom = target.to_window(target.x, target.y)
            top = Window.height - bottom - target.height
            box = {"x": left, "y": top, "w": target.width, "h": target.height}
            found.append(
                {"id": target.target_id, **{k: round(v) for k, v in box.items()}, "enabled": target.open}
            )
        return found

    def _offer(self, frame: Frame | None) -> None:
        """Hand over the newest frame; one that nobody fetched yet is dropped for it."""
        while True:
            try:
                self._newest.put_nowait(frame)
            except queue.Full:
                try:
                    self._newest.get_nowait()
                except queue.Empty:
                    continue
            else:
                return

    def _work(self) -> None:
        while (frame := self._newest.get()) is not None:
            try:
                self._onlooker.give(frame)
            except Exception:  # a frame that cannot be sent must not end the mirror
                log.exception("a frame could not be shown")


def jpeg(picture: Image.Image, quality: int) -> bytes:
    """The picture as a JPEG file."""
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return file.getvalue()
