"""Pictures of OpenCV -> frames of the port."""

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.drivers.decode.decoders import Gray
from hardware.ports import Frame, LivePicture

LIVE_WIDTH = 480
"""Dots of the live picture across: enough to aim by, small enough to be drawn ten times a second."""


def from_colour(picture: NDArray[np.uint8]) -> Frame:
    """A frame from blue, green and red, as OpenCV takes pictures."""
    return _frame(gray_of(picture), cv2.cvtColor(_small(picture), cv2.COLOR_BGR2RGB))


def from_yuv(data: bytes, width: int, height: int) -> Frame:
    """A frame from planar YUV 4:2:0, whose first plane is the grey picture. ``height`` must be even."""
    planes = np.frombuffer(data, np.uint8).reshape(height * 3 // 2, width)
    colour = cv2.cvtColor(planes, cv2.COLOR_YUV2RGB_I420)
    return _frame(planes[:height], _small(np.asarray(colour, np.uint8)))


def gray_of(picture: NDArray[np.uint8]) -> Gray:
    """The grey picture; some cameras send grey ones."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY) if picture.ndim == 3 else picture, np.uint8)


def _small(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    if picture.ndim == 2:
        picture = np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), np.uint8)
    height = max(1, round(picture.shape[0] * LIVE_WIDTH / picture.shape[1]))
    return np.asarray(cv2.resize(picture, (LIVE_WIDTH, height), interpolation=cv2.INTER_AREA), np.uint8)


def _frame(gray: Gray, rgb: NDArray[np.uint8] | cv2.typing.MatLike) -> Frame:
    live = LivePicture(rgb.shape[1], rgb.shape[0], rgb.tobytes())
    return Frame(gray.shape[1], gray.shape[0], gray.tobytes(), live)
