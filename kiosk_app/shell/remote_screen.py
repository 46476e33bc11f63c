"""The kiosk on the test bench: shows every changed frame there, and takes touches through Kivy's own path."""

import base64
from pathlib import Path

from kivy.base import EventLoop
from kivy.core.window import Window

from contracts.vocabulary import DeviceId
from hardware.sim.bench import BenchDevice, Told
from kiosk_app.shell.app import KioskApp
from kiosk_app.shell.injected_touch import BenchTouches
from kiosk_app.shell.screen_capture import Frame, Mirror, jpeg

JPEG_QUALITY = 82


class RemoteScreen:
    """The bench's window on a kiosk. Built and closed in Kivy's main thread."""

    every_s = 1 / 8

    def __init__(self, path: Path, device: DeviceId, app: KioskApp) -> None:
        self._app = app
        self._touches = BenchTouches(self._place_of)
        self._bench = BenchDevice(path, device, self._on_told)
        self._mirror = Mirror(app, self)
        EventLoop.add_input_provider(self._touches)

    def wants(self) -> bool:
        """The bench always looks."""
        return True

    def give(self, frame: Frame) -> None:
        """Tell the bench."""
        picture = frame.picture()
        told = {"screen": frame.screen, "width": picture.width, "height": picture.height}
        data = base64.b64encode(jpeg(picture, JPEG_QUALITY)).decode()
        self._bench.tell(frame={**told, "jpeg": data, "targets": frame.targets})

    def close(self) -> None:
        """Leave the bench. May be called twice."""
        EventLoop.remove_input_provider(self._touches)
        self._mirror.close()
        self._bench.close()

    def _on_told(self, told: Told) -> None:
        """In the bench's thread: only enqueue."""
        self._touches.order(told)

    def _place_of(self, target_id: str) -> tuple[float, float] | None:
        """The middle of a target as fractions of the window, origin bottom left."""
        for target in self._app.frame.targets():
            if target.target_id == target_id:
                x, y = target.to_window(*target.center)
                return x / Window.width, y / Window.height
        return None
