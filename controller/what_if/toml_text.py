"""A scenario as the text of its file."""

import json
from typing import Any

from controller.what_if.scenario import Scenario


def as_toml(scenario: Scenario) -> str:
    """What ``load_settings`` reads as the same scenario."""
    plain = scenario.model_dump(mode="json", exclude_defaults=True)
    return "\n".join([*_pairs(plain), "", *_tables("", plain)])


def _pairs(table: dict[str, Any]) -> list[str]:
    return [f"{key} = {_value(value)}" for key, value in table.items() if not _is_table(value)]


def _tables(prefix: str, table: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            lines += [f"[{name}]", *_pairs(value), "", *_tables(f"{name}.", value)]
        elif _is_table(value):
            for one in value:
                lines += [f"[[{name}]]", *_pairs(one), "", *_tables(f"{name}.", one)]
    return lines


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def _value(value: Any) -> str:
    """Strings and numbers are written in TOML as in JSON."""
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value, ensure_ascii=False)
