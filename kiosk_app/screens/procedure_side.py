"""What stands beside or above the papers of a procedure: how tall it is, and what of it gives way."""

from collections.abc import Iterator
from typing import Any

from kiosk_app.present.view import Fact, Procedure
from kiosk_app.screens import measure
from kiosk_app.screens.procedure_sizes import CAPTION_U, FEE_U, PAPER_U, VALUE_U, text_u


def fewer(shown: Procedure) -> Iterator[tuple[tuple[Fact, ...], bool]]:
    """What may stand there, and whether with the code for phones: less where room is scarce."""
    if shown.address:
        yield shown.facts, True
    for count in range(len(shown.facts), -1, -1):
        yield shown.facts[:count], False


def height(
    shown: Procedure, facts: tuple[Fact, ...], step: float, across: float, side: float, app: Any
) -> float:
    """How tall these facts and what is said below them are at a step, ``across`` pixels and ``side`` pixels wide."""
    u, compact, tall = float(app.u), app.compact, 0.0
    for fact in facts:
        value = FEE_U if fact is shown.facts[0] else VALUE_U
        words = across - (0 if compact else 54 * u)
        tall += measure.height(fact.caption, "regular", text_u(CAPTION_U, step, app) * u, words)
        tall += measure.height(fact.value, "bold", text_u(value, step, app) * u, words)
        tall += (4 if compact else 8) * u
    size = text_u(PAPER_U, step, app) * u
    if shown.elsewhere:
        inner = side - (16 if compact else 36) * u
        tall += measure.height(shown.elsewhere, "semibold", size, inner) + (8 if compact else 24) * u
    if shown.told:
        tall += measure.height(shown.told, "bold", size, side)
    return tall + 4 * gap_u(app) * u


def gap_u(app: Any) -> float:
    """Between two of its five parts, in units; some of them may be empty, and where papers stand below, that is lost."""
    return 2 if app.compact else 10 if app.wide else 5
