"""Pictures of any kind and size from files, as grey pictures; what is no picture is None."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from hardware.drivers.decode.decoders import Gray

KINDS = {".png", ".jpg", ".jpeg", ".bmp", ".webp", ".tif", ".tiff", ".gif", ".pgm", ".ppm"}
MOST_PIXELS = 100_000_000


def picture_files(place: Path) -> Iterator[Path]:
    """The picture files at ``place``: the file itself, or those in the folder and below, by name."""
    if place.is_file():
        yield place
        return
    yield from sorted(path for path in place.rglob("*") if path.suffix.lower() in KINDS and path.is_file())


def load(path: Path) -> Gray | None:
    """The grey picture, upright as its EXIF says; transparent parts are paper. None when it is no picture."""
    try:
        packed = np.fromfile(path, np.uint8)
        picture = cv2.imdecode(packed, cv2.IMREAD_UNCHANGED) if packed.size else None
        if picture is None or picture.shape[0] * picture.shape[1] > MOST_PIXELS:
            return None
        if picture.ndim == 3 and picture.shape[2] in {2, 4}:
            return _on_paper(np.asarray(picture))
        return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)
    except (OSError, cv2.error):
        return None


def _on_paper(picture: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> Gray:
    scale = 257.0 if picture.dtype == np.uint16 else 1.0
    values = picture.astype(np.float32) / scale
    colour, cover = values[..., :-1], values[..., -1] / 255
    gray = cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY) if colour.shape[2] == 3 else colour[..., 0]
    return np.asarray(gray * cover + 255 * (1 - cover), np.uint8)
