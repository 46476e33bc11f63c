"""How large words become, without drawing them: each word is measured once, at one size.

Kivy keeps every font size that was ever opened; measuring at many sizes would cost memory for nothing.
"""

from functools import lru_cache

from kivy.core.text import Label as CoreLabel

REFERENCE = 64
CAREFUL = 1.02
"""Letters are fitted to whole pixels, so a line can be a little longer than its measure."""


@lru_cache(maxsize=2000)
def _extents(text: str, font: str) -> tuple[float, float]:
    width, height = CoreLabel(font_name=font, font_size=REFERENCE).get_extents(text)
    return width / REFERENCE * CAREFUL, height / REFERENCE


def forget() -> None:
    """Drop every word that was measured: some were a citizen's."""
    _extents.cache_clear()


def width(text: str, font: str, size: float) -> float:
    """Width of one line in pixels."""
    return _extents(text, font)[0] * size


def line_share(font: str) -> float:
    """Height of one line as a part of its letters' size."""
    return _extents("Ặ", font)[1]


def line_height(font: str, size: float) -> float:
    """Height of one line in pixels."""
    return line_share(font) * size + 1


def lines(text: str, font: str, size: float, room: float) -> int:
    """How many lines ``text`` takes in ``room`` pixels; a word that is too long makes it 1000."""
    count, at, space = 1, 0.0, width(" ", font, size)
    for paragraph in text.split("\n"):
        for word in paragraph.split():
            wide = width(word, font, size)
            if wide > room:
                return 1000
            if at and at + space + wide > room:
                count, at = count + 1, 0.0
            at += wide + (space if at else 0)
        count, at = count + 1, 0.0
    return count - 1


def shortened(text: str, font: str, size: float, room: float, most: int) -> str:
    """The words of ``text`` that fit on ``most`` lines; three dots where some are missing."""
    if room <= 0 or lines(text, font, size, room) <= most:
        return text
    words = text.split()
    while len(words) > 1 and lines(f"{' '.join(words)}…", font, size, room) > most:
        words.pop()
    return f"{' '.join(words)}…"


def balanced(text: str, font: str, size: float, room: float) -> str:
    """``text`` with its line breaks moved so that no line is much shorter than the others."""
    if "\n" in text:
        return "\n".join(balanced(paragraph, font, size, room) for paragraph in text.split("\n"))
    count = lines(text, font, size, room)
    if not 1 < count < 1000:
        return text
    narrow = room
    while narrow > 0 and lines(text, font, size, narrow * 0.95) == count:
        narrow *= 0.95
    return _broken(text.split(), font, size, narrow)


def _broken(words: list[str], font: str, size: float, room: float) -> str:
    found = [words[0]]
    for word in words[1:]:
        longer = f"{found[-1]} {word}"
        if lines(longer, font, size, room) == 1:
            found[-1] = longer
        else:
            found.append(word)
    return "\n".join(found)


def height(text: str, font: str, size: float, room: float) -> float:
    """Height of ``text`` when it wraps to ``room`` pixels."""
    return lines(text, font, size, room) * line_height(font, size) if text else 0.0
