"""TOML files -> settings, with errors that tell a caretaker what to change: all of them at once.

Every error has four parts: file and key, what was found, what is allowed, and the nearest known key.
"""

import difflib
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from contracts.settings import Problem, Settings

S = TypeVar("S", bound=Settings)
SECRET_ENDINGS = ("_hash", "_secret", "_token")


class SettingsError(Exception):
    """A settings file that cannot be used; the text names every error in it."""

    def __init__(self, path: Path, lines: list[str]) -> None:
        """``lines``: one sentence for each error."""
        self.path, self.lines = path, lines
        super().__init__("\n".join(f"{path}: {line}" for line in lines))


def load_settings(path: Path, schema: type[S]) -> S:
    """Read and check a settings file.

    Raises SettingsError: missing or unreadable file, bad TOML, and every misspelt, missing, ill-typed or
    impossible value, together.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(path, [f"cannot be read: {error}"]) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(path, [f"is not valid TOML: {error}"]) from None
    try:
        settings = schema.model_validate(data)
    except ValidationError as error:
        raise SettingsError(path, [_sentence(schema, e) for e in error.errors(include_url=False)]) from None
    problems = [_problem(problem) for problem in settings.problems()]
    if problems:
        raise SettingsError(path, problems)
    return settings


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


def _problem(problem: Problem) -> str:
    return f"{problem.key}: found {problem.found}; allowed: {problem.allowed}"


def _sentence(schema: type[BaseModel], error: Any) -> str:
    key = ".".join(str(part) for part in error["loc"]) or "(file)"
    if error["type"] == "extra_forbidden":
        known = _known_keys(schema, error["loc"][:-1])
        near = difflib.get_close_matches(str(error["loc"][-1]), known, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else f"; known keys: {', '.join(sorted(known))}"
        return f"{key}: unknown key{hint}"
    if error["type"] == "missing":
        return f"{key}: missing; this key must be given"
    found = "***" if key.endswith(SECRET_ENDINGS) else _found(error["input"])
    return f"{key}: found {found}; {error['msg'][0].lower()}{error['msg'][1:]}"


def _found(value: Any) -> str:
    """The value in short; of a table the keys only, because a value in it may be secret."""
    if isinstance(value, dict):
        return f"a table of {', '.join(value) or 'nothing'}"[:60]
    if isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        return f"a list of {len(value)} tables or lists"
    return json.dumps(value, ensure_ascii=False, default=str)[:60]


def _known_keys(schema: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """The keys of the table at ``location``, following the schema through lists and optional tables."""
    here = schema
    for part in location:
        if isinstance(part, int) or part not in here.model_fields:
            continue
        inner = _model_in(here.model_fields[part].annotation)
        if inner is None:
            return []
        here = inner
    return list(here.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(arg) for arg in get_args(annotation))
    return next((model for model in found if model is not None), None)
