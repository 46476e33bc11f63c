"""A draft and what is wrong with it, as the form of a part shows them. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from controller.settings_book.differences import title_of
from controller.settings_book.drafts import Asked, Draft, week_in
from controller.settings_book.parts import Field, Kind, Part
from controller.settings_book.pins import weakness
from controller.settings_book.proposal import Wrong
from controller.settings_book.slots import WEEK, Place, named, wrong_places
from controller.web.settings_words import SettingsWords

SILENT = frozenset({"do", "digest", "guide", "offer"})
"""Fields of the form that are no settings."""


class Told(NamedTuple):
    """What is wrong with a field, and with which part of its value: the end of the place's name."""

    sentence: str
    within: str


@dataclass(frozen=True)
class Slot:
    """One of the places of a field that has several."""

    name: str
    label: str
    value: str
    more: "Slot | None" = None
    """What is typed beside it."""
    further: bool = False
    """Whether it belongs to the one before it, and most leave it free."""
    wrong: bool = False

    @property
    def id(self) -> str:
        """By which its label finds it."""
        return self.name.replace(".", "-")


@dataclass(frozen=True)
class Shown:
    """One field of the form."""

    name: str
    id: str
    label: str
    hint: str
    kind: Kind
    value: str
    values: tuple[str, ...]
    options: list[tuple[str, str]]
    error: str
    needed: bool
    fixed: bool
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True)
class ShownRow:
    """One item of the list."""

    name: str
    title: str
    was: str
    place: str
    id: str
    gone: bool
    fields: list[Shown]
    rare: list[Shown]
    pin_hash: str = ""


@dataclass(frozen=True)
class Form:
    """The whole form."""

    fields: list[Shown]
    rare: list[Shown]
    rows: list[ShownRow]
    others: list[tuple[str, str]] = field(default_factory=list)
    """What is wrong with things that this page does not show: where, and what."""


class Forms:
    """Draws forms of one office."""

    def __init__(self, words: SettingsWords, values: Mapping[str, Any]) -> None:
        """``values``: what the file says, for names of what is chosen."""
        self._words, self._values = words, values

    def of(self, part: Part, draft: Draft, wrong: Iterable[tuple[str, str]] = ()) -> Form:
        """The form; ``wrong``: names of its fields (or other places in words) and sentences."""
        errors, others = _sorted(part, draft, wrong)
        tops = [self._shown(each, draft, each.key, errors, known=True) for each in part.fields]
        return Form(
            [s for s, each in zip(tops, part.fields, strict=True) if not each.rare],
            [s for s, each in zip(tops, part.fields, strict=True) if each.rare],
            [self._row(part, draft, row, errors) for row in draft.rows],
            others,
        )

    def wrong(self, part: Part, asked: Asked, found: Iterable[Wrong]) -> list[tuple[str, str]]:
        """Which field each thing is wrong in, or where else; and its sentence."""
        return [(self._name(part, asked, each), self._words.wrong(each)) for each in found]

    def _name(self, part: Part, asked: Asked, wrong: Wrong) -> str:
        top, _, rest = wrong.place.partition(".")
        number, _, key = rest.partition(".")
        if top == part.rows and number.isdecimal() and int(number) < len(asked.rows):
            key = "pin" if key == "pin_hash" else key
            return f"{top}.{asked.rows[int(number)]}.{key}"
        shows = any(each.key == wrong.place or each.key.startswith(f"{wrong.place}.") for each in part.fields)
        if shows or top in {each.key for each in part.fields}:
            return wrong.place if shows else top
        return f"?{self._words.where(wrong, {**self._values, **asked.edit})}"

    def _row(self, part: Part, draft: Draft, row: int, errors: Mapping[str, Told]) -> ShownRow:
        name = f"{part.rows}.{row}"
        was = draft.first(f"{name}.was")
        shown = [self._shown(each, draft, f"{name}.{each.key}", errors, known=bool(was)) for each in part.row]
        item = {each.key.partition(".")[0]: draft.first(f"{name}.{each.key}") for each in reversed(part.row)}
        return ShownRow(
            name,
            self._title(part, was) or title_of(item) if was else self._words.say("settings.new"),
            was,
            draft.first(f"{name}.place"),
            part.id,
            bool(draft.first(f"{name}.gone")),
            [s for s, each in zip(shown, part.row, strict=True) if not each.rare],
            [s for s, each in zip(shown, part.row, strict=True) if each.rare],
            draft.first(f"{name}.pin_hash"),
        )

    def _title(self, part: Part, was: str) -> str:
        """What an item is called whose name is changed on another page."""
        known = self._values.get(part.rows, ()) if part.fixed else ()
        return next((title_of(item) for item in known if str(item[part.id]) == was), "")

    def _shown(
        self, each: Field, draft: Draft, name: str, errors: Mapping[str, Told], *, known: bool
    ) -> Shown:
        key = ".".join(step for step in name.split(".") if not step.isdecimal())
        item = name.rpartition(".")[0]
        was = draft.first(f"{item}.was")
        first_pin = each.kind == Kind.PIN and not (known or draft.first(f"{item}.pin_hash"))
        fixed = each.only_new and known and bool(was)
        return Shown(
            name,
            name.replace(".", "-"),
            self._words.label(key),
            "" if fixed or first_pin else self._words.hint(key),
            each.kind,
            draft.first(name) or (was if fixed else ""),
            draft.all(name),
            self._words.choices(each.choices, self._values) if each.choices else [],
            errors[name].sentence if name in errors else "",
            each.needed and not fixed,
            fixed,
            self._slots(each, draft, name, errors),
        )

    def _slots(self, each: Field, draft: Draft, name: str, errors: Mapping[str, Told]) -> tuple[Slot, ...]:
        told = errors.get(name)
        if each.kind is Kind.WEEK:
            wrong = wrong_places(week_in(draft, name), told.within) if told else frozenset()
            return tuple(self._place(place, draft, name, wrong) for place in WEEK)
        labels = self._words.slots(each)
        places = zip(named(name, len(labels)), labels, strict=True)
        return tuple(Slot(place, label, draft.first(place), wrong=bool(told)) for place, label in places)

    def _place(self, place: Place, draft: Draft, name: str, wrong: frozenset[str]) -> Slot:
        counter, hours = f"{name}.{place.counter}", f"{name}.{place.hours}"
        label, beside = self._words.place(place)
        more = Slot(hours, beside, draft.first(hours), wrong=place.hours in wrong)
        return Slot(
            counter, label, draft.first(counter), more, further=place.nth > 1, wrong=place.counter in wrong
        )


def weak_pins(part: Part, draft: Draft) -> list[Wrong]:
    """PINs in a draft that nobody should have, by the numbers of its items."""
    found = []
    for row in draft.rows:
        name = f"{part.rows}.{row}"
        pin, gone = draft.first(f"{name}.pin"), draft.first(f"{name}.gone")
        why = weakness(pin, draft.first(f"{name}.id")) if pin and not gone else ""
        if why:
            found.append(Wrong(f"{name}.pin", why))
    return found


def _is_about(place: str, name: str) -> bool:
    """Whether what is wrong at a place is shown at this field: it is its value, around it, or within it."""
    return place == name or name.startswith(f"{place}.") or place.startswith(f"{name}.")


def _sorted(
    part: Part, draft: Draft, wrong: Iterable[tuple[str, str]]
) -> tuple[dict[str, Told], list[tuple[str, str]]]:
    names = [each.key for each in part.fields]
    names += [f"{part.rows}.{row}.{each.key}" for row in draft.rows for each in part.row]
    errors: dict[str, Told] = {}
    others = []
    for place, sentence in wrong:
        name = next((name for name in names if _is_about(place, name)), None)
        if name is None:
            others.append((place.removeprefix("?"), sentence))
        else:
            errors.setdefault(name, Told(sentence, place.removeprefix(name).removeprefix(".")))
    return errors, others
