"""How large the parts of a procedure's page are."""

from typing import Any

from kiosk_app.present.scale import SMALLEST_U

CAPTION_U, FEE_U, VALUE_U, TITLE_U, PAPER_U, NOTE_U = 17, 38, 26, 24, 21, 16
COMPACT: dict[float, float] = {
    CAPTION_U: SMALLEST_U,
    FEE_U: 22,
    VALUE_U: 17,
    TITLE_U: 16,
    PAPER_U: 15,
    NOTE_U: SMALLEST_U,
}
"""The same on a compact screen."""
BOX_U, BOX_COMPACT_U = 44, 26
"""What a box to tick takes of its row."""
ROW_U, ROW_COMPACT_U = 18, 4
"""Above and below the words of a row."""
TURN_U, TURNS_U = 76, 38
"""Width of a button that turns the sheets, and of the rest, where they stand beside the heading of a compact screen."""
A_SHEET = 2
"""Papers on a sheet for which letters grow less: who sees one at a time knows nothing of the others."""
LEAST_LINES = 5
"""Lines of a paper and its counts for which a note below gives way."""
SIDE, SIDE_DOWN = 0.4, {False: 0.42, True: 0.5}
"""Part of a wide screen's width, and most of a tall one's height (in large letters), for fee, time and place."""
QR_MM = {False: 36.0, True: 25.0}
"""Side of the code for phones with its white, on a compact screen: read from an arm's length."""


def text_u(full: float, step: float, app: Any) -> float:
    """A text size in units, for this screen, at a step."""
    return drawn_u(full, step, app.least_u, app.compact)


def drawn_u(full: float, step: float, least_u: float, compact: bool) -> float:  # noqa: FBT001 - called from kv files
    """The same where a rule says it: of what is named there it takes notice, of what ``app`` holds it does not."""
    return max(float(least_u), round((COMPACT[full] if compact else full) * step * 2) / 2)


def turns_height(app: Any) -> float:
    """Of the buttons that turn the sheets, in pixels."""
    return float(max(app.touch, app.u * (45 if app.compact else 64)) + (0 if app.compact else app.u * 6))


def turns_take(app: Any, heading: float) -> float:
    """What they take from the papers: on a compact screen they stand beside the heading."""
    return max(0.0, turns_height(app) - heading) if app.compact else turns_height(app)


def qr_px(app: Any) -> float:
    """How large the code for phones should be, in pixels."""
    return QR_MM[app.compact] / float(app.mm_px)
