"""Making a picture easier to read: even light, sharper edges, more pixels."""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.drivers.decode.decoders import Gray

Waves = NDArray[np.floating[Any]]
"""Frequencies in waves a pixel, or how much of each a blur lets through."""
EDGE = 16
"""Pixels put around a picture, so that its edges do not ring into it."""

CLOSE_CUT = 100
"""Pixels; a picture that is lower or narrower was cut close around its code."""
INK, PAPER, WHITE = 2, 90, 230
"""Percent of a close-cut picture's dots that are darker than its ink and its paper, and how light that is made."""
DARKEST = 0.3
"""Share of the way from ink to paper up to which something is ink, and not a pen, a stamp or a scratch in the ink."""
COARSE = 8
"""The background is found on a picture so many times smaller."""


def middle(gray: Gray) -> Gray:
    """The middle two thirds: where people hold things, and a little less than half the work."""
    height, width = gray.shape
    return gray[height // 6 : height - height // 6, width // 6 : width - width // 6]


def resized(gray: Gray, times: float) -> Gray:
    """So many times as large (averaged when that is smaller), but never nothing."""
    size = (max(1, round(gray.shape[1] * times)), max(1, round(gray.shape[0] * times)))
    how = cv2.INTER_CUBIC if times > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(gray, size, interpolation=how), np.uint8)


def fitting(gray: Gray, longest: int = 1280) -> Gray:
    """No side longer than ``longest``: a photo of twelve million pixels has more than any step needs."""
    times = longest / max(gray.shape)
    return gray if times >= 1 else resized(gray, times)


def on_paper(gray: Gray) -> Gray:
    """A picture that is hardly more than the code: its ink black, its paper white, and such paper around it."""
    if min(gray.shape) >= CLOSE_CUT:
        return gray
    ink, paper = np.percentile(gray, (INK, PAPER))
    clear = np.clip((gray - ink) * (WHITE / max(paper - ink, 1.0)), 0, 255).astype(np.uint8)
    around = (CLOSE_CUT,) * 4
    return np.asarray(cv2.copyMakeBorder(clear, *around, cv2.BORDER_CONSTANT, value=(WHITE,)), np.uint8)


def crisp(gray: Gray) -> Gray:
    """Edges that the lens or a moving hand made soft, hardened (unsharp mask)."""
    return np.asarray(cv2.addWeighted(gray, 3, cv2.GaussianBlur(gray, (0, 0), 2), -2, 0), np.uint8)


def soft(gray: Gray) -> Gray:
    """Grain and specks smoothed."""
    return np.asarray(cv2.GaussianBlur(gray, (0, 0), 1), np.uint8)


def flattened(gray: Gray) -> Gray:
    """Divided by the light on the paper, so that a shadow or a lamp's pool is gone."""
    small = resized(gray, 1 / COARSE)
    paper = cv2.GaussianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), (0, 0), 6)
    light = cv2.resize(paper, (gray.shape[1], gray.shape[0]))
    return np.asarray(cv2.divide(gray, np.maximum(light, 20), scale=220), np.uint8)


def darkest(even: Gray) -> Gray:
    """Twice the size, and only the darkest left: what stands over or beside the ink in a lighter colour is paper."""
    ink, paper = np.percentile(even[::4, ::4], (INK, PAPER))
    black = resized(even, 2) < ink + DARKEST * (paper - ink)
    return soft(np.where(black, 0, 255).astype(np.uint8))


def refocused(gray: Gray, blur_px: float, grain: float) -> Gray:
    """A blur of ``blur_px`` (sigma) taken out with Wiener's filter; dearer and stronger than ``crisp``."""

    def blur(down: Waves, across: Waves) -> Waves:
        return np.asarray(np.exp(-2 * (np.pi * blur_px) ** 2 * (down**2 + across**2)))

    return _unblurred(gray, blur, grain)


def steadied(gray: Gray, length_px: float, angle: float, grain: float) -> Gray:
    """The trace of a movement of ``length_px`` along ``angle`` (radians) taken out."""

    def blur(down: Waves, across: Waves) -> Waves:
        along = across * np.cos(angle) + down * np.sin(angle)
        still = np.exp(-2 * (np.pi * 0.5) ** 2 * (down**2 + across**2))
        return np.asarray(np.sinc(length_px * along) * still)

    return _unblurred(gray, blur, grain)


def _unblurred(gray: Gray, blur_of: Callable[[Waves, Waves], Waves], grain: float) -> Gray:
    height, width = gray.shape
    rows, columns = (cv2.getOptimalDFTSize(length + 2 * EDGE) for length in gray.shape)
    below, right = rows - height - EDGE, columns - width - EDGE
    padded = cv2.copyMakeBorder(gray, EDGE, below, EDGE, right, cv2.BORDER_REPLICATE)
    spectrum = np.asarray(cv2.dft(padded.astype(np.float32), flags=cv2.DFT_COMPLEX_OUTPUT), np.float32)
    blur = blur_of(np.fft.fftfreq(rows)[:, None], np.fft.fftfreq(columns)[None, :])
    back = (blur / (blur**2 + grain)).astype(np.float32)[:, :, None]
    clear = cv2.idft(spectrum * back, flags=cv2.DFT_SCALE | cv2.DFT_REAL_OUTPUT)
    return np.clip(clear[EDGE : EDGE + height, EDGE : EDGE + width], 0, 255).astype(np.uint8)
