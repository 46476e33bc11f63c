"""One line through upright bars, better than any row of the picture: averaged, levelled, sharpened, drawn anew.

All bars of a linear code say the same in every row. The average of many rows has little grain and few pen
strokes left, so that it bears to be sharpened far more than the picture would: codes that are out of focus, or
hold only one and a half pixels a bar, are read from it.
"""

from collections.abc import Callable, Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.drivers.decode.decoders import Gray

Line = NDArray[np.float32]
"""Brightness along the code, 0 black to 1 white, ``FINER`` steps a pixel."""

FINER = 4
TALL = 8
"""Rows of the picture that a line is drawn as."""
LEVEL_OVER = 60
"""Pixels within which there is surely a bar and a space: the darkest and the lightest there are black and white."""
FAINTEST = 12.0
"""Smallest difference between them, of 255."""
WHITE_EDGE = 60
THICK, THIN = 36, 10
"""Rows that are averaged: many against grain and pen, few where the paper is tilted and the bars lean."""


def lines(upright: Gray, thick: int) -> Iterator[Line]:
    """Lines through the middle, above and below it, each averaged over ``thick`` rows."""
    height = upright.shape[0]
    thick = min(height, thick)
    for part in (0.5, 0.3, 0.7):
        top = int(np.clip(height * part - thick / 2, 0, height - thick))
        yield _levelled(_averaged(upright[top : top + thick]))


def _averaged(band: Gray) -> Line:
    """The mean of the middle half of each column: a pen stroke or a speck is not in the middle."""
    away = band.shape[0] // 4
    middle = np.sort(band, axis=0)[away : band.shape[0] - away].mean(axis=0, dtype=np.float32)
    return np.asarray(
        cv2.resize(middle[None, :], None, fx=FINER, fy=1, interpolation=cv2.INTER_CUBIC)[0], np.float32
    )


def _levelled(line: Line) -> Line:
    """Black and white made the same all along, whatever the light does."""
    over = np.ones((1, LEVEL_OVER * FINER), np.uint8)
    soft = LEVEL_OVER * FINER / 3
    light = cv2.GaussianBlur(cv2.dilate(line[None, :], over), (0, 0), soft)[0]
    dark = cv2.GaussianBlur(cv2.erode(line[None, :], over), (0, 0), soft)[0]
    return np.asarray(np.clip((line - dark) / np.maximum(light - dark, FAINTEST), 0, 1), np.float32)


def sharpened(blur_px: float, grain: float = 0.003) -> Callable[[Line], Line]:
    """Takes a blur of ``blur_px`` (sigma, in pixels of the picture) out of a line: Wiener's filter."""

    def sharpen(line: Line) -> Line:
        edge = 16 * FINER
        long = cv2.getOptimalDFTSize(len(line) + 2 * edge)
        padded = np.pad(line, (edge, long - len(line) - edge), mode="edge")
        blur = np.exp(-2 * (np.pi * np.fft.rfftfreq(long) * blur_px * FINER) ** 2)
        clear = np.fft.irfft(np.fft.rfft(padded) * blur / (blur**2 + grain), long)
        return np.asarray(clear[edge : edge + len(line)], np.float32)

    return sharpen


def inked(line: Line, steps: int) -> Line:
    """White lines no wider than ``steps`` are gone; all that is wider is as it was."""
    over = np.ones((1, max(1, steps)), np.uint8)
    return np.asarray(cv2.morphologyEx(line[None, :], cv2.MORPH_OPEN, over)[0], np.float32)


def parted(line: Line) -> Line:
    """Nothing but black and white, with edges between the steps of the line: what is left to say is how wide."""
    finer = cv2.resize(line[None, :], None, fx=2, fy=1, interpolation=cv2.INTER_CUBIC)[0]
    return np.asarray(finer > 0.5, np.float32)


def drawn(line: Line) -> Gray:
    """A line as a picture for a decoder, with white at both ends."""
    row = np.pad(np.clip(line * 255, 0, 255).astype(np.uint8), WHITE_EDGE, constant_values=255)
    return np.tile(row, (TALL, 1))
