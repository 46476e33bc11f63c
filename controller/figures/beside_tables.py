"""What stands below and beside each table of a report. Pure."""

from collections.abc import Mapping

from controller.figures.naming import Thing
from controller.figures.sheet import Side

NOTES: Mapping[str, tuple[str, ...]] = {
    "overview": ("wait", "service", "absent", "lapsed", "told", "pauses", "degraded", "slips", "rounding"),
    "waits": ("wait", "percentile", "rounding"),
    Side.SERVICE: ("by-service", "wait", "service"),
    Side.COUNTER: ("stays", "busy", "pauses", "service"),
    Side.CLERK: ("stays", "busy", "clerks"),
    Side.SESSION: ("sessions",),
    Side.GROUP: ("groups",),
    Side.LANGUAGE: ("arrivals", "languages"),
    Side.KIOSK: ("arrivals",),
    Side.WEEKDAY: ("arrivals",),
    Side.QUARTER: ("arrivals", "quarters"),
    "daily": ("days", "wait", "percentile"),
}
"""The definitions that stand under each table."""
NAMED: Mapping[str, Thing] = {
    "overview": Thing.OFFICE,
    "waits": Thing.SERVICE,
    Side.SERVICE: Thing.SERVICE,
    Side.COUNTER: Thing.COUNTER,
    Side.CLERK: Thing.CLERK,
}
"""What the rows of a table are called by."""
CHARTED: Mapping[str, tuple[int, ...]] = {Side.QUARTER: (1,), "daily": (1, 2), "waits": (3, 4)}
"""Tables with a chart beside them, and the columns that it shows."""
