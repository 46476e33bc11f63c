"""Pictures of figures as SVG, beside the table that says the same. Pure."""

from collections.abc import Sequence
from html import escape

WIDE, HIGH = 240, 22
LONG, TALL, FOOT, EDGE = 900, 180, 24, 44


def whisker(mean: float, low: float | None, high: float | None, top: float, overall: float | None) -> str:
    """A mean with its interval on a line from 0 to ``top``; the dashed line is the mean of all."""

    def at(value: float) -> float:
        return 2 + (WIDE - 4) * min(value, top) / top if top else 2.0

    middle = HIGH / 2
    parts = [f'<svg class="whisker" viewBox="0 0 {WIDE} {HIGH}" aria-hidden="true">']
    parts.append(f'<line class="axis" x1="2" x2="{WIDE - 2}" y1="{middle}" y2="{middle}"/>')
    if overall is not None:
        parts.append(
            f'<line class="overall" x1="{at(overall):.1f}" x2="{at(overall):.1f}" y1="0" y2="{HIGH}"/>'
        )
    if low is not None and high is not None:
        parts.append(
            f'<rect class="span" x="{at(low):.1f}" width="{max(1.0, at(high) - at(low)):.1f}" y="{middle - 4}" height="8"/>'
        )
    parts.append(f'<circle class="mean" cx="{at(mean):.1f}" cy="{middle}" r="4"/></svg>')
    return "".join(parts)


def parts(counts: Sequence[int]) -> str:
    """How a whole is shared out, from the best answer at the left to the worst at the right."""
    whole, x = sum(counts) or 1, 0.0
    drawn = [f'<svg class="parts" viewBox="0 0 {WIDE} {HIGH}" aria-hidden="true">']
    for place, count in enumerate(counts):
        wide = WIDE * count / whole
        shade = round(6 * place / max(1, len(counts) - 1))
        drawn.append(
            f'<rect class="shade-{shade}" x="{x:.1f}" width="{wide:.1f}" y="3" height="{HIGH - 6}"/>'
        )
        x += wide
    return "".join([*drawn, "</svg>"])


def columns(title: str, bars: Sequence[tuple[str, int]]) -> str:
    """One column for each label."""
    top = max((count for _, count in bars), default=0) or 1
    each = (LONG - EDGE) / max(1, len(bars))
    parts = [f'<svg class="columns" viewBox="0 0 {LONG} {TALL}" role="img" aria-label="{escape(title)}">']
    for share in (0, 0.5, 1):
        y = 10 + (TALL - FOOT - 10) * (1 - share)
        parts.append(f'<line class="axis" x1="{EDGE}" x2="{LONG}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{EDGE - 6}" y="{y + 4:.1f}" text-anchor="end">{round(top * share)}</text>')
    every = -(-len(bars) // 15) or 1
    for place, (label, count) in enumerate(bars):
        tall = (TALL - FOOT - 10) * count / top
        x = EDGE + each * place
        parts.append(
            f'<rect class="bar" x="{x + each * 0.1:.1f}" width="{each * 0.8:.1f}" '
            f'y="{TALL - FOOT - tall:.1f}" height="{tall:.1f}"/>'
        )
        if place % every == 0:
            parts.append(
                f'<text x="{x + each / 2:.1f}" y="{TALL - 6}" text-anchor="middle">{escape(label)}</text>'
            )
    return "".join([*parts, "</svg>"])
