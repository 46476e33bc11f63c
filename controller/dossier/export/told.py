"""What would be understood of an export, in sentences: for the command and for the caretaker's page. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from contracts.dossiers import DossierStatus
from contracts.texts import Catalogue
from controller.dossier.export.words import ExportError, Note, Report, odd_key
from controller.dossier.port import AsWritten, Day, Record


@dataclass(frozen=True)
class ToldDossier:
    """One dossier: its code, its status in words, and its due date as citizens would see it."""

    code: str
    status: str
    due: str
    strange: bool
    """Whether something of it was not understood."""


@dataclass(frozen=True)
class ToldNote:
    """Something that was not understood; ``where`` is empty where it is no line."""

    where: str
    why: str


class Teller:
    """Says what was made of exports, in one language."""

    def __init__(self, texts: Catalogue, lang: str) -> None:
        self._texts, self._lang = texts, lang

    def found(self, report: Report) -> tuple[str, ...]:
        """Where the table is, what its columns are, and how much was found, as sentences."""
        columns = ", ".join(
            self._say("try.column", field=self._say(f"try.field-{field}"), name=name)
            for field, name in report.columns.items()
        )
        lines = [self._say("try.columns", line=report.head, columns=columns)]
        sheets = [sheet for sheet in report.sheets if sheet]
        if sheets:
            lines.insert(0, self._say("try.sheets", sheets=", ".join(sheets)))
        if report.letters:
            lines.append(self._say("try.letters", letters=report.letters))
        if report.hidden:
            lines.append(self._say("try.hidden", count=report.hidden))
        if report.other_lines:
            lines.append(self._say("try.other-lines", count=report.other_lines))
        return tuple(lines)

    def dossier(self, record: Record) -> ToldDossier:
        """One dossier."""
        known = record.status is not DossierStatus.OTHER
        status = self._say(f"dossier-status.{record.status}") if known else record.status_text
        status = status or self._say("dossier-status.unknown")
        return ToldDossier(record.code, status, self._due(record.due), bool(record.unread))

    def notes(self, report: Report) -> Iterator[ToldNote]:
        """What was not understood, in the order of the file."""
        for note in report.notes:
            yield ToldNote(self._where(note, report), self._why(note, report))

    def refused(self, error: ExportError) -> ToldNote:
        """Why a file cannot be used."""
        where = self._say("try.line", line=error.line) if error.line else ""
        return ToldNote(where, self._say(f"unusable.{error.what}", **error.facts))

    def _where(self, note: Note, report: Report) -> str:
        if not note.line:
            return ""
        if len(report.sheets) > 1:
            return self._say("try.line-of", line=note.line, sheet=note.sheet)
        return self._say("try.line", line=note.line)

    def _why(self, note: Note, report: Report) -> str:
        return self._say(odd_key(note), said=note.said, column=report.columns.get(note.field, note.field))

    def _due(self, due: Day) -> str:
        if isinstance(due, date):
            return self._say("look-up.date", day=f"{due:%d}", month=f"{due:%m}", year=due.year)
        if isinstance(due, AsWritten):
            return self._say("try.as-written", text=due.text) if due.text else self._say("look-up.not-read")
        return self._say("try.no-due")

    def _say(self, key: str, **facts: object) -> str:
        return self._texts.say(self._lang, key, **facts)
