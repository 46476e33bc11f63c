"""Charts as SVG: drawn here, read by every browser and printed sharp; patterns as well as colours. Pure.

The table beside a chart says the same in numbers, so a chart is one picture with a name for screen readers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 900, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 34, 46
MOST_LABELS = 24
_STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Bars:
    """One row of bars; ``name`` stands in the key."""

    name: str
    values: Sequence[float]


def bars(title: str, labels: Sequence[str], rows: Sequence[Bars], unit: str = "") -> str:
    """A bar chart with up to three rows side by side."""
    highest = max([value for row in rows for value in row.values] or [0])
    step = nice_step(highest)
    top = max(step, -(-highest // step) * step)
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    each = wide / max(1, len(labels))
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(title)}" class="chart">'
    )
    parts = [
        opening,
        _PATTERNS,
        f'<text x="{LEFT}" y="14" class="unit">{escape(unit)}</text>',
    ]
    line = 0.0
    while line <= top + step / 2:
        y = TOP + high - line / top * high
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{line:g}</text>')
        line += step
    for number, row in enumerate(rows):
        thick = each * 0.8 / len(rows)
        for place, value in enumerate(row.values):
            tall = value / top * high
            x = LEFT + each * place + each * 0.1 + thick * number
            parts.append(
                f'<rect x="{x:.1f}" y="{TOP + high - tall:.1f}" width="{max(0.5, thick - 0.5):.1f}" height="{tall:.1f}" '
                f'class="bar row{number}"/>'
            )
    parts += _labels(labels, each)
    parts += _key(rows)
    return "".join([*parts, "</svg>"])


def nice_step(highest: float, lines: int = 5) -> float:
    """A round distance between lines, so that about ``lines`` of them reach the highest value."""
    size = 1.0
    while True:
        for step in _STEPS:
            if highest <= step * size * lines:
                return step * size
        size *= 10


def _labels(labels: Sequence[str], each: float) -> list[str]:
    every = -(-len(labels) // MOST_LABELS) or 1
    room = int(each * every / 6.5)
    return [
        f'<text x="{LEFT + each * (place + 0.5):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">'
        f"{escape(label if len(label) <= room else label[: max(1, room - 1)] + '…')}</text>"
        for place, label in enumerate(labels)
        if place % every == 0
    ]


def _key(rows: Sequence[Bars]) -> list[str]:
    if len(rows) < 2:
        return []
    parts, x = [], LEFT
    for number, row in enumerate(rows):
        parts.append(f'<rect x="{x}" y="{HEIGHT - 16}" width="14" height="12" class="bar row{number}"/>')
        parts.append(f'<text x="{x + 20}" y="{HEIGHT - 6}">{escape(row.name)}</text>')
        x += 40 + 8 * len(row.name)
    return parts


_PATTERNS = (
    '<defs><pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" class="under"/><line x1="0" y1="0" x2="0" y2="6" class="stripe"/></pattern></defs>'
)
