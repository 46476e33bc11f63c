"""Colours, fonts and shapes of ``contracts.look`` for Kivy."""

from functools import cache
from pathlib import Path
from typing import Any

from kivy.core.text import LabelBase
from kivy.graphics.texture import Texture
from kivy.lang import Builder
from kivy.utils import get_color_from_hex

from contracts.look.icons import ICONS
from contracts.look.tokens import COLOURS, FONT_FILES, RADIUS

KV_FILES = ("widgets", "frame", "choice", "notice", "ticket")
HERE = Path(__file__).parent
RADIUS_U = RADIUS
"""Corners, in units of the screen."""


@cache
def load() -> None:
    """Register the fonts and read the rules, once a process: reading rules twice applies them twice."""
    for name, path in FONT_FILES.items():
        LabelBase.register(name, str(path))
    for name in KV_FILES:
        Builder.load_file(str(HERE / f"{name}.kv"))


def colour(name: str, alpha: float = 1.0) -> list[float]:
    """A token as red, green, blue, alpha from 0 to 1."""
    red, green, blue, _ = get_color_from_hex(COLOURS[name])
    return [red, green, blue, alpha]


def glyph(name: str) -> str:
    """An icon as a character of the icon font; a name that this version does not know becomes a sheet of paper."""
    return ICONS.get(name, ICONS["file-document"])


@cache
def band() -> Any:
    """The ground of the header, from deep to bright; four pixels that the graphics unit stretches."""
    texture = Texture.create(size=(2, 2), colorfmt="rgb")
    corners = (colour("brand"), colour("brand"), colour("brand-deep"), colour("brand"))
    pixels = bytes(int(part * 255) for corner in corners for part in corner[:3])
    texture.blit_buffer(pixels, colorfmt="rgb", bufferfmt="ubyte")
    return texture
