"""Bytes of a stranger -> records. Pure. Refuses what is too deep, doubled, not a number, or not about the asked.

Nothing but the mapped fields is ever looked at: names and numbers of people stay where they are.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

from contracts.dossiers import DossierCode, as_code
from controller.dossier.port import Record
from controller.dossier.settings import FieldNames
from controller.dossier.status import StatusWords, normal

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20
MAX_ITEMS = 20
MAX_TEXT = 500

_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[{]|[\]}]')
_NOT_HIDDEN = {"", "0", "false", "no", "khong"}
"""Without accents. Whatever else a main system says of it hides a dossier: a word that we do not know must not show one."""
_DATES = ("%Y%m%d%H%M%S", "%Y%m%d", "%d/%m/%Y", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%H:%M %d/%m/%Y")


class UnreadableError(ValueError):
    """An answer that is not what it should be. Never quotes it."""


class OtherRecordError(ValueError):
    """An answer about another dossier than the asked: it must not be shown to anybody."""


@dataclass(frozen=True)
class Reader:
    """Reads the answers of one main system."""

    names: FieldNames
    words: StatusWords
    utc_offset_minutes: int

    def records(self, items: object, asked: DossierCode) -> tuple[Record, ...]:
        """The records of a dossier or a list of dossiers; hidden ones are left out.

        Raises UnreadableError, OtherRecordError.
        """
        if items is None:
            return ()
        listed = items if isinstance(items, list) else [items]
        if len(listed) > MAX_ITEMS:
            raise UnreadableError(f"more than {MAX_ITEMS} dossiers")
        return tuple(self.record(item, asked) for item in listed if not self._hidden(item))

    def record(self, item: object, asked: DossierCode) -> Record:
        """One dossier. Raises UnreadableError, OtherRecordError."""
        code = as_code(self._text(item, self.names.code) or "")
        receipt = as_code(self._text(item, self.names.receipt) or "")
        if code is None:
            raise UnreadableError("no dossier code")
        if asked not in (code, receipt):
            raise OtherRecordError("not the dossier that was asked for")
        said = self._text(item, self.names.status)
        if not said:
            raise UnreadableError("no status")
        status, status_text = self.words.status(said, self._text(item, self.names.status_text) or "")
        return Record(
            code=code,
            status=status,
            status_text=status_text,
            receipt=receipt,
            procedure=self._text(item, self.names.procedure),
            received=self._date(item, self.names.received),
            due=self._date(item, self.names.due),
            due_before=self._date(item, self.names.due_before),
            finished=self._date(item, self.names.finished),
            step=self._text(item, self.names.step),
            collect_at=self._text(item, self.names.collect_at),
        )

    def _hidden(self, item: object) -> bool:
        said = _whole(at_path(item, self.names.hidden)) if self.names.hidden else None
        return said is not None and _unaccented(str(said)) not in _NOT_HIDDEN

    def _text(self, item: object, path: str) -> str | None:
        found = _whole(at_path(item, path)) if path else None
        if isinstance(found, bool | int | str) and str(found).strip():
            return str(found).strip()[:MAX_TEXT]
        return None

    def _date(self, item: object, path: str) -> date | None:
        found = at_path(item, path) if path else None
        return as_date(found, self.utc_offset_minutes)


def parse(body: bytes) -> Any:
    """The JSON of an answer. Raises UnreadableError."""
    if len(body) > MAX_BYTES:
        raise UnreadableError("too many bytes")
    if _too_deep(body):
        raise UnreadableError("nested too deeply")
    try:
        return json.loads(body.decode("utf-8-sig"), parse_constant=_no_constant, object_pairs_hook=_once)
    except (ValueError, RecursionError):  # also UnicodeDecodeError, and integers of thousands of digits
        raise UnreadableError("not JSON in UTF-8, or with doubled keys or no numbers") from None


def at_path(item: object, path: str) -> object:
    """The value at a path of keys with dots (numbers count in lists); None where there is none."""
    here = item
    if isinstance(here, Mapping) and path in here:  # a column may have a dot in its name
        return here[path]
    for key in path.split(".") if path else ():
        if isinstance(here, Mapping):
            here = here.get(key)
        elif isinstance(here, list) and key.isdecimal() and int(key) < len(here):
            here = here[int(key)]
        else:
            return None
    return here


def as_date(value: object, utc_offset_minutes: int) -> date | None:
    """The office's day of a date in any of the usual forms; None for anything else: no date is better than a wrong one."""
    if isinstance(value, datetime):
        return _local(value, utc_offset_minutes)
    if isinstance(value, date):
        return value
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not 8 <= len(text) <= 40:
        return None
    for form in _DATES:
        try:
            return _sane(datetime.strptime(text, form).date())  # noqa: DTZ007 - the office's own calendar
        except ValueError:
            continue
    try:
        return _local(datetime.fromisoformat(text), utc_offset_minutes)
    except (ValueError, OverflowError):
        return None


def _whole(value: object) -> object:
    """Spreadsheets know no whole numbers: their 4 is 4.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _unaccented(word: str) -> str:
    letters = unicodedata.normalize("NFD", normal(word))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _local(moment: datetime, utc_offset_minutes: int) -> date | None:
    if moment.tzinfo is not None:
        moment = moment.astimezone(timezone(timedelta(minutes=utc_offset_minutes)))
    return _sane(moment.date())


def _sane(day: date) -> date | None:
    """Main systems write 0001-01-01 or 9999-12-31 for: not known."""
    return day if 1990 <= day.year <= 2100 else None


def _too_deep(body: bytes) -> bool:
    depth = 0
    for token in _TOKENS.finditer(body):
        first = token[0][:1]
        if first in b"[{":
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif first in b"]}":
            depth -= 1
    return False


def _no_constant(name: str) -> None:
    raise UnreadableError(f"{name} is no JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise UnreadableError("a key stands twice")
    return found
