"""What happens to a code on its way from the printer to the camera's picture. Each harm takes its own luck."""

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Luck = np.random.Generator


def _bytes(picture: NDArray[np.float64] | NDArray[np.float32]) -> Picture:
    return np.clip(picture, 0, 255).astype(np.uint8)


def _blurred(picture: Picture, sigma: float) -> Picture:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.uint8)


# --- the camera -------------------------------------------------------------------------------------


def sensor(picture: Picture, luck: Luck) -> Picture:
    """The softness and grain of any small camera."""
    return _bytes(_blurred(picture, 0.6) + luck.normal(0, 3, picture.shape))


def slight_defocus(picture: Picture, luck: Luck) -> Picture:
    """Almost sharp."""
    return _blurred(picture, luck.uniform(0.7, 1.2))


def defocus(picture: Picture, luck: Luck) -> Picture:
    """The paper is nearer than the lens can see sharply."""
    return _blurred(picture, luck.uniform(1.2, 2.0))


def motion(picture: Picture, luck: Luck) -> Picture:
    """The hand moves while the picture is taken, along any direction."""
    length = luck.uniform(3, 8)
    angle = luck.uniform(0, np.pi)
    kernel = np.zeros((11, 11), np.float32)
    for step in np.linspace(-length / 2, length / 2, 50):
        kernel[round(5 + step * np.sin(angle)), round(5 + step * np.cos(angle))] += 1
    return np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum()), np.uint8)


def noise(picture: Picture, luck: Luck) -> Picture:
    """A cheap sensor with its gain turned up."""
    return _bytes(_blurred(picture, 0.6) + luck.normal(0, luck.uniform(18, 40), picture.shape))


def dim(picture: Picture, luck: Luck) -> Picture:
    """A tenth of the light, so the grain is a good part of what is left."""
    light = luck.uniform(0.06, 0.18)
    return _bytes(_blurred(picture, 0.6) * light + luck.normal(0, 2.5, picture.shape))


def shadow(picture: Picture, luck: Luck) -> Picture:
    """A lamp on one side and the shadow of a hand on the code."""
    height, width = picture.shape
    y, x = np.mgrid[0:height, 0:width]
    angle = luck.uniform(0, 2 * np.pi)
    along = ((x / width - 0.5) * np.cos(angle) + (y / height - 0.5) * np.sin(angle)) * 2
    light = np.clip(0.75 + 0.5 * along, 0.15, 1.3)
    edge = 1 / (1 + np.exp(-(along - luck.uniform(-0.25, 0.25)) * luck.uniform(20, 90)))
    return _bytes(picture * light * (1 - luck.uniform(0.45, 0.7) * edge))


def glare(picture: Picture, luck: Luck) -> Picture:
    """A lamp mirrored in a plastic cover, on part of the code."""
    height, width = picture.shape
    y, x = np.mgrid[0:height, 0:width]
    spot = ((x - width / 2 - luck.uniform(-90, 90)) / luck.uniform(40, 110)) ** 2
    spot += ((y - height / 2 - luck.uniform(-40, 40)) / luck.uniform(20, 60)) ** 2
    return _bytes(picture + 260 * np.exp(-spot))


def dusk(picture: Picture, luck: Luck) -> Picture:
    """A quarter of the light, and a little haze."""
    return _bytes(picture * luck.uniform(0.15, 0.35) + 8.0)


def fold(picture: Picture, luck: Luck) -> Picture:
    """Paper that was folded and does not lie flat: beyond a crease it leans, and is lighter or darker."""
    height, width = picture.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    angle = luck.uniform(0, np.pi)
    from_crease = (x - width / 2 - luck.uniform(-60, 60)) * np.cos(angle)
    from_crease += (y - height / 2 - luck.uniform(-20, 20)) * np.sin(angle)
    beyond = np.maximum(from_crease, 0) * luck.uniform(0.06, 0.2)
    leaning = luck.uniform(-0.5, 0.5)
    seen_x = (x + beyond * (np.cos(angle) - leaning * np.sin(angle))).astype(np.float32)
    seen_y = (y + beyond * (np.sin(angle) + leaning * np.cos(angle))).astype(np.float32)
    bent = cv2.remap(picture, seen_x, seen_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    light = np.where(from_crease > 0, luck.uniform(0.55, 0.9), 1.0)
    crease = 1 - 0.35 * np.exp(-((from_crease / luck.uniform(1, 2.5)) ** 2))
    return _bytes(bent * light * crease)


def reflections(picture: Picture, luck: Luck) -> Picture:
    """Lamps and a window in the glass of a phone: soft spots, and a bright stripe across."""
    height, width = picture.shape
    y, x = np.mgrid[0:height, 0:width]
    more = np.zeros(picture.shape)
    for _ in range(int(luck.integers(1, 4))):
        at_x, at_y = width / 2 + luck.uniform(-200, 200), height / 2 + luck.uniform(-100, 100)
        more += luck.uniform(40, 160) * np.exp(
            -(((x - at_x) ** 2 + (y - at_y) ** 2) / luck.uniform(20, 70) ** 2)
        )
    angle = luck.uniform(0, np.pi)
    across = (x - width / 2) * np.cos(angle) + (y - height / 2) * np.sin(angle) - luck.uniform(-120, 120)
    more += luck.uniform(20, 70) / (1 + np.exp((np.abs(across) - luck.uniform(15, 60)) / 3))
    return _bytes(picture * 0.9 + more)


def _jpeg(picture: Picture, quality: int) -> Picture:
    _, packed = cv2.imencode(".jpg", picture, (cv2.IMWRITE_JPEG_QUALITY, quality))
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)


def jpeg(picture: Picture, luck: Luck) -> Picture:
    """Squeezed hard, as messengers do with photos."""
    return _jpeg(picture, int(luck.integers(6, 20)))


def light_jpeg(picture: Picture, luck: Luck) -> Picture:
    """What a USB camera does to every picture."""
    return _jpeg(picture, int(luck.integers(55, 85)))


# --- the paper --------------------------------------------------------------------------------------


def worn_head(paper: Picture, luck: Luck) -> Picture:
    """Burnt-out dots of a print head: white lines along the paper, a third of a module wide."""
    worn = paper.copy()
    for at in luck.integers(0, paper.shape[1], paper.shape[1] // luck.integers(60, 110)):
        worn[:, at : at + 3] = 245
    return worn


def faded(paper: Picture, luck: Luck) -> Picture:
    """Thermal paper that lay in the sun: pale, and blotched."""
    rows, columns = paper.shape
    blotches = luck.uniform(0.1, 0.35, (max(2, rows // 60), max(2, columns // 60))).astype(np.float32)
    strength = cv2.resize(blotches, (columns, rows), interpolation=cv2.INTER_CUBIC)
    return _bytes(235 - (245 - paper.astype(np.float32)) * strength)


def pen(paper: Picture, luck: Luck) -> Picture:
    """A clerk's signature or tick across the code."""
    signed = paper.copy()
    rows, columns = paper.shape
    for _ in range(int(luck.integers(1, 4))):
        points = luck.uniform((0.05 * columns, 0.2 * rows), (0.95 * columns, 0.8 * rows), (4, 2)).astype(
            np.int32
        )
        cv2.polylines(signed, [points], isClosed=False, color=40, thickness=int(luck.integers(3, 7)))
    return signed


def photocopy(paper: Picture, luck: Luck) -> Picture:
    """A copy of a copy: bars grow or shrink, specks everywhere, hard black and white."""
    soft = _blurred(paper, 2.0) + luck.normal(0, 30, paper.shape)
    copied = np.where(_blurred(_bytes(soft), 1.2) < luck.uniform(80, 170), 30, 240).astype(np.uint8)
    specks = luck.random(paper.shape) < 0.004
    copied[specks] = 30
    return copied
