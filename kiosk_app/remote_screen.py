"""The kiosk on the test bench: shows every changed frame there, and takes touches through Kivy's own path.

The pixels are read in the main thread, where the graphics context lives; everything slow (turning, JPEG,
sending) happens in a thread of its own, which only ever owes the newest frame.
"""

import base64
import io
import logging
import queue
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels
from PIL import Image

from contracts.vocabulary import DeviceId
from hardware.sim.bench import BenchDevice, Told
from kiosk_app.app import KioskApp
from kiosk_app.bench_touch import BenchTouches

log = logging.getLogger(__name__)

FRAME_S = 1 / 8
JPEG_QUALITY = 82


@dataclass(frozen=True)
class Frame:
    """One drawn picture, bottom row first as the graphics unit has it, and what can be touched on it."""

    screen: str
    size: tuple[int, int]
    pixels: bytes
    targets: list[dict[str, Any]]


class RemoteScreen:
    """The bench's window on a kiosk. Built and closed in Kivy's main thread."""

    def __init__(self, path: Path, device: DeviceId, app: KioskApp) -> None:
        self._app = app
        self._read_at = float("-inf")
        self._again = Clock.create_trigger(lambda _dt: Window.canvas.ask_update(), FRAME_S)
        self._newest: queue.Queue[Frame | None] = queue.Queue(1)
        self._touches = BenchTouches(self._place_of)
        self._bench = BenchDevice(path, device, self._on_told)
        self._worker = threading.Thread(target=self._work, name="remote-screen", daemon=True)
        self._worker.start()
        Window.bind(on_flip=self._on_flip)
        EventLoop.add_input_provider(self._touches)

    def close(self) -> None:
        """Leave the bench. May be called twice."""
        Window.unbind(on_flip=self._on_flip)
        EventLoop.remove_input_provider(self._touches)
        self._bench.close()
        self._offer(None)
        self._worker.join(2)

    def _on_told(self, told: Told) -> None:
        """In the bench's thread: only enqueue."""
        self._touches.order(told)

    def _on_flip(self, _window: Any) -> None:
        """Something was drawn. Too soon after the last frame: draw it again when it may be read."""
        now = time.monotonic()
        if now - self._read_at < FRAME_S * 0.9:
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

    def _place_of(self, target_id: str) -> tuple[float, float] | None:
        """The middle of a target as fractions of the window, origin bottom left."""
        for target in self._app.frame.targets():
            if target.target_id == target_id:
                x, y = target.to_window(*target.center)
                return x / Window.width, y / Window.height
        return None

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
                width, height = frame.size
                told = {"screen": frame.screen, "width": width, "height": height}
                self._bench.tell(frame={**told, "jpeg": jpeg(frame), "targets": frame.targets})
            except Exception:  # a frame that cannot be sent must not end the remote screen
                log.exception("frame for the bench failed")


def jpeg(frame: Frame) -> str:
    """The picture upright, as base64 of a JPEG file."""
    picture = Image.frombytes("RGBA", frame.size, frame.pixels).convert("RGB")
    file = io.BytesIO()
    picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM).save(file, "JPEG", quality=JPEG_QUALITY)
    return base64.b64encode(file.getvalue()).decode()
