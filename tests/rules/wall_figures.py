"""Who may import what, of the room of the figures; see ``wall_tables``."""

from tests.rules.wall_row import Row

PURE = [
    "anchor",
    "annex_counted",
    "audit",
    "beside_tables",
    "chart",
    "due",
    "figures",
    "hall",
    "names",
    "naming",
    "outcomes",
    "overtaking",
    "pauses",
    "period",
    "public",
    "rating_groups",
    "rating_months",
    "rating_report",
    "ratings",
    "replayed",
    "report",
    "sheet",
    "standing",
    "story",
    "tally",
    "total_rows",
    "uptime_table",
    "visits",
    "whole_numbers",
]
USED_OUTSIDE = (
    "anchor",
    "annex_counted",
    "audit",
    "chart",
    "due",
    "hall",
    "names",
    "outcomes",
    "public",
    "rating_months",
    "total_rows",
    "uptime_table",
    "whole_numbers",
)
"""Nothing in the room imports these."""
FIGURES = (
    Row(
        " ".join(f"controller/figures/{name}.py" for name in PURE),
        "collections collections.abc dataclasses datetime decimal enum functools hashlib html itertools math re types typing",
        "contracts.amounts contracts.chance contracts.forms.annex contracts.forms.lacking contracts.forms.procedure_counts contracts.forms.progress contracts.forms.table contracts.forms.written contracts.letters contracts.province contracts.statements contracts.open_data contracts.topics contracts.vocabulary controller.console.uptime controller.domain.closing controller.domain.day controller.domain.events controller.domain.staffing_events controller.domain.office controller.domain.rating_event controller.rating.questionnaire "
        "controller.domain.seats controller.domain.selection controller.domain.staffing controller.domain.tickets controller.domain.waits "
        + " ".join(f"controller.figures.{name}" for name in PURE if name not in USED_OUTSIDE),
    ),
)
