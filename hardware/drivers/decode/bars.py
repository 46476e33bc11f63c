"""Finding the bars of a linear code at any angle, and laying them upright.

zxing-cpp and libzbar read Code 128 only within some 7 degrees of the axes; a hand holds paper at any angle.
Bars are where the brightness changes in one direction only: the structure tensor tells where, and along what.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.drivers.decode.decoders import Gray
from hardware.drivers.decode.enhance import resized

LOOK_AT = 800
"""Longest side, in pixels, of the picture in which stripes are searched."""
WINDOW = 21
"""Pixels over which the direction is averaged: several bars."""
ONE_WAY = 0.7
"""Share of the change that must go in one direction. Text stays below 0.5."""
FAINTEST = 60.0
"""Change below this is grain of the sensor."""
SMALLEST = 400
"""Pixels of the smallest striped area that is worth a try."""
CANDIDATES = 12
NARROWEST = 1.5
"""Windows that bars must fill from left to right: the edge of a paper, seen through one, is as wide as it."""
QUIET_PX = 24
"""White to keep on either side, where the picture has it."""
WIDEST = 2400


@dataclass(frozen=True)
class Stripes:
    """A striped area: the direction across the bars, in radians, and its extent along and across, in pixels."""

    angle: float
    left: float
    right: float
    top: float
    bottom: float


def find_stripes(gray: Gray, most: int = 2) -> list[Stripes]:
    """The ``most`` biggest striped areas of a picture that are wide enough for bars."""
    scale = min(0.5, LOOK_AT / max(gray.shape))
    small = cv2.GaussianBlur(resized(gray, scale), (0, 0), 0.7)
    across, down = cv2.Sobel(small, cv2.CV_32F, 1, 0), cv2.Sobel(small, cv2.CV_32F, 0, 1)
    xx, yy, xy = (_averaged(product) for product in (across * across, down * down, across * down))
    change = xx + yy
    one_way = np.sqrt((xx - yy) ** 2 + 4 * xy**2)
    strong = max(0.12 * float(np.percentile(change[::4, ::4], 99.5)), FAINTEST)
    striped = ((one_way > ONE_WAY * change) & (change > strong)).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(striped)
    areas = stats[:, cv2.CC_STAT_AREA]
    found: list[Stripes] = []
    for label in sorted(range(1, count), key=lambda label: -areas[label])[:CANDIDATES]:
        if areas[label] < SMALLEST or len(found) == most:
            break
        stripes = _stripes(labels == label, xx - yy, xy, 1 / scale)
        if areas[label] / scale >= NARROWEST * WINDOW * (stripes.bottom - stripes.top):
            found.append(stripes)
    return found


def _averaged(product: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(cv2.boxFilter(product, -1, (WINDOW, WINDOW)), np.float32)


def _stripes(
    area: NDArray[np.bool_], xx_yy: NDArray[np.float32], xy: NDArray[np.float32], grow: float
) -> Stripes:
    angle = 0.5 * float(np.arctan2(2 * xy[area].sum(), xx_yy[area].sum()))
    rows, columns = np.nonzero(area)
    along = (columns * np.cos(angle) + rows * np.sin(angle)) * grow
    across = (rows * np.cos(angle) - columns * np.sin(angle)) * grow
    return Stripes(angle, along.min(), along.max(), across.min(), across.max())


def upright(gray: Gray, stripes: Stripes) -> Gray:
    """The area cut out, its bars standing, with some white on both sides."""
    cos, sin = np.cos(stripes.angle), np.sin(stripes.angle)
    left, top = stripes.left - QUIET_PX, stripes.top
    width = min(WIDEST, int(stripes.right - left + QUIET_PX))
    height = max(8, int(stripes.bottom - top))
    back = np.array([[cos, -sin, cos * left - sin * top], [sin, cos, sin * left + cos * top]])
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    cut = cv2.warpAffine(gray, back, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cut, np.uint8)
