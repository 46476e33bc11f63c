"""What Kivy reads once, at its first import: environment and configuration. Imports Kivy only when called."""

import os

from kiosk_app.settings import ScreenSettings

ENVIRONMENT = {
    "KIVY_NO_ARGS": "1",  # our own flags, not Kivy's
    "KIVY_NO_CONFIG": "1",  # nothing from a file in somebody's home
    "KIVY_NO_ENV_CONFIG": "1",
    "KIVY_NO_FILELOG": "1",
    "KIVY_LOG_MODE": "PYTHON",  # our log format, and tracebacks stay visible
    "KIVY_WINDOW": "sdl2",  # the x11 provider that Kivy falls back to ends the process without a word
}


def set_environment() -> None:
    """Before the first import of Kivy."""
    os.environ.update(ENVIRONMENT)


def configure(screen: ScreenSettings) -> None:
    """After ``set_environment`` and before the window is imported."""
    from kivy.config import Config  # noqa: PLC0415 - importing Kivy earlier would freeze its environment

    graphics = {
        "width": screen.width,
        "height": screen.height,
        "fullscreen": "auto" if screen.fullscreen else 0,
        "show_cursor": 0 if screen.fullscreen else 1,
        "rotation": screen.rotation,
        "resizable": 0,
        "maxfps": 30,
        "vsync": 1,  # without it SDL's KMSDRM asks for async flips: garbage on Pi 4 and 5
        "multisamples": 0,  # shapes are smoothed by their own shader
    }
    for key, value in graphics.items():
        Config.set("graphics", key, str(value))
    Config.set("kivy", "exit_on_escape", "0")
    Config.set("kivy", "keyboard_mode", "")
    # Exactly one source of touches: with Kivy's defaults a Pi counts every touch twice (kivy/kivy#8494).
    Config.remove_section("input")
    Config.add_section("input")
    Config.set("input", "mouse", "mouse,disable_multitouch")
    Config.remove_section("modules")
    Config.add_section("modules")
