"""Colours, fonts and shapes of ``contracts.look`` for Kivy."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from kivy.core.text import LabelBase
from kivy.graphics.texture import Texture
from kivy.lang import Builder
from kivy.utils import get_color_from_hex

from contracts.look.icons import ICONS
from contracts.look.tokens import COLOURS, FONT_FILES, HIGH_CONTRAST, RADIUS

KV_FILES = (
    "widgets",
    "root",
    "foot",
    "aside",
    "choices",
    "notice",
    "number",
    "scan",
    "keyboard",
    "number_pad",
    "dossier",
    "procedure",
    "blank",
)
HERE = Path(__file__).parent
RADIUS_U = RADIUS
"""Corners, in units of the screen."""
Colour = tuple[float, float, float, float]
Paint = Mapping[str, Colour]


@cache
def load() -> None:
    """Register the fonts and read the rules, once a process: reading rules twice applies them twice."""
    for name, path in FONT_FILES.items():
        LabelBase.register(name, str(path))
    for name in KV_FILES:
        Builder.load_file(str(HERE / f"{name}.kv"))


@cache
def paint(*, contrast: bool) -> Paint:
    """Every token as red, green, blue, alpha from 0 to 1."""
    tokens = HIGH_CONTRAST if contrast else COLOURS
    return {name: tuple(get_color_from_hex(value)) for name, value in tokens.items()}


def faint(colour: Colour, alpha: float) -> Colour:
    """A colour that lets its ground through."""
    return (*colour[:3], alpha)


def glyph(name: str) -> str:
    """An icon as a character of the icon font; a name that this version does not know becomes a sheet of paper."""
    return ICONS.get(name, ICONS["file-document"])


@cache
def band(*, contrast: bool) -> Any:
    """The ground of the head, from deep to bright; four pixels that the graphics unit stretches."""
    colours, texture = paint(contrast=contrast), Texture.create(size=(2, 2), colorfmt="rgb")
    corners = (colours["band"], colours["band"], colours["band-deep"], colours["band"])
    pixels = bytes(int(part * 255) for corner in corners for part in corner[:3])
    texture.blit_buffer(pixels, colorfmt="rgb", bufferfmt="ubyte")
    return texture
