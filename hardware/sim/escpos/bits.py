"""Dots: rows made wider, moved and cut to the paper, and columns turned into rows."""

from collections.abc import Sequence

LINE = 24
"""Rows of a line of text, and of a 24-dot bit image."""
_DOUBLED = [sum(3 << (2 * i) for i in range(8) if byte >> i & 1).to_bytes(2, "big") for byte in range(256)]


def double_width(rows: bytes) -> bytes:
    """Every dot twice as wide."""
    return b"".join(_DOUBLED[byte] for byte in rows)


def double_height(rows: bytes, stride: int) -> bytes:
    """Every row twice."""
    return b"".join(rows[i : i + stride] * 2 for i in range(0, len(rows), stride))


def place(rows: bytes, source: int, stride: int, justify: int) -> bytes:
    """Rows of ``source`` bytes on paper of ``stride`` bytes: 0 left, 1 centred, 2 right; too wide is clipped."""
    if source == stride:
        return rows
    if source > stride:
        return b"".join(rows[i : i + stride] for i in range(0, len(rows), source))
    free = (stride - source) * 8
    shift = free - {0: 0, 1: free // 2, 2: free}[justify]
    return b"".join(
        (int.from_bytes(rows[i : i + source], "big") << shift).to_bytes(stride, "big")
        for i in range(0, len(rows), source)
    )


def line_rows(columns: Sequence[int], stride: int) -> bytes:
    """A line of columns of 24 dots (the highest bit is the top) as 24 rows of ``stride`` bytes."""
    wide = [*columns[: stride * 8], *[0] * (stride * 8 - len(columns))]
    rows = zip(*(format(column, "024b") for column in wide), strict=True)
    return b"".join(int("".join(row), 2).to_bytes(stride, "big") for row in rows)


def image_columns(mode: int, data: bytes) -> list[int]:
    """The columns of ``ESC * mode``: 8 dots high are three times as tall, single density twice as wide."""
    if mode >= 32:
        columns = [int.from_bytes(data[i : i + 3], "big") for i in range(0, len(data), 3)]
    else:
        columns = [sum(7 << (3 * i) for i in range(8) if byte >> i & 1) for byte in data]
    return columns if mode & 1 else [column for column in columns for _ in range(2)]


def blot(letter: int) -> list[int]:
    """What stands for a letter: a box 12 dots wide that is no letter at all, so that nobody takes it for one."""
    return [0, 0x7FFFFE, *[0x400002 | letter << 8] * 8, 0x7FFFFE, 0]
