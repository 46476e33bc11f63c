"""Words -> lines that fit, and letters that the font has."""

import unicodedata
from functools import cache

from PIL import ImageFont

from contracts.look.tokens import FONT_FILES

ELLIPSIS = "…"
FOREIGN = "?"
"""For a letter that the font lacks: seen at once, unlike an empty place."""
_HORN = "\u031b"
"""The horn of ơ and ư, which reaches into the space after a word."""
_NEVER_A_LETTER = "\uffff"

Font = ImageFont.FreeTypeFont


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


def fit(text: str, font: Font, width: float, most_lines: int) -> list[str]:
    """Balanced lines, at most so many: what is left over becomes an ellipsis."""
    text = text[: int(width) * most_lines]  # no letter is narrower than a dot: of a whole book the first page
    lines = wrap(text, font, width)
    if len(lines) <= most_lines:
        return balance(text, font, width)
    *first, last = lines[:most_lines]
    while length(last + ELLIPSIS, font) > width:
        before, _, _ = last.rpartition(" ")
        last = before or last[:-1]  # by words, and by letters only in a word that fills the line
    return [*first, last.rstrip(" ,;–-") + ELLIPSIS]


def balance(text: str, font: Font, width: float) -> list[str]:
    """As few lines as ``wrap`` needs, but of like length: no single word is left for the last one."""
    lines = wrap(text, font, width)
    while len(narrower := wrap(text, font, width - 6)) == len(lines) and len(lines) > 1:
        lines, width = narrower, width - 6
    return lines


def wrap(text: str, font: Font, width: float) -> list[str]:
    """The lines of ``text`` no wider than ``width``; a word that is wider alone is broken."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if length(longer, font) <= width:
            lines[-1] = longer
        else:
            lines += _pieces(word, font, width)
    return [line for line in lines if line]


def length(line: str, font: Font) -> float:
    """How wide a line is, in dots."""
    words = line.split()
    return sum(map(font.getlength, words)) + sum(space_after(word, line, font) for word in words[:-1])


def space_after(word: str, line: str, font: Font) -> float:
    """How wide the space after a word of this line is, in dots."""
    # The horns of Ứ and ữ reach into the font's narrow space, most of all in capitals.
    return font.getlength(" ") * (
        1.5 if line.isupper() or _HORN in unicodedata.normalize("NFD", word[-1]) else 1.15
    )


def _pieces(word: str, font: Font, width: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if font.getlength(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces
