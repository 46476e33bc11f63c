"""Dossier barcodes as cameras see them, drawn from a seed: small, unsharp, grainy, printed badly.

They are there to be misread: most have 1.4 to 2.0 pixels a module, where decoders guess. The bars are those of
python-barcode, of no decoder that is judged here. One number makes one picture, the same in every run.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import barcode
import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks import scan_damage as damage
from benchmarks.scan_damage import Luck, Picture

SIZE = (640, 240)
"""Pixels of the smallest picture."""
EDGE = 30
FINER = 3
"""How many times finer than the camera the paper is drawn before the camera averages it."""
CALM = 0.65
"""Share of the codes that are held and lit well: there decoders believe themselves, and misread most."""
DETAIL = 8
"""Pixels of a module on the paper that is photographed."""
QUIET = 10
INK, PAPER = 25, 240

Bits = NDArray[np.bool_]


@dataclass(frozen=True)
class Drawn:
    """One picture, what its bars say, and what was done to it."""

    number: int
    text: str
    gray: Picture
    fault: str
    module_px: float


def drawn(number: int) -> Drawn:
    """The picture of this number."""
    luck = np.random.default_rng((2026, number))
    text = _code(luck)
    module_px = _module_px(luck)
    fault = list(FAULTS)[int(luck.integers(len(FAULTS)))] if luck.random() < 0.5 else "none"
    seen = _photographed(FAULTS[fault](_bits(text), luck), module_px, luck)
    return Drawn(number, text, _taken(seen, luck), fault, module_px)


# --- what is on the paper ---------------------------------------------------------------------------


def _code(luck: Luck) -> str:
    day = f"{luck.integers(20, 27):02}{luck.integers(1, 13):02}{luck.integers(1, 29):02}"
    agency = f"{luck.choice(list('ABCDEGHKLMNQSTVY'))}{luck.integers(1, 100):02}"
    number = int(luck.integers(1, 10000))
    shapes = (
        f"000.{luck.integers(0, 100):02}.{luck.integers(0, 100):02}.{agency}-{day}-{number:04}",
        f"{agency}.{luck.integers(1, 400)}-{day}-{number:04}",
        f"{agency}.{luck.integers(1, 60):02}.{luck.integers(1, 40):02}-{day}-{number:04}",
        f"{agency}.{luck.integers(1, 60):02}-20{day}-{number:07}",
        f"{number:05}/20{day[:2]}/{luck.integers(1, 100000):05}",
        f"{luck.integers(0, 10**8):011}",
    )
    return shapes[int(luck.choice(len(shapes), p=(0.5, 0.2, 0.1, 0.1, 0.05, 0.05)))]


def _module_px(luck: Luck) -> float:
    low, high = ((1.4, 2.0), (1.1, 1.4), (2.0, 3.0))[int(luck.choice(3, p=(0.7, 0.15, 0.15)))]
    return float(luck.uniform(low, high))


def _bits(text: str) -> Bits:
    made: Sequence[str] = barcode.Code128(text).build()
    return np.array([sign == "1" for sign in made[0]])


# --- what the printer did to it ---------------------------------------------------------------------


def _printed(row: Picture, luck: Luck) -> Picture:
    """A row of dots as a label of bars, with white around."""
    high = int(luck.integers(18, 55)) * DETAIL
    wide = np.pad(row, QUIET * DETAIL, constant_values=PAPER)
    return np.pad(np.tile(wide, (high, 1)), ((6 * DETAIL, 6 * DETAIL), (0, 0)), constant_values=PAPER)


def _inked(bits: Bits, dots: NDArray[np.int64]) -> Picture:
    """Dots of the printer, each of the module of this number, as wide as the bars are."""
    row = np.where(bits[np.minimum(dots, len(bits) - 1)], INK, PAPER).astype(np.uint8)[None, :]
    return np.asarray(cv2.resize(row, (len(bits) * DETAIL, 1), interpolation=cv2.INTER_NEAREST)[0], np.uint8)


def _clean(bits: Bits, luck: Luck) -> Picture:
    return _printed(_inked(bits, np.arange(len(bits))), luck)


def _spread(bits: Bits, luck: Luck) -> Picture:
    """Ink that runs, or a head too cold: every edge of a bar further out, or in."""
    row = _inked(bits, np.arange(len(bits)))[None, :]
    more = int(luck.integers(-2, 3))
    change = cv2.erode if more > 0 else cv2.dilate
    return _printed(np.asarray(change(row, np.ones((1, 1 + 2 * abs(more)), np.uint8))[0], np.uint8), luck)


def _scaled(bits: Bits, luck: Luck) -> Picture:
    """A picture of bars that a browser or a word processor made to fit: no two modules alike."""
    dots = round(len(bits) * luck.uniform(1.0, 3.2))
    return _printed(_inked(bits, np.arange(dots) * len(bits) // dots), luck)


def _coarse(bits: Bits, luck: Luck) -> Picture:
    """A head whose dots are hardly smaller than a module: edges lie where a dot is."""
    dot = luck.uniform(0.35, 0.8)
    return _printed(_inked(bits, ((np.arange(int(len(bits) / dot)) + luck.random()) * dot).astype(int)), luck)


def _harmed(harm: Callable[[Picture, Luck], Picture]) -> Callable[[Bits, Luck], Picture]:
    def printed(bits: Bits, luck: Luck) -> Picture:
        return harm(_clean(bits, luck), luck)

    return printed


def _burnt(paper: Picture, luck: Luck) -> Picture:
    """Dead dots of a head: white lines through all bars; and black ones where a dot always burns."""
    worn = paper.copy()
    for tone, share in ((PAPER, 90), (INK, 400)):
        for at in luck.integers(0, paper.shape[1], int(luck.integers(0, paper.shape[1] // share))):
            worn[:, at : at + int(luck.integers(2, 7))] = tone
    return worn


FAULTS: dict[str, Callable[[Bits, Luck], Picture]] = {
    "none": _clean,
    "ink spread": _spread,
    "scaled": _scaled,
    "coarse head": _coarse,
    "burnt dots": _harmed(_burnt),
    "worn head": _harmed(damage.worn_head),
    "faded": _harmed(damage.faded),
    "pen": _harmed(damage.pen),
    "photocopied": _harmed(damage.photocopy),
}


# --- what the camera did to it ----------------------------------------------------------------------


def _photographed(paper: Picture, module_px: float, luck: Luck) -> Picture:
    """The paper on the desk: a little turned, a little tilted, and no part of it out of sight."""
    height, width = paper.shape
    scale = module_px / DETAIL
    angle = np.deg2rad(luck.uniform(-3, 3) if luck.random() < CALM else luck.uniform(-20, 20))
    flat = (np.array([[0, 0], [width, 0], [width, height], [0, height]]) - (width / 2, height / 2)) * scale
    flat[:2] *= 1 - luck.uniform(0, 0.08)
    seen = flat @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    across, down = (int(max(least, np.ptp(way) + 2 * EDGE)) for least, way in zip(SIZE, seen.T, strict=True))
    seen += (across / 2 + luck.uniform(-4, 4), down / 2 + luck.uniform(-4, 4))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    view = cv2.getPerspectiveTransform(corners, (seen * FINER).astype(np.float32))
    fine = cv2.warpPerspective(
        paper, view, (across * FINER, down * FINER), flags=cv2.INTER_LINEAR, borderValue=(170,)
    )
    return np.asarray(cv2.resize(fine, (across, down), interpolation=cv2.INTER_AREA), np.uint8)


def _taken(seen: Picture, luck: Luck) -> Picture:
    """The lens, the hand, the light, the grain, the cable."""
    calm = luck.random() < CALM
    soft = np.asarray(cv2.GaussianBlur(seen, (0, 0), luck.uniform(0.3, 0.8 if calm else 1.3)), np.uint8)
    if not calm and luck.random() < 0.4:
        soft = damage.motion(soft, luck)
    if not calm and luck.random() < 0.4:
        soft = damage.shadow(soft, luck)
    light = luck.uniform(0.6 if calm else 0.25, 1.0)
    grainy = soft * light + luck.normal(0, luck.uniform(0.5, 3 if calm else 9), soft.shape)
    shot = np.clip(grainy, 0, 255).astype(np.uint8)
    return damage.light_jpeg(shot, luck) if luck.random() < 0.3 else shot
