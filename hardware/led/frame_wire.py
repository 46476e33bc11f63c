"""How a frame goes over the UNIX socket to the process that shows it. Pure.

A request is ``MDF1``, width and height (two bytes each, high first), red, green, blue, brightness in percent, and the
packed rows. The answer is one line: ``ok``, or ``error`` and why. A process that loses its client goes dark.
"""

import struct
from typing import NamedTuple

from hardware.led.frame import DotFrame, unpacked

MAGIC = b"MDF1"
HEAD = struct.Struct(">4sHHBBBB")
OK = b"ok\n"
MOST_SIDE = 1024
LONGEST_ANSWER = 512


class WrongRequestError(ValueError):
    """No request of ours."""


class Shown(NamedTuple):
    """A frame and how it is lit."""

    frame: DotFrame
    rgb: tuple[int, int, int]
    brightness: int


def request(shown: Shown) -> bytes:
    """The bytes of a request."""
    frame = shown.frame
    return HEAD.pack(MAGIC, frame.width, frame.height, *shown.rgb, shown.brightness) + frame.packed()


def body_length(head: bytes) -> int:
    """How many bytes follow a head. Raises WrongRequestError."""
    magic, width, height, *_, brightness = HEAD.unpack(head)
    if magic != MAGIC:
        raise WrongRequestError(f"it begins with {magic!r}, not {MAGIC!r}")
    if not (0 < width <= MOST_SIDE and 0 < height <= MOST_SIDE):
        raise WrongRequestError(f"no frame of {width} x {height} dots")
    if brightness > 100:
        raise WrongRequestError(f"a brightness of {brightness} percent")
    return int((width + 7) // 8 * height)


def shown_of(head: bytes, body: bytes) -> Shown:
    """What a request asks for. Raises WrongRequestError."""
    body_length(head)
    _, width, height, red, green, blue, brightness = HEAD.unpack(head)
    try:
        return Shown(unpacked(width, height, body), (red, green, blue), brightness)
    except ValueError as error:
        raise WrongRequestError(str(error)) from error
