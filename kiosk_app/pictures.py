"""``python -m kiosk_app.pictures FOLDER``: every screen as a small PNG, drawn by the real application without a window."""

import argparse
import os
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from contracts.texts import load_catalogue
from contracts.vocabulary import DeviceId, SiteId
from hardware.host.clock import SystemClock
from hardware.host.systemd import Notifier
from hardware.link.memory import MemoryBroker, MemoryLink
from hardware.link.station import Identity, Station
from kiosk_app import sample
from kiosk_app.present.scale import Touchscreen
from kiosk_app.settings import ScreenSettings
from kiosk_app.shell import kivy_setup

TEXTS = Path(__file__).parent / "texts"
SIZE, TOUCHSCREEN = (608, 1080), Touchscreen(27, 700)
WIDE_SIZE, WIDE_TOUCHSCREEN = (1024, 600), Touchscreen(10.1, 900)
WIDE = (
    "services",
    "priority",
    "number-take",
    "closed",
    "scan",
    "manual-typed",
    "proof-digits",
    "proof-optional",
    "proof-complete",
    "proof-contrast",
    "proof-code",
    "proof-code-typed",
    "dossier-ready",
    "dossier-several",
    "slip-waiting",
    "rate",
)
"""Screens that are drawn on a small wide panel as well."""
COLOURS = 250


def main() -> None:
    """Write ``kiosk-<screen>.png`` for every screen."""
    parser = argparse.ArgumentParser(prog="python -m kiosk_app.pictures", description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
    kivy_setup.set_environment()
    # SDL's offscreen surface keeps its first size: large enough for both
    kivy_setup.configure(ScreenSettings(width=WIDE_SIZE[0], height=SIZE[1], fullscreen=False))
    for size, touchscreen, only in ((SIZE, TOUCHSCREEN, None), (WIDE_SIZE, WIDE_TOUCHSCREEN, WIDE)):
        draw_all(folder, size, touchscreen, only)


def draw_all(
    folder: Path, size: tuple[int, int], touchscreen: Touchscreen, only: tuple[str, ...] | None
) -> None:
    """Every screen (or ``only`` these) on one panel."""
    from kivy.base import EventLoop, runTouchApp, stopTouchApp  # noqa: PLC0415 - Kivy reads its set-up at import
    from kivy.core.window import Window  # noqa: PLC0415

    from kiosk_app.shell.app import KioskApp  # noqa: PLC0415
    from kiosk_app.shell.bridge import Bridge  # noqa: PLC0415
    from kiosk_app.shell.parts import Parts  # noqa: PLC0415

    bridge = Bridge()
    identity = Identity(SiteId("demo"), DeviceId("kiosk-1"), "kiosk_app", "0")
    station = Station(identity, MemoryLink(MemoryBroker()), SystemClock(), bridge.put)
    parts = Parts(
        station, bridge, SystemClock(), load_catalogue(TEXTS), Notifier(None), threading.Event(), touchscreen
    )
    app = KioskApp(parts)
    app._run_prepare()  # noqa: SLF001 - what run() does, without its loop
    runTouchApp(embedded=True)
    Window.size = size
    suffix = "-wide" if only else ""
    for name, model in sample.screens():
        if only is None or name in only:
            app.stand_still(replace(model, languages=app.model.languages))
            for _ in range(6):
                EventLoop.idle()
                Window.mainloop()
            save(folder / f"kiosk-{name}{suffix}.png", picture())
    app.stop()
    stopTouchApp()
    for widget in Window.children[:]:
        Window.remove_widget(widget)


def picture() -> Any:
    """What the window shows, upright."""
    from kivy.base import EventLoop  # noqa: PLC0415 - as above
    from kivy.core.window import Window  # noqa: PLC0415
    from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels  # noqa: PLC0415
    from PIL import Image  # noqa: PLC0415 - only who draws pictures needs it

    found: list[Any] = []

    def read(*_: Any) -> None:
        size = int(Window.width), int(Window.height)
        image = Image.frombytes("RGBA", size, glReadPixels(0, 0, *size, GL_RGBA, GL_UNSIGNED_BYTE))
        found.append(image.convert("RGB").transpose(Image.Transpose.FLIP_TOP_BOTTOM))

    Window.bind(on_flip=read)
    Window.canvas.ask_update()
    while not found:
        EventLoop.idle()
        Window.mainloop()
    Window.unbind(on_flip=read)
    return found[-1]


def save(path: Path, image: Any) -> None:
    """A PNG with a palette: a third of the size, and no difference to see."""
    image.quantize(COLOURS, dither=0).save(path, optimize=True)


if __name__ == "__main__":
    main()
