"""The papers that are held before a camera, and the screens: a code with what stands around it.

``DETAIL`` pixels are one module. What is done to them on their way to the camera is ``scan_damage``'s.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import segno
import zxingcpp
from numpy.typing import NDArray

from benchmarks.scan_damage import Luck, Picture

DETAIL = 6
"""Pixels of a module on the paper that is photographed."""
QUIET = 12
"""Modules of white around a code, text aside."""
BARS_HIGH = 38
"""Modules: 9 mm, the 28 points of the common receipt."""
INK, PAPER = 20, 245
PHONE, SCREEN = 12, 225
"""How dark the frame of a phone is, and how light its screen."""


@dataclass(frozen=True)
class Code:
    """One code on a receipt, the texts with a running number that it is made of, and its lines of print."""

    name: str
    symbology: str
    pattern: str

    def text(self, number: int) -> str:
        """What the code says on receipt ``number``; each differs."""
        return self.pattern.format(day=1 + number % 28, number=number % 10000, person=number * 7919 % 10**9)


@dataclass(frozen=True)
class Paper:
    """A drawn paper, and the texts that may be read from it although nobody looks for them."""

    picture: Picture
    also: frozenset[str] = frozenset()


Layout = Callable[[Code, int, Luck], Paper]

PORTAL = Code("portal", "QRCode", "https://dichvucong.example.gov.vn/p/home?id={person:09}")
PAYMENT = Code(
    "payment",
    "QRCode",
    "00020101021238540010A00000072701240006970436011{person:010}0208QRIBFTTA530370454061500005802VN6304{number:04X}",
)
ARRANGEMENTS = ("XPQ", "PQX", "PXQ", "X|PQ", "PQ|X", "P|X|Q", "XP|Q", "P|XQ", "Q|PX", "QX|P")
"""Rows of a paper, between bars; X is the dossier's code, P the portal's, Q the payment's."""


def receipt(code: Code, number: int, _luck: Luck) -> Paper:
    """The part of a receipt around its code."""
    text = code.text(number)
    symbol = _symbol(code, text)
    edge = QUIET * DETAIL
    paper = _blank(symbol.shape[0] + 5 * edge, max(symbol.shape[1] + 2 * edge, 60 * DETAIL))
    left = (paper.shape[1] - symbol.shape[1]) // 2
    paper[2 * edge : 2 * edge + symbol.shape[0], left : left + symbol.shape[1]] = symbol
    for row, words in (
        (edge, "GIAY TIEP NHAN HO SO VA HEN TRA KET QUA"),
        (paper.shape[0] - edge, text[-28:]),
    ):
        cv2.putText(paper, words, (left, row), cv2.FONT_HERSHEY_SIMPLEX, DETAIL / 5, 30, DETAIL // 3)
    return Paper(paper)


def beside_two_qr(code: Code, number: int, _luck: Luck) -> Paper:
    """The dossier's code, the portal's and the bank's on one receipt, arranged in one of ten ways."""
    texts = {"X": code.text(number), "P": PORTAL.text(number), "Q": PAYMENT.text(number)}
    symbols = {
        sign: _symbol(which, texts[sign]) for sign, which in (("X", code), ("P", PORTAL), ("Q", PAYMENT))
    }
    rows = [[symbols[sign] for sign in row] for row in ARRANGEMENTS[number % len(ARRANGEMENTS)].split("|")]
    gap = QUIET * DETAIL
    wide = max(sum(symbol.shape[1] + gap for symbol in row) for row in rows) + gap
    paper = _blank(sum(max(symbol.shape[0] for symbol in row) + gap for row in rows) + gap, wide)
    top = gap
    for row in rows:
        left = gap
        for symbol in row:
            paper[top : top + symbol.shape[0], left : left + symbol.shape[1]] = symbol
            left += symbol.shape[1] + gap
        top += max(symbol.shape[0] for symbol in row) + gap
    return Paper(paper, frozenset({texts["P"], texts["Q"]}))


def white_on_black(code: Code, number: int, luck: Luck) -> Paper:
    """A label or a page in dark colours."""
    return Paper(np.asarray(255 - receipt(code, number, luck).picture, np.uint8))


def on_a_phone(code: Code, number: int, _luck: Luck) -> Paper:
    """A phone that shows the code: a black frame, a screen of fine dots, no words."""
    symbol = _symbol(code, code.text(number))
    edge = QUIET * DETAIL
    screen = np.pad(symbol, ((4 * edge, 4 * edge), (edge, edge)), constant_values=PAPER)
    lit = screen.astype(np.float32) / PAPER * SCREEN
    lit[::3] *= 0.8
    lit[:, ::3] *= 0.85
    return Paper(np.pad(lit.astype(np.uint8), edge // 2, constant_values=PHONE))


def cut_close(code: Code, number: int, _luck: Luck) -> Paper:
    """Hardly more than the code: no words, and of the white around it a third."""
    return Paper(np.pad(_symbol(code, code.text(number)), QUIET * DETAIL // 3, constant_values=PAPER))


def _blank(height: int, width: int) -> Picture:
    return np.full((height, width), PAPER, np.uint8)


def _symbol(code: Code, text: str) -> Picture:
    modules = _modules(code, text)
    return np.where(np.kron(modules, np.ones((DETAIL, DETAIL), np.uint8)), INK, PAPER).astype(np.uint8)


def _modules(code: Code, text: str) -> NDArray[np.bool_]:
    if code.symbology == "QRCode":
        return np.array(segno.make(text, error="m", micro=False, boost_error=False).matrix, bool)
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    row = np.array(zxingcpp.write_barcode_to_image(made, scale=1, add_quiet_zones=False))[0] < 128
    return np.repeat(row[None, :], BARS_HIGH, axis=0)
