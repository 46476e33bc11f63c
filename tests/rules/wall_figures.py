"""Who may import what, of the room of the figures; see ``wall_tables``."""

from tests.rules.wall_row import Row

PURE = [
    "chart",
    "figures",
    "forms",
    "hall",
    "period",
    "progress",
    "report",
    "sheet",
    "standing",
    "table",
    "tally",
    "visits",
    "written",
]
USED_OUTSIDE = ("chart", "forms", "hall")
"""Nothing in the room imports these."""
FIGURES = (
    Row(
        " ".join(f"controller/figures/{name}.py" for name in PURE),
        "collections collections.abc dataclasses datetime decimal enum html itertools math types typing",
        "contracts.amounts contracts.vocabulary controller.domain.closing controller.domain.day controller.domain.events controller.domain.office "
        "controller.domain.selection controller.domain.waits "
        + " ".join(f"controller.figures.{name}" for name in PURE if name not in USED_OUTSIDE),
    ),
)
