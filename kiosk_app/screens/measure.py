"""How large words become, without drawing them: each word is measured once, at one size.

Kivy keeps every font size that was ever opened; measuring at many sizes would cost memory for nothing.
"""

import re
from functools import lru_cache

from kivy.core.text import Label as CoreLabel

REFERENCE = 64
UNBROKEN, TOO_LONG = 18, 1000
"""Words of so many letters are never broken: a size at which one does not fit takes so many lines."""
JOINTS = "/-._@&=?"
"""After these a long word is broken first."""
NARROW = 0.2
"""No letter is so narrow, as a part of its size."""
CAREFUL = 1.02
"""Letters are fitted to whole pixels, so a line can be a little longer than its measure."""


@lru_cache(maxsize=2000)
def _extents(text: str, font: str) -> tuple[float, float]:
    width, height = CoreLabel(font_name=font, font_size=REFERENCE).get_extents(text)
    return width / REFERENCE * CAREFUL, height / REFERENCE


def forget() -> None:
    """Drop every word that was measured: some were a citizen's."""
    _extents.cache_clear()
    _split.cache_clear()
    bound.cache_clear()


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
    """How many lines ``text`` takes in ``room`` pixels; an ordinary word that is too long makes it ``TOO_LONG``."""
    count, at, space = 1, 0.0, width(" ", font, size)
    for paragraph in text.split("\n"):
        for word in _split(paragraph):
            wide = width(word, font, size)
            if wide > room:
                if len(word) <= UNBROKEN or room < size:
                    return TOO_LONG
                *whole, word = _parts(word, font, size, room)  # noqa: PLW2901 - what is left of it
                count, at = count + len(whole) + (at > 0), 0.0
                wide = width(word, font, size)
            if at and at + space + wide > room:
                count, at = count + 1, 0.0
            at += wide + (space if at else 0)
        count, at = count + 1, 0.0
    return count - 1


def words_of(text: str) -> list[str]:
    """What stands between two places where a line may end."""
    return list(_split(text))


@lru_cache(maxsize=1000)
def _split(text: str) -> tuple[str, ...]:
    return tuple(bound(" ".join(text.split())).split(" ")) if text.strip() else ()


@lru_cache(maxsize=1000)
def bound(text: str) -> str:
    """``text``, in which a dash or a dot in the middle of a line stays with the word before it."""
    return re.sub(r"[ \u00a0]+([–—·])(?=\s)", "\u00a0\\1", text)


def _parts(word: str, font: str, size: float, room: float) -> list[str]:
    """A word that is no ordinary one (an address, a name without spaces) in parts that fit: cut at a joint, or with a hyphen."""
    found = []
    while len(word) > 1 and width(word, font, size) > room:
        longest = min(len(word) - 1, int(room / size / NARROW))
        most = next((n for n in range(longest, 1, -1) if width(f"{word[:n]}-", font, size) <= room), 1)
        joint = max(word.rfind(sign, 0, most) for sign in JOINTS) + 1
        cut = joint if joint * 2 > most else most
        found.append(word[:cut] if cut == joint else f"{word[:cut]}-")
        word = word[cut:]
    return [*found, word]


def shortened(text: str, font: str, size: float, room: float, most: int) -> str:
    """The words of ``text`` that fit on ``most`` lines; three dots where some are missing."""
    if room <= 0 or lines(text, font, size, room) <= most:
        return text
    words = words_of(text)
    while len(words) > 1 and lines(f"{' '.join(words)}…", font, size, room) > most:
        words.pop()
    return f"{' '.join(words)}…"


def balanced(text: str, font: str, size: float, room: float) -> str:
    """``text`` with its line breaks moved so that no line is much shorter than the others."""
    if "\n" in text:
        return "\n".join(balanced(paragraph, font, size, room) for paragraph in text.split("\n"))
    count = lines(text, font, size, room)
    if not 1 < count < TOO_LONG:
        return text
    narrow = room
    while narrow > 0 and lines(text, font, size, narrow * 0.95) == count:
        narrow *= 0.95
    return _broken(words_of(text), font, size, narrow)


def _broken(words: list[str], font: str, size: float, room: float) -> str:
    found: list[str] = []
    for word in words:
        if width(word, font, size) > room:
            found += _parts(word, font, size, room)
            continue
        longer = f"{found[-1]} {word}" if found else word
        if found and lines(longer, font, size, room) == 1:
            found[-1] = longer
        else:
            found.append(word)
    return "\n".join(found)


def height(text: str, font: str, size: float, room: float) -> float:
    """Height of ``text`` when it wraps to ``room`` pixels."""
    return lines(text, font, size, room) * line_height(font, size) if text else 0.0
