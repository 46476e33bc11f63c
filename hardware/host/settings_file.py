"""TOML files -> settings, with errors that tell a caretaker what to change: all of them at once.

Every error has four parts: file and key, what was found, what is allowed, and the nearest known key.
"""

import copy
import difflib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from contracts.settings import Problem, Settings
from hardware.driver import DriverOptions
from hardware.host.toml_file import TomlError, read_table
from hardware.registry import Driver

S = TypeVar("S", bound=Settings)
Facts = dict[str, str]
Place = tuple[int | str, ...]
MOST_TOLD, MOST_JUDGED = 50, 1000
"""Errors that are told; nobody reads more, and one mistake can make a million."""
SECRET_ENDINGS = ("_hash", "_secret", "_token")
_SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "min_length": "≥", "max_length": "≤"}
_SHAPES = {"int": "1, 2, 3, …", "float": "1.5", "bool": "true, false", "string": '"…"', "tuple": '["…"]'}
"""How a value of a type is written."""


class SettingsError(Exception):
    """A settings file that cannot be used; the text names every error in it."""

    def __init__(self, path: Path, lines: list[str], facts: Facts | None = None) -> None:
        """``lines``: one sentence for each error, of which the text tells the first fifty; ``facts``: what the first is about, for a sentence of one's own."""
        self.path, self.lines = path, lines
        self.facts = {"file": path.name, **(facts or {})}
        told = [
            *lines[:MOST_TOLD],
            *([f"… and at least {len(lines) - MOST_TOLD} more"] if len(lines) > MOST_TOLD else []),
        ]
        super().__init__("\n".join(f"{path}: {line}" for line in told))


def load_settings(path: Path, schema: type[S]) -> S:
    """Read and check a settings file.

    Raises SettingsError: missing, unreadable or absurd file, bad TOML, and every misspelt, missing, ill-typed or
    impossible value, together.
    """
    try:
        data = read_table(path)
    except TomlError as error:
        raise SettingsError(path, [str(error)], error.facts) from None
    try:
        settings = schema.model_validate(data)
    except ValidationError as error:
        errors = _causes(error)
        lines = [_sentence(schema, data, e) for e in errors] + _judged(schema, data, errors)
        raise SettingsError(path, lines, _facts(schema, data, errors[0])) from None
    problems = list(settings.problems())
    if problems:
        facts = {"what": "value", **problems[0]._asdict()}
        raise SettingsError(path, [sentence(problem) for problem in problems], facts)
    return settings


def _causes(error: ValidationError) -> list[ErrorDetails]:
    """Without what only follows: a list is too short because what is in it is wrong."""
    errors = error.errors(include_url=False)[:MOST_JUDGED]
    places = [e["loc"] for e in errors]
    return [
        e
        for e in errors
        if not any(len(at) > len(e["loc"]) and at[: len(e["loc"])] == e["loc"] for at in places)
    ]


def _judged(schema: type[S], data: dict[str, Any], errors: list[ErrorDetails]) -> list[str]:
    """What else is impossible, judged without the values that are wrong in themselves, where that can be judged."""
    rest = copy.deepcopy(data)
    for error in errors:
        place = _driver_table(schema, rest, error["loc"]) or error["loc"]
        here: Any = rest
        for part in place[:-1]:
            here = here[part] if _has(here, part) else None
        if isinstance(here, dict):
            here.pop(str(place[-1]), None)
            if place != error["loc"]:
                here[str(place[-1])] = DriverOptions(
                    driver=""
                )  # of a driver that is told wrongly nothing is known
    try:
        problems = list(schema.model_validate(rest).problems())
    except ValidationError:
        return []
    told = tuple(".".join(map(str, error["loc"])) for error in errors)
    return [sentence(problem) for problem in problems if not problem.key.startswith(told)]


def _driver_table(schema: type[BaseModel], data: Any, location: Place) -> Place | None:
    """Where the table of a driver is in which ``location`` lies."""
    tables = (place for place, field, _ in _way(schema, data, location) if _is_driver(field))
    return next(tables, None)


def _has(here: object, part: int | str) -> bool:
    if isinstance(here, dict):
        return part in here
    return isinstance(here, list) and isinstance(part, int) and part < len(here)


def show_settings(settings: Settings) -> str:
    """The settings in force, one ``key = value`` a line; secrets masked, what differs from the default marked."""
    return "\n".join(_lines(settings, ""))


def _lines(part: BaseModel, prefix: str) -> Iterator[str]:
    for name, field in type(part).model_fields.items():
        yield from _value_lines(f"{prefix}{name}", getattr(part, name), field)


def _value_lines(key: str, value: Any, field: FieldInfo) -> Iterator[str]:
    if isinstance(value, BaseModel):
        yield from _lines(value, f"{key}.")
    elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
        for index, item in enumerate(value):
            yield from _lines(item, f"{key}.{index}.")
    else:
        shown = "***" if key.endswith(SECRET_ENDINGS) else json.dumps(value, ensure_ascii=False, default=str)
        changed = field.is_required() or value != field.get_default(call_default_factory=True)
        yield f"{key} = {shown}" + ("  # set" if changed else "")


def sentence(problem: Problem) -> str:
    """The error in words."""
    return f"{problem.key}: found {problem.found}; allowed: {problem.allowed}"


def _sentence(schema: type[BaseModel], data: Any, error: Any) -> str:
    key = ".".join(str(part) for part in error["loc"]) or "(file)"
    if error["type"] == "extra_forbidden":
        known = _known_keys(schema, data, error["loc"][:-1])
        near = difflib.get_close_matches(str(error["loc"][-1]), known, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else f"; known keys: {', '.join(sorted(known))}"
        return f"{key}: unknown key{hint}"
    if error["type"] == "missing":
        return f"{key}: missing; this key must be given"
    found = "***" if key.endswith(SECRET_ENDINGS) else _found(error["input"])
    return f"{key}: found {found}; {error['msg'][0].lower()}{error['msg'][1:]}"


def _facts(schema: type[BaseModel], data: Any, error: Any) -> Facts:
    """An error without words of a language, as far as that goes."""
    key, kind, limits = ".".join(map(str, error["loc"])), error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        known = _known_keys(schema, data, error["loc"][:-1])
        near = difflib.get_close_matches(str(error["loc"][-1]), known, n=1) or sorted(known)
        return {"what": "unknown-key", "key": key, "allowed": ", ".join(near)}
    if kind == "missing":
        return {"what": "missing-key", "key": key}
    found = "***" if key.endswith(SECRET_ENDINGS) else _found(error["input"])
    allowed = next((f"{sign} {limits[name]}" for name, sign in _SIGNS.items() if name in limits), None)
    return {
        "what": "value",
        "key": key,
        "found": found,
        "allowed": allowed or _SHAPES.get(kind.partition("_")[0], error["msg"]),
    }


def _found(value: Any) -> str:
    """The value in short; of a table the keys only, because a value in it may be secret."""
    if isinstance(value, dict):
        return f"a table of {', '.join(value) or 'nothing'}"[:60]
    if isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        return f"a list of {len(value)} tables or lists"
    return json.dumps(value, ensure_ascii=False, default=str)[:60]


def _known_keys(schema: type[BaseModel], data: Any, location: Place) -> list[str]:
    """The keys of the table at ``location``."""
    inner: type[BaseModel] | None = schema
    for _place, _field, inner in _way(schema, data, location):  # noqa: B007 - the last one is wanted
        pass
    return list(inner.model_fields) if inner else []


def _way(
    schema: type[BaseModel], data: Any, location: Place
) -> Iterator[tuple[Place, FieldInfo, type[BaseModel] | None]]:
    """Every field on the way to ``location``, with its place and its table, as schema and data have it."""
    here: type[BaseModel] | None = schema
    for depth, part in enumerate(location, 1):
        data = data[part] if _has(data, part) else None
        if here is not None and isinstance(part, str) and part in here.model_fields:
            field = here.model_fields[part]
            here = _table_in(field, data)
            yield location[:depth], field, here


def _is_driver(field: FieldInfo) -> bool:
    return any(isinstance(mark, Driver) for mark in field.metadata)


def _table_in(field: FieldInfo, data: Any) -> type[BaseModel] | None:
    """The table that a field holds; of a driver the one that the file chose."""
    for mark in field.metadata:
        if isinstance(mark, Driver):
            return mark.model_of(data)
    return _model_in(field.annotation)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(arg) for arg in get_args(annotation))
    return next((model for model in found if model is not None), None)
