"""A change that somebody wishes for: the text that the file would have, and what is wrong with it. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from controller.settings import OfficeSettings
from controller.settings_book.differences import Difference, differences
from controller.settings_book.document import rewritten
from controller.settings_book.plain import full, sparse

Edit = Mapping[str, Any]
"""Keys at the top of the file, and all that each is to say; None: nothing."""
MOST_TOLD = 50


@dataclass(frozen=True)
class Wrong:
    """One thing that is wrong with a wish."""

    place: str
    """Where: ``services.0.prefix``."""
    code: str
    """What kind of thing: pydantic's word, or ``impossible``."""
    found: str = ""
    allowed: str = ""


class CannotBe(Exception):  # noqa: N818 - named by what is wrong
    """A wish that no office can have."""

    def __init__(self, wrong: tuple[Wrong, ...]) -> None:
        super().__init__("; ".join(f"{each.place}: {each.code}" for each in wrong))
        self.wrong = wrong


@dataclass(frozen=True)
class Proposal:
    """A change that is possible."""

    before: OfficeSettings
    after: OfficeSettings
    text: str
    """What the file would say."""
    differences: tuple[Difference, ...]


def propose(text: str, edit: Edit) -> Proposal:
    """The file ``text`` (which holds good) with other values. Raises CannotBe."""
    data = tomllib.loads(text)
    before = checked(data)
    after = checked({key: value for key, value in {**data, **edit}.items() if value is not None})
    values, needed = full(after), sparse(after)
    wanted = {key: values[key] for key in edit if key in values}
    new = rewritten(text, wanted, needed)
    if (
        _read(new) != after
    ):  # an odd way of writing, which our changing does not know: the whole value is written anew
        new = rewritten(rewritten(text, dict.fromkeys(wanted), {}), wanted, needed)
    if _read(new) != after:
        raise CannotBe((Wrong("", "unwritable"),))
    return Proposal(before, after, new, differences(full(before), full(after)))


def checked(data: Mapping[str, Any]) -> OfficeSettings:
    """The office that a table describes. Raises CannotBe with all that is wrong with it."""
    try:
        settings = OfficeSettings.model_validate(data)
    except ValidationError as error:
        wrongs = tuple(map(_of_pydantic, error.errors(include_url=False)[:MOST_TOLD]))
        raise CannotBe(tuple(each for each in wrongs if not _follows(each, wrongs))) from None
    wrong = tuple(Wrong(p.key, "impossible", p.found, p.allowed) for p in settings.problems())
    if wrong:
        raise CannotBe(wrong[:MOST_TOLD])
    return settings


def edit_between(before: OfficeSettings, after: OfficeSettings) -> dict[str, Any]:
    """What must be said to come from one office to another."""
    old, new = full(before), full(after)
    return {key: sparse(after).get(key) for key in new if old[key] != new[key]}


def _read(text: str) -> OfficeSettings | None:
    try:
        return checked(tomllib.loads(text))
    except (ValueError, CannotBe):
        return None


def _of_pydantic(error: Any) -> Wrong:
    limits = error.get("ctx", {})
    names = ("ge", "gt", "le", "lt", "min_length", "max_length")
    limit = next((str(limits[name]) for name in names if name in limits), "")
    return Wrong(".".join(map(str, error["loc"])), error["type"], allowed=limit)


def _follows(wrong: Wrong, wrongs: tuple[Wrong, ...]) -> bool:
    """Whether a list is only called too short because what is in it is wrong."""
    return wrong.code == "too_short" and any(each.place.startswith(f"{wrong.place}.") for each in wrongs)
