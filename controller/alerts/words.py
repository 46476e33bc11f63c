"""An alert in words and as data. Pure; nothing of any citizen is in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from contracts.vocabulary import DeviceId, Millis
from controller.alerts.ledger import News
from controller.console.history import Entry

MOST_LINES = 20
MINUTE_MS = 60_000


class Names(Protocol):
    """How machines, their troubles and the remedies are called."""

    def name(self, device: DeviceId, program: str) -> str:
        """Of a machine."""

    def what(self, code: str, device: DeviceId, program: str = "") -> str:
        """Of a trouble."""

    def remedy(self, code: str, device: DeviceId, program: str = "") -> str:
        """What to do; "" where nobody knows."""


@dataclass(frozen=True)
class Alert:
    """One alert as each channel takes it."""

    subject: str
    text: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Words:
    """The words of one office. ``page``: where the caretaker's page is, "" where nobody has said it."""

    names: Names
    say: Callable[..., str]
    office: str
    page: str
    time_of: Callable[[Millis], str]
    program_of: Callable[[DeviceId], str]

    def alert(self, news: News, at: Millis) -> Alert:
        """What is told of some news."""
        parts = {"began": news.began, "lasting": news.lasting, "ended": news.ended}
        paragraphs = [
            "\n".join((self.say(f"alerts.{kind}"), *self._lines(kind, entries)))
            for kind, entries in parts.items()
            if entries
        ]
        kind = next((kind for kind, entries in parts.items() if entries), "ended")
        first = parts[kind][0] if parts[kind] else None
        count = sum(map(len, parts.values()))
        about = f"{self._of(first)}: {self._what(first)}" if first else ""
        subject = self.say(f"alerts.subject-{kind}", office=self.office, about=about)
        more = self.say("alerts.more", count=count - 1) if count > 1 else ""
        data = {kind: [self._data(entry) for entry in entries] for kind, entries in parts.items()}
        return Alert(_one_line(f"{subject} {more}"), self._text(paragraphs), {"at": at, **data})

    def trial(self, at: Millis) -> Alert:
        """An alert that says that alerts arrive."""
        subject = _one_line(self.say("alerts.subject-trial", office=self.office))
        text = self._text([self.say("alerts.trial-text", office=self.office, time=self.time_of(at))])
        return Alert(subject, text, {"at": at, "trial": True})

    def _text(self, paragraphs: list[str]) -> str:
        foot = [self.say("alerts.foot", page=self.page)] if self.page else []
        return "\n\n".join((*paragraphs, *foot)) + "\n"

    def _lines(self, kind: str, entries: tuple[Entry, ...]) -> list[str]:
        lines = [self._line(kind, entry) for entry in entries[:MOST_LINES]]
        left = len(entries) - MOST_LINES
        return [*lines, *([self.say("alerts.more-lines", count=left)] if left > 0 else [])]

    def _line(self, kind: str, entry: Entry) -> str:
        facts = {"machine": self._of(entry), "what": self._what(entry), "since": self.time_of(entry.began)}
        if kind == "ended":
            minutes = max(1, round(((entry.ended or entry.began) - entry.began) / MINUTE_MS))
            return self.say("alerts.line-ended", **facts, minutes=minutes)
        remedy = self.names.remedy(entry.code, entry.device, self.program_of(entry.device))
        return _one_line(f"{self.say('alerts.line', **facts)} {remedy}")

    def _data(self, entry: Entry) -> dict[str, object]:
        return {
            "device": entry.device,
            "name": self._of(entry),
            "code": entry.code,
            "what": self._what(entry),
            "began": entry.began,
            "ended": entry.ended,
        }

    def _of(self, entry: Entry) -> str:
        return self.names.name(entry.device, self.program_of(entry.device))

    def _what(self, entry: Entry) -> str:
        return self.names.what(entry.code, entry.device, self.program_of(entry.device))


def _one_line(text: str) -> str:
    """Whatever it is made of, it is no second line of a mail's head."""
    return " ".join(text.split())
