"""Pictures of receipts as a kiosk's camera sees them, drawn from a seed: the same in every run.

The codes are those of notes on real receipts: Code 128 of a dossier code (25 characters, and today's shorter
form), a QR with the look-up link of the common dossier system, a QR of the bare code. A module (the thinnest
bar) of such a receipt is 0.21 to 0.25 mm; a camera of 1280 x 720 a hand's breadth away sees it as two to
three pixels. Nothing here was photographed: it tells which reader is better, not how good it is in an office.
"""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import segno
import zxingcpp
from numpy.typing import NDArray

from benchmarks import scan_damage as damage
from benchmarks.scan_damage import Picture

WIDTH, HEIGHT = 1280, 720
DETAIL = 6
"""Pixels of a module on the paper that is photographed."""
DESK = 118
"""How grey the desk under the paper is."""
QUIET = 12
"""Modules of white around a code, text aside."""


@dataclass(frozen=True)
class Code:
    """One code on a receipt, the texts with a running number that it is made of, and its lines of print."""

    name: str
    symbology: str
    pattern: str

    def text(self, number: int) -> str:
        """What the code says on receipt ``number``; each differs."""
        return self.pattern.format(day=1 + number % 28, number=number % 10000, person=number * 7919 % 10**9)


CODES = (
    Code("code128-25", "Code128", "000.00.19.H47-2601{day:02}-{number:04}"),
    Code("code128-19", "Code128", "H57.132-2608{day:02}-{number:04}"),
    Code(
        "qr-link",
        "QRCode",
        "https://dichvucong.example.gov.vn/portaldvc/tra-cuu?SGT=001{person:09}"
        "&MHS=000.00.19.H47-2601{day:02}-{number:04}",
    ),
    Code("qr-code", "QRCode", "G09.20-202606{day:02}-{number:07}"),
)


@dataclass(frozen=True)
class View:
    """How the paper lies before the camera. Each pair is a range to draw from."""

    module_px: tuple[float, float] = (2.3, 3.2)
    angle: tuple[float, float] = (-4, 4)
    tilt: float = 0.0
    """How much shorter the far edge of the paper looks."""


Harm = Callable[[Picture, np.random.Generator], Picture]


@dataclass(frozen=True)
class Condition:
    """One thing that goes wrong: on the paper, in the way it is held, or in the camera."""

    name: str
    view: View = View()
    paper: Harm | None = None
    camera: tuple[Harm, ...] = (damage.sensor,)


CONDITIONS = (
    Condition("good"),
    Condition("turned", View(module_px=(1.9, 2.3), angle=(-180, 180))),
    Condition("tilted", View(tilt=0.22, angle=(-12, 12))),
    Condition("small", View(module_px=(1.45, 1.9))),
    Condition("out of focus", camera=(damage.defocus, damage.sensor)),
    Condition("moving", camera=(damage.motion, damage.sensor)),
    Condition("noisy", camera=(damage.noise,)),
    Condition("dim", camera=(damage.dim,)),
    Condition("uneven light", camera=(damage.shadow, damage.sensor)),
    Condition("glare", camera=(damage.glare, damage.sensor)),
    Condition("worn print head", paper=damage.worn_head),
    Condition("faded", paper=damage.faded),
    Condition("pen strokes", paper=damage.pen),
    Condition("photocopied", paper=damage.photocopy),
    Condition("jpeg", camera=(damage.sensor, damage.jpeg)),
    Condition(
        "mixed",
        View(module_px=(1.9, 2.3), angle=(-180, 180), tilt=0.1),
        camera=(damage.shadow, damage.slight_defocus, damage.sensor, damage.light_jpeg),
    ),
)


@dataclass(frozen=True)
class Sample:
    """One picture and what is on it."""

    condition: str
    code: Code
    text: str
    gray: Picture


def samples(per_code: int, condition: Condition) -> Iterator[Sample]:
    """``per_code`` pictures of every code in one condition."""
    for code in CODES:
        for number in range(1, per_code + 1):
            seed = zlib.crc32(f"{condition.name}/{code.name}/{number}".encode())
            yield sample(condition, code, number, np.random.default_rng(seed))


def sample(condition: Condition, code: Code, number: int, luck: np.random.Generator) -> Sample:
    """One picture."""
    text = code.text(number)
    paper = receipt(code, text)
    if condition.paper:
        paper = condition.paper(paper, luck)
    picture = photographed(paper, condition.view, luck)
    for harm in condition.camera:
        picture = harm(picture, luck)
    return Sample(condition.name, code, text, picture)


def receipt(code: Code, text: str) -> Picture:
    """The part of a receipt around its code, ``DETAIL`` pixels a module."""
    modules = _modules(code, text)
    symbol = np.where(np.kron(modules, np.ones((DETAIL, DETAIL), np.uint8)), 20, 245).astype(np.uint8)
    edge = QUIET * DETAIL
    paper: NDArray[np.uint8] = np.full(
        (symbol.shape[0] + 5 * edge, max(symbol.shape[1] + 2 * edge, 60 * DETAIL)), 245, np.uint8
    )
    left = (paper.shape[1] - symbol.shape[1]) // 2
    paper[2 * edge : 2 * edge + symbol.shape[0], left : left + symbol.shape[1]] = symbol
    for row, words in (
        (edge, "GIAY TIEP NHAN HO SO VA HEN TRA KET QUA"),
        (paper.shape[0] - edge, text[-28:]),
    ):
        cv2.putText(paper, words, (left, row), cv2.FONT_HERSHEY_SIMPLEX, DETAIL / 5, 30, DETAIL // 3)
    return paper


def _modules(code: Code, text: str) -> NDArray[np.bool_]:
    if code.symbology == "QRCode":
        return np.array(segno.make(text, error="m", micro=False, boost_error=False).matrix, bool)
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    row = np.array(zxingcpp.write_barcode_to_image(made, scale=1, add_quiet_zones=False))[0] < 128
    return np.repeat(row[None, :], 38, axis=0)  # 38 modules are 9 mm: the 28 points of the common receipt


def photographed(paper: Picture, view: View, luck: np.random.Generator) -> Picture:
    """The paper on the desk, as the camera sees it: turned, tilted, made small."""
    scale = luck.uniform(*view.module_px) / DETAIL
    angle = np.deg2rad(luck.uniform(*view.angle))
    height, width = paper.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    flat = (corners - (width / 2, height / 2)) * scale
    shorter = 1 - view.tilt * luck.uniform(0.5, 1) * (flat[:, 1] < 0)
    flat[:, 0] *= shorter
    flat[:, 1] *= 1 - view.tilt / 2
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    centre = (WIDTH / 2 + luck.uniform(-60, 60), HEIGHT / 2 + luck.uniform(-40, 40))
    seen = flat @ turn + centre
    twice = cv2.getPerspectiveTransform(corners.astype(np.float32), (seen * 2).astype(np.float32))
    drawn = cv2.warpPerspective(
        paper, twice, (WIDTH * 2, HEIGHT * 2), flags=cv2.INTER_AREA, borderValue=(DESK,)
    )
    return np.asarray(cv2.resize(drawn, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA), np.uint8)
