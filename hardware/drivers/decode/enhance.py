"""Making a picture easier to read: even light, sharper edges, twice the size."""

import cv2
import numpy as np

from hardware.drivers.decode.decoders import Gray

COARSE = 8
"""The background is found on a picture so many times smaller."""


def middle(gray: Gray) -> Gray:
    """The middle two thirds: where people hold things, and a little less than half the work."""
    height, width = gray.shape
    return gray[height // 6 : height - height // 6, width // 6 : width - width // 6]


def doubled(gray: Gray) -> Gray:
    """Twice as large: small modules become large enough for a decoder's grid."""
    return np.asarray(cv2.resize(gray, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8)


def crisp(gray: Gray) -> Gray:
    """Edges that the lens or a moving hand made soft, hardened (unsharp mask)."""
    return np.asarray(cv2.addWeighted(gray, 3, cv2.GaussianBlur(gray, (0, 0), 2), -2, 0), np.uint8)


def soft(gray: Gray) -> Gray:
    """Grain and specks smoothed."""
    return np.asarray(cv2.GaussianBlur(gray, (0, 0), 1), np.uint8)


def flattened(gray: Gray) -> Gray:
    """Divided by the light on the paper, so that a shadow or a lamp's pool is gone."""
    small = cv2.resize(gray, None, fx=1 / COARSE, fy=1 / COARSE, interpolation=cv2.INTER_AREA)
    paper = cv2.GaussianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), (0, 0), 6)
    light = cv2.resize(paper, (gray.shape[1], gray.shape[0]))
    return np.asarray(cv2.divide(gray, np.maximum(light, 20), scale=220), np.uint8)


def refocused(gray: Gray, blur_px: float = 1.0, grain: float = 0.01) -> Gray:
    """A blur of ``blur_px`` (sigma) taken out with Wiener's filter; dearer and stronger than ``crisp``."""
    edge = 16
    padded = cv2.copyMakeBorder(gray, edge, edge, edge, edge, cv2.BORDER_REPLICATE)
    size = [cv2.getOptimalDFTSize(length) for length in padded.shape]
    padded = cv2.copyMakeBorder(
        padded, 0, size[0] - padded.shape[0], 0, size[1] - padded.shape[1], cv2.BORDER_REPLICATE
    )
    spectrum = cv2.dft(padded.astype(np.float32), flags=cv2.DFT_COMPLEX_OUTPUT)
    rows, columns = np.fft.fftfreq(size[0])[:, None], np.fft.fftfreq(size[1])[None, :]
    blur = np.exp(-2 * (np.pi * blur_px) ** 2 * (rows**2 + columns**2))
    spectrum *= (blur / (blur**2 + grain)).astype(np.float32)[:, :, None]
    clear = cv2.idft(spectrum, flags=cv2.DFT_SCALE | cv2.DFT_REAL_OUTPUT)
    inside = clear[edge : edge + gray.shape[0], edge : edge + gray.shape[1]]
    return np.clip(inside, 0, 255).astype(np.uint8)
