"""Where a program that was given no address connects to, for whoever examines its machine."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hardware.finding.whereabouts import last_known

Tables = Mapping[str, Mapping[str, Any]]


def with_addresses(tables: Tables) -> dict[str, Mapping[str, Any]]:
    """The settings of all programs here, as they are meant: the controller of this machine, or where it was reached last.

    A program that never reached one keeps its empty address.
    """
    return {name: _meant(table, here="controller" in tables) for name, table in tables.items()}


def _meant(table: Mapping[str, Any], *, here: bool) -> Mapping[str, Any]:
    link = table.get("link")
    if not isinstance(link, dict) or link.get("host") != "":
        return table
    if here:
        return {**table, "link": {}}
    known = last_known(Path(str(link.get("credentials", ""))))
    return {**table, "link": {**link, "host": known.host, "port": known.broker_port}} if known else table
