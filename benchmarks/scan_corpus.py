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

from benchmarks import scan_damage as damage
from benchmarks import scan_papers as papers
from benchmarks.scan_damage import Luck, Picture
from benchmarks.scan_papers import DETAIL, Code, Layout, Paper

WIDTH, HEIGHT = 1280, 720
DESK = 118
"""How grey the desk under the paper is."""


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
    layout: Layout = papers.receipt
    paper: Harm | None = None
    camera: tuple[Harm, ...] = (damage.sensor,)
    restless: bool = False
    """Whether each frame of a camera is harmed anew: a hand that moves does not move the same way twice."""


CONDITIONS = (
    Condition("good"),
    Condition("turned", View(module_px=(1.9, 2.3), angle=(-180, 180))),
    Condition("tilted", View(tilt=0.22, angle=(-12, 12))),
    Condition("small", View(module_px=(1.45, 1.9))),
    Condition("out of focus", camera=(damage.defocus, damage.sensor)),
    Condition("moving", camera=(damage.motion, damage.sensor), restless=True),
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
    Condition("beside two QR", View(module_px=(1.6, 2.3), angle=(-12, 12)), layout=papers.beside_two_qr),
    Condition("white on black", layout=papers.white_on_black),
    Condition("cut close, dark", layout=papers.cut_close, camera=(damage.dusk, damage.sensor)),
    Condition("folded", camera=(damage.fold, damage.sensor)),
    Condition(
        "on a phone",
        View(module_px=(2.1, 3.0), angle=(-25, 25), tilt=0.1),
        layout=papers.on_a_phone,
        camera=(damage.reflections, damage.sensor, damage.light_jpeg),
    ),
)


@dataclass(frozen=True)
class Sample:
    """One picture and what is on it."""

    condition: str
    code: Code
    number: int
    gray: Picture
    also: frozenset[str] = frozenset()
    """What else stands on the paper."""

    @property
    def text(self) -> str:
        """What the code says."""
        return self.code.text(self.number)


def samples(per_code: int, condition: Condition) -> Iterator[Sample]:
    """``per_code`` pictures of every code in one condition."""
    for code in CODES:
        for number in range(1, per_code + 1):
            paper, seen, luck = _seen(condition, code, number)
            yield Sample(condition.name, code, number, _taken(condition, seen, luck), paper.also)


def held(condition: Condition, picture: Sample, frames: int) -> Iterator[Picture]:
    """What a camera sees of it while it is held: a hand trembles, a sensor has grain."""
    if not condition.restless:
        yield from trembling(picture.gray, frames)
        return
    _, seen, luck = _seen(condition, picture.code, picture.number)
    for _ in range(frames):
        yield _taken(condition, np.roll(seen, luck.integers(-2, 3, 2), (0, 1)), luck)


def trembling(gray: Picture, frames: int) -> Iterator[Picture]:
    """One picture, again and again, moved by a dot or two, with grain."""
    luck = np.random.default_rng(7)
    for _ in range(frames):
        moved = np.roll(gray, luck.integers(-2, 3, 2), (0, 1)).astype(np.int16)
        grainy = moved + luck.integers(-2, 3, gray.shape, np.int16)
        yield np.asarray(np.clip(grainy, 0, 255), np.uint8)


def _seen(condition: Condition, code: Code, number: int) -> tuple[Paper, Picture, Luck]:
    """The paper, and how it looks from where the camera is; and the luck that is left."""
    luck = np.random.default_rng(zlib.crc32(f"{condition.name}/{code.name}/{number}".encode()))
    paper = condition.layout(code, number, luck)
    printed = condition.paper(paper.picture, luck) if condition.paper else paper.picture
    return paper, photographed(printed, condition.view, luck), luck


def _taken(condition: Condition, picture: Picture, luck: Luck) -> Picture:
    for harm in condition.camera:
        picture = harm(picture, luck)
    return picture


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
