"""A QR code on the glass, for phones: black squares on white in every mode, because cameras want it so."""

from typing import Any

import segno
from kivy.graphics.texture import Texture
from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.widget import Widget

QUIET = 4
"""White modules around it."""


class QrCode(Widget):
    """Says ``text``; nothing is drawn while that is empty."""

    text = StringProperty("")
    texture = ObjectProperty(None, allownone=True)

    def on_text(self, *_: Any) -> None:
        """Draw it anew."""
        self.texture = texture_of(self.text) if self.text else None

    def side(self, least: float) -> float:
        """About so many pixels, and as many for each module: uneven squares are hard to read."""
        if self.texture is None:
            return 0.0
        modules = float(self.texture.width)
        return modules * max(1, round(least / modules))


def texture_of(text: str) -> Texture:
    """The code as a picture of one pixel a module, which the graphics unit enlarges in squares."""
    rows = [bytes(row) for row in segno.make_qr(text, error="m", boost_error=False).matrix]
    side = len(rows) + 2 * QUIET
    blank, edge = b"\0" * side, b"\0" * QUIET
    modules = [*[blank] * QUIET, *(edge + row + edge for row in rows), *[blank] * QUIET]
    pixels = b"".join(bytes(0 if module else 255 for module in row) for row in reversed(modules))
    texture = Texture.create(size=(side, side), colorfmt="luminance")
    texture.mag_filter = texture.min_filter = "nearest"
    texture.blit_buffer(pixels, colorfmt="luminance", bufferfmt="ubyte")
    return texture
