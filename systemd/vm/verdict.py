"""What must stand in the result for the trial to be a proof. Pure."""

from typing import Any

CONTROLS = ("synchronous_off", "lying_disk")
"""Each must lose numbers: a trial that sees no loss where there is one has seen nothing elsewhere, either."""
REBOOTS = 2
MUST: dict[str, dict[str, object]] = {
    "office": {"lost": 0, "doubled": 0, "nobodys": 0},
    "clock": {"clock_days": 1, "clock_wrong": 0, "clock_refused": ["past", "ahead"], "clock_called": True},
    "watchdog": {"watchdog_reboots": REBOOTS},
    "controls": {},
    "endpoint": {
        "root_read_only": True,
        "root_writes": 0,
        "data_stay": True,
        "stays_hung_without_watchdog": True,
        "open_root_seen_by_doctor": True,
    },
}
"""For each part of the trial. What is not there did not hold."""


def wrong(result: dict[str, Any], parts: list[str]) -> list[str]:
    """The names of what did not hold."""
    found = ["broken"] if result.get("broken") else []
    for part in parts:
        found += [name for name, value in MUST[part].items() if result.get(name) != value]
    if "office" in parts:
        found += [name for name in ("cuts", "acknowledged") if not result.get(name)]
    if "controls" in parts:
        lost = result.get("controls", {})
        found += [name for name in CONTROLS if not lost.get(name)]
    return found
