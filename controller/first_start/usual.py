"""What offices usually have, from a file of data."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("usual.toml")
LEVELS = ("commune", "province")
"""Since July 2025 there are two: the commune (xã, phường, đặc khu) and the province."""


@dataclass(frozen=True)
class Usual:
    """One of them."""

    code: str
    levels: frozenset[str]
    """Where it is chosen unless somebody says otherwise."""
    item: dict[str, Any]
    """As it is written into the settings."""


def usual_services() -> tuple[Usual, ...]:
    """All of them, in the order in which people look for them."""
    found = tomllib.loads(TABLE.read_text("utf-8"))["services"]
    return tuple(
        Usual(
            service["code"],
            frozenset(service["levels"]),
            {key: value for key, value in service.items() if key != "levels"},
        )
        for service in found
    )


def session_names() -> dict[str, dict[str, str]]:
    """What the halves of a day are called: ``morning``, ``afternoon``."""
    names: dict[str, dict[str, str]] = tomllib.loads(TABLE.read_text("utf-8"))["sessions"]
    return names
