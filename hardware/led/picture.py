"""A frame as people see it: a PNG of round dots, enlarged, the dark ones just visible."""

import io

from PIL import Image, ImageDraw

from contracts.look.tokens import COLOURS
from hardware.led.frame import DotFrame

PITCH = 9
"""Pixels from one dot to the next."""
_OFF, _GROUND = "#2A2212", "#0B0906"


def picture(frame: DotFrame) -> bytes:
    """The sign as a PNG."""
    image = Image.new("RGB", ((frame.width + 2) * PITCH, (frame.height + 2) * PITCH), _GROUND)
    draw = ImageDraw.Draw(image)
    for column in range(frame.width):
        for row in range(frame.height):
            x, y = (column + 1) * PITCH, (row + 1) * PITCH
            colour = COLOURS["amber"] if (column, row) in frame.lit else _OFF
            draw.ellipse((x + 1, y + 1, x + PITCH - 2, y + PITCH - 2), fill=colour)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
