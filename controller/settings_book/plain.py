"""Settings as the plain values that a TOML file has. Pure."""

from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any

from controller.settings import OfficeSettings

Table = dict[str, Any]


def full(settings: OfficeSettings) -> Table:
    """Every value in force, also those that no file need say; ``None`` where there is none."""
    return _table(settings.model_dump())


def sparse(settings: OfficeSettings) -> Table:
    """What a file must say."""
    return _table(settings.model_dump(exclude_defaults=True))


def plain(value: Any) -> Any:
    """One value as TOML has it: lists, tables, texts, numbers, days."""
    match value:
        case Enum():
            return value.value
        case Path():
            return str(value)
        case list() | tuple():
            return [plain(item) for item in value]
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
    return value


def _table(data: Mapping[str, Any]) -> Table:
    return {key: plain(value) for key, value in data.items()}
