"""Bitmap fonts (BDF, Adobe's Glyph Bitmap Distribution Format 2.1), cut down to what signs show."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hardware.led.frame import Dots

FOLDER = Path(__file__).parent / "fonts"
BOX = "▯"
"""What stands for a letter that a font lacks."""


@dataclass(frozen=True)
class Font:
    """Cells of one size. Every font has ``BOX``."""

    name: str
    width: int
    height: int
    glyphs: dict[str, Dots]

    def lacks(self, text: str) -> str:
        """The letters of ``text`` that it does not have, each once."""
        return "".join(dict.fromkeys(letter for letter in text if letter not in self.glyphs))

    def line(self, text: str, scale: int = 1) -> tuple[Dots, int]:
        """One line from column 0, row 0, and how wide it is; a letter that lacks is a box.

        The air after the last letter does not count.
        """
        dots: set[tuple[int, int]] = set()
        for index, letter in enumerate(text):
            left = index * self.width
            glyph = self.glyphs.get(letter, self.glyphs[BOX])
            dots.update(
                ((left + x) * scale + right, y * scale + down)
                for x, y in glyph
                for right in range(scale)
                for down in range(scale)
            )
        first = min((x for x, _ in dots), default=0)
        wide = max((x for x, _ in dots), default=-1) + 1 - first
        return frozenset((x - first, y) for x, y in dots), wide


@cache
def font(name: str) -> Font:
    """One of ours: ``10x20`` and ``8x16`` have every Vietnamese letter, ``6x8`` and ``5x7`` capitals and digits."""
    glyphs = dict(_glyphs((FOLDER / f"{name}.bdf").read_text("ascii")))
    width, _, height = name.partition("x")
    return Font(name, int(width), max(8, int(height)), glyphs)


def _glyphs(text: str) -> Iterator[tuple[str, Dots]]:
    for block in text.split("STARTCHAR ")[1:]:
        lines = block.splitlines()
        letter = next(chr(int(line.split()[1])) for line in lines if line.startswith("ENCODING"))
        rows = lines[lines.index("BITMAP") + 1 : lines.index("ENDCHAR")]
        bits = 4 * len(rows[0])
        yield (
            letter,
            frozenset(
                (x, y)
                for y, row in enumerate(rows)
                for x in range(bits)
                if int(row, 16) >> (bits - 1 - x) & 1
            ),
        )
