"""The first page of the settings: all parts, what waits, what was changed by hand, and who changed what before."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from controller.settings_book.book import Book, Broken, Copy
from controller.settings_book.history import Change
from controller.settings_book.next_day import Waiting
from controller.settings_book.parts import PARTS, Part
from controller.settings_book.plain import full
from controller.settings_book.proposal import CannotBe, propose
from controller.web.clerk import Pages
from controller.web.settings_words import Line, SettingsWords

CHANGES_SHOWN = 20
TOLD = ("now", "next-day", "refused", "dropped", "not-written", "changed", "finished", "good-back")
GOOD = ("now", "next-day", "dropped", "finished", "good-back")


@dataclass(frozen=True)
class ShownWaiting:
    """A change that waits for the next day."""

    title: str
    who: str
    at: str
    keys: str
    lines: list[Line]
    trouble: str = ""
    """Why it cannot be made as things are."""


class Overview:
    """Tells of one book."""

    def __init__(self, book: Book, pages: Pages, words: SettingsWords) -> None:
        self._book, self._pages, self._words = book, pages, words

    def facts(self, told: str) -> dict[str, Any]:
        """All that the page shows."""
        copy, broken = self._copy()
        by_hand = self._book.by_hand(copy) if copy else ()
        return {
            "told": self._words.say(f"settings-told.{told}") if told in TOLD else "",
            "good": told in GOOD,
            "file": str(self._book.path),
            "broken": broken,
            "good_back": self._good() if broken else "",
            "by_hand": self._words.lines(by_hand, full(copy.settings)) if copy else [],
            "waiting": self.waiting(),
            "parts": [self._part(part) for part in PARTS],
            "changes": [self._change(each) for each in reversed(self._book.history.changes[-CHANGES_SHOWN:])],
            "back": bool(copy and self._book.step_back()),
        }

    def waiting(self, keys: Iterable[str] | None = None) -> list[ShownWaiting]:
        """What waits, or what waits about these keys."""
        found = self._book.next_day.waiting if keys is None else self._book.next_day.about(keys)
        copy = self._copy()[0] if found else None
        return [self._shown(each, copy) for each in found]

    def changed(self) -> str:
        """Who changed the file while somebody had it open."""
        last = self._book.history.changes[-1:]
        facts = (
            {"who": self._who(last[0].who), "at": self._time(last[0].at)} if last else {"who": "?", "at": "?"}
        )
        return self._words.say("settings.changed", **facts)

    def _copy(self) -> tuple[Copy | None, list[str]]:
        try:
            return self._book.read(), []
        except Broken as error:
            return None, self._words.broken(error.wrong, error.facts)

    def _good(self) -> str:
        """When the text was noted that can be put back; empty: it is lost."""
        found = self._book.good()
        return f"{self._time(found[0].at)}, {self._who(found[0].who)}" if found else ""

    def _part(self, part: Part) -> dict[str, str]:
        items = getattr(self._book.in_force, part.rows) if part.rows else ()
        count = self._words.say("settings.count", count=len(items)) if part.rows and not part.fixed else ""
        key = f"settings-part.{part.name}"
        return {
            "name": part.name,
            "title": self._words.say(f"{key}.title"),
            "hint": self._words.say(f"{key}.hint"),
            "count": count,
        }

    def _change(self, change: Change) -> dict[str, str]:
        what = self._words.say(f"settings-part.{change.what}.title")
        return {"at": self._time(change.at), "who": self._who(change.who), "what": what}

    def _shown(self, waiting: Waiting, copy: Copy | None) -> ShownWaiting:
        lines, trouble = [], ""
        if copy:
            try:
                proposal = propose(copy.text, waiting.edit)
                lines = self._words.lines(proposal.differences, full(proposal.after))
            except CannotBe as error:
                trouble = "; ".join(self._words.wrong(wrong) for wrong in error.wrong[:3])
        return ShownWaiting(
            self._words.say(f"settings-part.{waiting.what}.title"),
            self._who(waiting.who),
            self._time(waiting.at),
            " ".join(sorted(waiting.keys)),
            lines,
            trouble,
        )

    def _who(self, clerk_id: str) -> str:
        """A person's name; an editor has none."""
        if not clerk_id:
            return self._words.say("settings.by-hand")
        return next((c.name for c in self._book.in_force.clerks if c.id == clerk_id), clerk_id)

    def _time(self, at: int) -> str:
        return self._pages.desk.office.local(at).strftime("%H:%M %d/%m/%Y")
