"""Who may import what, of the room of the figures; see ``wall_tables``."""

from tests.rules.wall_row import Row

PURE = [
    "chart",
    "figures",
    "forms",
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
FIGURES = (
    Row(
        " ".join(f"controller/figures/{name}.py" for name in PURE),
        "collections collections.abc dataclasses datetime decimal enum html itertools math types typing",
        "contracts.vocabulary controller.domain.events "
        + " ".join(f"controller.figures.{name}" for name in PURE),
    ),
)
