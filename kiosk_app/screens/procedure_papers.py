"""The papers and the steps of a procedure on sheets: how tall each is, what of it fits, and which stand together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kiosk_app.present.view import Paper
from kiosk_app.screens import measure
from kiosk_app.screens.procedure_sizes import BOX_COMPACT_U, BOX_U, PAPER_U, ROW_COMPACT_U, ROW_U, text_u


@dataclass(frozen=True)
class Space:
    """What a sheet has, in pixels."""

    width: float
    height: float


def rows(listed: Sequence[Paper], app: Any) -> tuple[Paper, ...]:
    """Each with its count in one sentence, where lines are few."""
    return tuple(map(_in_line, listed)) if app.compact else tuple(listed)


def height(paper: Paper, width: float, step: float, app: Any) -> float:
    """Of a row at a step."""
    across, size = _across(width, app), text_u(PAPER_U, step, app) * app.u
    words = measure.height(paper.text, "regular", size, across)
    counts = measure.height(paper.count, "semibold", size, across) if paper.count else 0
    return words + counts + float(app.u) * (ROW_COMPACT_U if app.compact else ROW_U)


def cut(paper: Paper, space: Space, step: float, app: Any) -> Paper:
    """What of it fits on a sheet of its own; the page for phones and the checklist have the rest."""
    if height(paper, space.width, step, app) <= space.height:
        return paper
    size = text_u(PAPER_U, step, app) * app.u
    rest = height(replace(paper, text=""), space.width, step, app)
    most = max(1, int((space.height - rest) / measure.line_height("regular", size)))
    across = _across(space.width, app)
    return replace(paper, text=measure.shortened(paper.text, "regular", size, across, most))


def sheets(
    papers: Iterable[Paper], first: Space, later: Space, step: float, app: Any
) -> list[tuple[Paper, ...]]:
    """As many on each sheet as fit, in their order; there is one at least."""
    found: list[list[Paper]] = [[]]
    for paper in papers:
        space = later if len(found) > 1 else first
        together = (*found[-1], paper)
        if found[-1] and sum(height(one, space.width, step, app) for one in together) > space.height:
            found.append([])
        found[-1].append(paper)
    return [tuple(sheet) for sheet in found]


def _across(width: float, app: Any) -> float:
    return width - float(app.u) * (BOX_COMPACT_U if app.compact else BOX_U)


def _in_line(paper: Paper) -> Paper:
    return replace(paper, text=f"{paper.text} · {paper.count}", count="") if paper.count else paper
