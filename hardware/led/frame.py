"""One frame of dots: what any LED sign lights, whatever its wires. Pure."""

from dataclasses import dataclass

Dots = frozenset[tuple[int, int]]
"""Lit dots as (column, row), origin top left."""


@dataclass(frozen=True)
class DotFrame:
    """A whole sign: every dot is either lit or dark, and none lies outside."""

    width: int
    height: int
    lit: Dots = frozenset()

    def __post_init__(self) -> None:
        if self.width <= 0 or self.height <= 0:
            raise ValueError(f"no frame of {self.width} x {self.height} dots")
        outside = [dot for dot in self.lit if not (0 <= dot[0] < self.width and 0 <= dot[1] < self.height)]
        if outside:
            raise ValueError(f"dot {min(outside)} lies outside {self.width} x {self.height}")

    @property
    def size(self) -> tuple[int, int]:
        """Dots across and down."""
        return self.width, self.height

    def inverted(self) -> "DotFrame":
        """Light exactly the other dots."""
        every = frozenset((x, y) for x in range(self.width) for y in range(self.height))
        return DotFrame(self.width, self.height, every - self.lit)

    def packed(self) -> bytes:
        """Rows from the top, eight dots a byte, the leftmost in the highest bit; each row fills whole bytes."""
        stride = (self.width + 7) // 8
        rows = bytearray(stride * self.height)
        for x, y in self.lit:
            rows[y * stride + x // 8] |= 0x80 >> x % 8
        return bytes(rows)


def unpacked(width: int, height: int, rows: bytes) -> DotFrame:
    """A frame from what ``packed`` made. Raises ValueError where the length does not fit the size."""
    stride = (width + 7) // 8
    if width <= 0 or height <= 0 or len(rows) != stride * height:
        raise ValueError(f"{len(rows)} bytes are no frame of {width} x {height} dots")
    lit = frozenset(
        (x, y) for y in range(height) for x in range(width) if rows[y * stride + x // 8] & 0x80 >> x % 8
    )
    return DotFrame(width, height, lit)
