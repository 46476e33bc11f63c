"""Words -> lines that fit, and letters that the font has. Every word is kept.

A text that needs more lines than it should have is set smaller, down to three quarters of its size; if that is not
enough it takes the lines that it needs. What belongs together stays together: "Phòng 8" is never parted, and no line
begins with a dash.
"""

import unicodedata
from bisect import bisect_right
from functools import cache, lru_cache
from typing import NamedTuple

from PIL import ImageFont

from contracts.look.tokens import FONT_FILES

ELLIPSIS = "…"
FOREIGN = "?"
"""For a letter that the font lacks: seen at once, unlike an empty place."""
TIED = "\u00a0"
"""The space that no line ends at."""
SMALLEST = 24
"""Dots: 8.5 points at 203 an inch, and no slip has smaller letters, however narrow its paper."""
NARROWEST = 4
"""Dots: no letter of the smallest size is narrower."""
SHRINK = 0.75
MOST_LINES = 20
"""A text with more is no name and no fact: of a whole book the first page."""
_CLOSING = ",.;:!?)]}»”’%…·/–—-"
_OPENING = "([{«“‘"
_HORN = "\u031b"
"""The horn of ơ and ư, which reaches into the space after a word."""
_NEVER_A_LETTER = "\uffff"

Font = ImageFont.FreeTypeFont


class Setting(NamedTuple):
    """A text as it fits: the size of its letters in dots, and its lines."""

    size: int
    lines: list[str]


@cache
def font_of(weight: str, size: int) -> Font:
    """The font; loaded once."""
    return ImageFont.truetype(FONT_FILES[weight], size)


def legible(text: str) -> str:
    """The text in NFC, with a visible mark for every letter that the font lacks.

    Signs that have no form of their own (directions, joiners) are left out: they can turn a line around.
    """
    plain = [letter for letter in unicodedata.normalize("NFC", text) if unicodedata.category(letter) != "Cf"]
    return "".join(letter if letter.isspace() or _has(letter) else FOREIGN for letter in plain)


@cache
def _has(letter: str) -> bool:
    font = font_of("regular", 24)
    missing, found = font.getmask(_NEVER_A_LETTER), font.getmask(letter)
    return (found.size, bytes(found)) != (missing.size, bytes(missing))


def fit(text: str, weight: str, size: int, width: float, most_lines: int) -> Setting:
    """The text in at most so many lines, in letters as large as that allows, or in more lines of the least size."""
    # No letter is narrower than a dot: whoever sends a whole book gets its first page, and at once.
    units = tied(text[: int(width) * MOST_LINES])
    least = min(size, max(SMALLEST, round(size * SHRINK)))
    for smaller in range(size, least - 1, -2):
        font = font_of(weight, smaller)
        lines = wrap(units, font, width)
        whole = all(length(unit, font) <= width for unit in units)
        if smaller - 2 < least or (whole and len(lines) <= most_lines):
            break
    if len(lines) <= MOST_LINES:
        return Setting(smaller, balance(units, font, width))
    return Setting(smaller, [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1][:-1]}{ELLIPSIS}"])


def tied(text: str) -> list[str]:
    """The parts of a text between which a line may end; inside one the words are joined by ``TIED``.

    A number stays with the word before it, and a dash, a bracket or a comma that stands alone with its neighbour.
    """
    units: list[str] = []
    for word in filter(None, _words(text)):
        last = units[-1] if units else ""
        closes = word[0] in _CLOSING and not word[0].isalnum()
        counts = word[0].isdigit() and last[-1:].isalpha()
        if last and (closes or counts or last[-1] in _OPENING):
            units[-1] = f"{last}{TIED}{word}"
        else:
            units.append(word)
    return units


def balance(units: list[str], font: Font, width: float) -> list[str]:
    """As few lines as ``wrap`` needs, but of like length: no single word is left for the last one."""
    lines = wrap(units, font, width)
    widest = max((length(unit, font) for unit in units), default=0)
    while width - 6 >= widest and 1 < len(lines) == len(narrower := wrap(units, font, width - 6)):
        lines, width = narrower, width - 6
    return lines


def wrap(units: list[str], font: Font, width: float) -> list[str]:
    """The lines of what ``tied`` made, no wider than ``width``; what is wider alone is broken, at last within a word."""
    lines = [""]
    for unit in units:
        words = [unit] if length(unit, font) <= width else unit.split(TIED)
        for word in words:
            longer = f"{lines[-1]} {word}".strip(" ")
            if length(longer, font) <= width:
                lines[-1] = longer
            else:
                lines += _pieces(word, font, width)
    return [line for line in lines if line]


def length(line: str, font: Font) -> float:
    """How wide a line is, in dots."""
    words = line.split()
    return sum(width_of(word, font) for word in words) + sum(
        space_after(word, line, font) for word in words[:-1]
    )


@lru_cache(maxsize=4096)
def width_of(word: str, font: Font) -> float:
    """How wide one word is, in dots; measured once."""
    return font.getlength(word)


def space_after(word: str, line: str, font: Font) -> float:
    """How wide the space after a word of this line is, in dots."""
    # The horns of Ứ and ữ reach into the font's narrow space, most of all in capitals.
    return width_of(" ", font) * (
        1.5 if line.isupper() or _HORN in unicodedata.normalize("NFD", word[-1]) else 1.15
    )


def _words(text: str) -> list[str]:
    """The words of a text: they end at any space but one that is tied."""
    return "".join(letter if letter == TIED or not letter.isspace() else " " for letter in text).split(" ")


def _pieces(word: str, font: Font, width: float) -> list[str]:
    pieces = []
    while word:
        most = range(1, min(len(word), int(width) // NARROWEST) + 1)
        fits = max(1, bisect_right(most, width, key=lambda count: font.getlength(word[:count])))
        pieces.append(word[:fits])
        word = word[fits:]
    return pieces
