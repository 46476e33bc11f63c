"""A kiosk without a panel of its own: every changed picture goes to a remote screen, and touches come from there."""

from collections.abc import Callable

from kivy.base import EventLoop

from hardware.ports.remote_screen import RemoteScreen as Panel
from hardware.ports.remote_screen import RemoteTouch, ScreenShot
from kiosk_app.shell.app import KioskApp
from kiosk_app.shell.injected_touch import InjectedTouches
from kiosk_app.shell.screen_capture import Capture, ScreenCapture, jpeg
from kiosk_app.shell.touch_areas import middle

JPEG_QUALITY = 82


class RemoteScreen:
    """Connects the screen here with the panel there. Built and closed in Kivy's main thread."""

    every_s = 1 / 8
    is_the_panel = True

    def __init__(self, app: KioskApp, build: Callable[[Callable[[RemoteTouch], None]], Panel]) -> None:
        """``build`` makes the panel from what takes its touches."""
        self._touches = InjectedTouches(lambda area: middle(app.root, area))
        self._panel = build(self._touches.order)
        self._capture = ScreenCapture(app, self)
        EventLoop.add_input_provider(self._touches)

    def wants(self) -> bool:
        """Somebody always stands before a panel."""
        return True

    def give(self, capture: Capture) -> None:
        """Show it there."""
        picture = capture.picture()
        self._panel.show(
            ScreenShot(
                capture.screen, picture.width, picture.height, jpeg(picture, JPEG_QUALITY), capture.areas
            )
        )

    def close(self) -> None:
        """Leave the panel. May be called twice."""
        EventLoop.remove_input_provider(self._touches)
        self._capture.close()
        self._panel.close()
