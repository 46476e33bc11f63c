"""Who may import what, of the room of the figures; see ``wall_tables``."""

from tests.rules.wall_row import Row

PURE = [
    "annex",
    "chart",
    "figures",
    "forms",
    "hall",
    "lacking",
    "outcomes",
    "period",
    "procedure_counts",
    "progress",
    "report",
    "sheet",
    "standing",
    "table",
    "tally",
    "visits",
    "whole_numbers",
    "written",
]
USED_OUTSIDE = ("annex", "chart", "forms", "hall", "outcomes", "whole_numbers")
"""Nothing in the room imports these."""
FIGURES = (
    Row(
        " ".join(f"controller/figures/{name}.py" for name in PURE),
        "collections collections.abc dataclasses datetime decimal enum html itertools math re types typing",
        "contracts.amounts contracts.letters contracts.vocabulary controller.domain.closing controller.domain.day controller.domain.events controller.domain.office "
        "controller.domain.selection controller.domain.waits "
        + " ".join(f"controller.figures.{name}" for name in PURE if name not in USED_OUTSIDE),
    ),
)
