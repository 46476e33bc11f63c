"""What the pages of the settings say: names of fields, differences, what is wrong, and why something must wait. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.texts import FIRST, Catalogue
from contracts.vocabulary import PriorityGroup
from controller.settings_book.differences import Difference, How, title_of
from controller.settings_book.parts import PARTS, Field, Kind
from controller.settings_book.proposal import Wrong
from controller.settings_book.slots import CHAIN, WEEK, Place, week_of
from controller.settings_book.verdict import Reason

SHOWN_ICONS = (
    "file-document", "home-account", "stamper", "scale-balance", "map", "crane", "store", "hand-heart", "bank",
    "file-check", "medal", "account-group",
)  # fmt: skip
"""Those that mean something to a citizen who looks for a service."""
WEEKDAYS = tuple(str(day) for day in range(1, 8))
FIXED = {
    "icons": SHOWN_ICONS,
    "weekdays": WEEKDAYS,
    "weekday": ("", *WEEKDAYS),
    "holidays": ("vietnam", "none"),
    "priority_groups": tuple(group for group in PriorityGroup if group is not PriorityGroup.ORDINARY),
    "priority": ("interleave", "strict"),
    "leftovers": ("carry", "void"),
    "no_show_back": ("old-place", "behind", "end"),
    "full": ("warn", "stop"),
    "adapter": ("none", "file", "rest"),
    "mail_security": ("starttls", "tls", "none"),
    "privacy": ("strict", "basic", "detailed"),
}
FIELDS: Mapping[str, Field] = {
    key: field
    for part in PARTS
    for key, field in (
        *((field.key, field) for field in part.fields),
        *((f"{part.rows}.{field.key}", field) for field in part.row),
    )
}
_NUMBER = re.compile(r"\.\d+(?=\.|$)")


@dataclass(frozen=True)
class Line:
    """One difference, in words."""

    what: str
    before: str = ""
    after: str = ""
    how: str = ""


class SettingsWords:
    """Vietnamese sentences for what happens to settings."""

    def __init__(self, texts: Catalogue) -> None:
        self._texts = texts

    def say(self, key: str, /, **facts: object) -> str:
        """A sentence of the catalogue."""
        return self._texts.say(FIRST, key, **facts)

    def label(self, key: str) -> str:
        """What a value is called: ``services.prefix``; where nobody gave it a name, what it is a part of, or its key."""
        steps = key.split(".")
        around = (f"settings-label.{'.'.join(steps[:count])}" for count in range(len(steps), 0, -1))
        return next((self.say(name) for name in around if self._texts.has(name)), key)

    def hint(self, key: str) -> str:
        """More about a value, or nothing."""
        return self._first(f"settings-hint.{key}", fallback="")

    def choices(self, name: str, values: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What can be chosen and its words; ``values``: the office."""
        if name == "counter":
            known = [(str(c["id"]), self.counter(str(c["label"]))) for c in values.get("counters", ())]
            return [("", self.say("settings.nothing")), *known]
        if name in ("services", "service"):
            known = [(str(s["code"]), str(s["name"]["vi"])) for s in values.get("services", ())]
            return known if name == "services" else [("", self.say("settings.nothing")), *known]
        return [(value, self._choice(name, value)) for value in FIXED[name]]

    def counter(self, label: str) -> str:
        """How a counter is called."""
        return self.say("settings.counter", label=label)

    def slots(self, field: Field) -> list[str]:
        """What each place of a field is called that has several; none for any other."""
        match field.kind:
            case Kind.CHAIN:
                return [self.say("settings.stop", nth=nth) for nth in range(1, CHAIN + 1)]
        return []

    def place(self, place: Place) -> tuple[str, str]:
        """What a place of a week is called, and its hours."""
        day = self._choice("weekdays", str(place.day))
        counter = day if place.nth == 1 else self.say("settings.week-more", day=day)
        return counter, self.say("settings.week-hours", day=counter)

    def lines(self, found: Iterable[Difference], values: Mapping[str, Any]) -> list[Line]:
        """Differences in words; ``values``: the office after them, for the names of what is chosen."""
        return [self._line(each, values) for each in found]

    def wrong(self, wrong: Wrong) -> str:
        """What is wrong with a value."""
        place = _NUMBER.sub("", wrong.place)
        code = wrong.code.removesuffix("_type") if wrong.code.startswith("string") else wrong.code
        kind = next((known for known in ("int", "float", "date", "bool") if code.startswith(known)), code)
        keys = (f"settings-wrong.{place}.{code}", f"settings-wrong.{code}", f"settings-wrong.{kind}")
        key = next((key for key in keys if self._texts.has(key)), "settings-wrong.other")
        return self.say(key, found=wrong.found, allowed=wrong.allowed, place=wrong.place)

    def broken(self, wrong: Iterable[Wrong], facts: Mapping[str, str]) -> list[str]:
        """What is wrong with a file that somebody changed."""
        if facts:
            key = f"settings-broken.{facts.get('what')}"
            known = {"line": "?", "column": "?", "byte": "?", "found": "?", **facts}
            return [self.say(key if self._texts.has(key) else "settings-broken.file", **known)]
        return [f"{each.place}: {self.wrong(each)}" for each in wrong]

    def where(self, wrong: Wrong, values: Mapping[str, Any]) -> str:
        """In which item something is wrong, for a page that does not show it; ``values``: what was asked for."""
        at: Any = values
        names = []
        for step in wrong.place.split("."):
            at = (
                at[int(step)]
                if step.isdecimal() and isinstance(at, list) and int(step) < len(at)
                else (at.get(step) if isinstance(at, Mapping) else None)
            )
            if step.isdecimal():
                names.append(title_of(at) if isinstance(at, dict) else step)
        return " · ".join((self.label(_NUMBER.sub("", wrong.place)), *filter(None, names)))

    def reason(self, reason: Reason) -> str:
        """Why a change is not made now."""
        return self.say(f"settings-reason.{reason.code}", **dict(reason.facts))

    def _line(self, each: Difference, values: Mapping[str, Any]) -> Line:
        items = self._items(each)
        label = self.label(each.key)
        if each.how in (How.ADDED, How.REMOVED):
            return Line(items, how=self.say(f"settings-how.{each.how}"))
        what = f"{items} · {label}" if items else label
        if each.secret:
            return Line(what, how=self.say("settings-how.secret"))
        if each.how is How.MOVED:
            return Line(
                self.say("settings-how.moved", what=label), ", ".join(each.before), ", ".join(each.after)
            )
        field = FIELDS.get(each.key)
        return Line(what, self._shown(each.before, field, values), self._shown(each.after, field, values))

    def part(self, key: str) -> str:
        """The title of the page on which a list is changed."""
        name = next((part.name for part in PARTS if part.rows == key), "")
        return self._first(f"settings-part.{name}.title", fallback=key)

    def _items(self, each: Difference) -> str:
        """In which items something is different: ``Quầy: 2``."""
        items = " · ".join(_day(item) for item in each.items)
        return f"{self.part(each.key.partition('.')[0])}: {items}" if items else ""

    def _shown(self, value: Any, field: Field | None, values: Mapping[str, Any]) -> str:
        if field and value and field.kind in (Kind.CHAIN, Kind.WEEK):
            return self._placed(value, field, values)
        match value:
            case None | "" | []:
                return self.say("settings.nothing")
            case bool():
                return self.say(f"settings.{'yes' if value else 'no'}")
            case date():
                return f"{value:%d/%m/%Y}"
            case list():
                return ", ".join(self._shown(item, field, values) for item in value)
            case dict():
                return title_of(value) or ", ".join(value)
        if field and field.kind in (Kind.CHOICE, Kind.MANY):
            return dict(self.choices(field.choices, values)).get(str(value), str(value))
        return _day(str(value))

    def _placed(self, value: Any, field: Field, values: Mapping[str, Any]) -> str:
        """A chain as it is walked, a week day by day."""
        names = dict(self.choices(field.choices, values))
        if field.kind is Kind.CHAIN:
            return " → ".join(names.get(str(code), str(code)) for code in value)
        days = (
            (self._choice("weekdays", str(place.day)), week)
            for place, week in zip(WEEK, week_of(value), strict=True)
        )
        return "; ".join(
            f"{day}: {names.get(counter, counter)}{f' ({hours})' if hours else ''}"
            for day, (counter, hours) in days
            if counter
        )

    def _choice(self, name: str, value: str) -> str:
        if value == "":
            return self.say("settings.nothing")
        named = "weekdays" if name == "weekday" else name
        return self._first(f"settings-choice.{named}.{value}", fallback=value)

    def _first(self, key: str, *, fallback: str) -> str:
        return self.say(key) if self._texts.has(key) else fallback


def _day(text: str) -> str:
    """An ISO date as people here write it; any other text as it is."""
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}" if len(text) == 10 else text
    except ValueError:
        return text
