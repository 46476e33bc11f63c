"""What a sign should say -> one frame of dots, as large as it fits; what does not fit is said, never shown in part.

A sign of fewer than sixteen rows has no letters with marks: it shows a number, an arrow and a counter only. Numbers are
drawn as large as the sign is high; words in bitmap fonts that keep Vietnamese apart, on one line or two.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from hardware.led.arrows import Arrow
from hardware.led.font import Font, font
from hardware.led.frame import DotFrame, Dots
from hardware.led.numerals import largest
from hardware.ports import SignText

LOW = 16
"""Below so many rows a sign shows numbers only."""
NOTHING = "--"
"""What a sign shows instead of what it cannot."""
LONGEST = 200
"""Letters that are looked at; no sign has room for more."""


class Drawn(NamedTuple):
    """A frame, and what of the text is not on it ("" when all is)."""

    frame: DotFrame
    trouble: str


@lru_cache(maxsize=256)
def drawn(sign: SignText, size: tuple[int, int], arrow: Arrow = "") -> Drawn:
    """The frame for ``sign``. With an ``arrow`` a number stands before it and the counter behind it, where both fit."""
    text = unicodedata.normalize("NFC", sign.text)[:LONGEST]
    counter = "" if sign.short else unicodedata.normalize("NFC", sign.counter)[:LONGEST]
    dots, trouble = _best(text, counter, size, arrow)
    if trouble and sign.short:
        dots, trouble = _whole(sign.short, size) or _whole(NOTHING, size) or frozenset(), ""
    frame = DotFrame(*size, dots)
    return Drawn(frame.inverted() if sign.inverted else frame, trouble)


def _best(text: str, counter: str, size: tuple[int, int], arrow: Arrow) -> tuple[Dots, str]:
    width, height = size
    if not text:
        return frozenset(), ""
    low = height < LOW
    if arrow and counter and is_number(text):
        beside = _lines((f"{text}{arrow}{counter}",), size)
        if beside is not None:
            return beside, ""
    whole = _whole(text, size)
    if whole is not None:
        return whole, _lacking(text, low=low)
    what = f"{text[:20]!r} has no room on {width} x {height} dots"
    instead = _whole(counter, size) if counter and not is_number(text) else None
    if instead is not None:  # a low sign shows the counter's number instead of its name: so it is meant
        return instead, "" if low else f"{what}: it shows {counter!r} instead"
    return _whole(NOTHING, size) or frozenset(), f"{what}: use a wider sign, or shorter numbers"


def is_number(text: str) -> bool:
    """Whether it is a ticket's number or another word of capitals and digits, which needs no bitmap font."""
    return all(letter in font("6x8").glyphs for letter in text)


def _whole(text: str, size: tuple[int, int]) -> Dots | None:
    if size[1] >= LOW and is_number(text):
        return largest(text, size)
    return next((dots for lines in _broken(text, size) if (dots := _lines(lines, size)) is not None), None)


def _broken(text: str, size: tuple[int, int]) -> Iterator[tuple[str, ...]]:
    """On one line, and where two fit on two, parted at the space nearest to the middle."""
    yield (text,)
    words = text.split(" ")
    if size[1] >= 2 * LOW and len(words) > 1:
        cut = min(range(1, len(words)), key=lambda at: abs(2 * len(" ".join(words[:at])) - len(text)))
        yield (" ".join(words[:cut]), " ".join(words[cut:]))


def _lines(lines: tuple[str, ...], size: tuple[int, int]) -> Dots | None:
    """The lines in the largest font in which all of them fit, in the middle; None where none does."""
    width, height = size
    for face, scale in _faces(height):
        set_lines = [face.line(line, scale) for line in lines]
        tall = face.height * scale * len(lines)
        if height < LOW and any(face.lacks(line) for line in lines):
            continue
        if tall <= height and all(wide <= width for _, wide in set_lines):
            top = (height - tall) // 2
            return frozenset(
                (x + (width - wide) // 2, y + top + index * face.height * scale)
                for index, (dots, wide) in enumerate(set_lines)
                for x, y in dots
            )
    return None


def _faces(height: int) -> Iterator[tuple[Font, int]]:
    names = ("6x8", "5x7") if height < LOW else ("10x20", "8x16")
    steps = ((font(name), scale) for name in names for scale in range(1, height // 8 + 1))
    yield from sorted(steps, key=lambda step: (-step[0].height * step[1], -step[0].width))


def _lacking(text: str, *, low: bool) -> str:
    lacks = "" if low or is_number(text) else font("8x16").lacks(text)
    return f"the sign has no letter for {', '.join(map(repr, lacks))}: a box stands there" if lacks else ""
