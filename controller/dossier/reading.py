"""Bytes of a stranger -> records. Pure. Refuses what is too deep, doubled, not a number, or not about the asked.

Nothing but the mapped fields is ever looked at: names and numbers of people stay where they are.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from contracts.dossiers import DossierCode, as_code
from contracts.letters import unaccented
from controller.dossier.dates import read_day
from controller.dossier.port import AsWritten, Day, Record
from controller.dossier.settings import FieldNames
from controller.dossier.status import StatusWords

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20
MAX_ITEMS = 200
DAYS = ("received", "due", "due_before", "finished")
LOST = "\ufffd"
"""What stands for a letter that was lost on the way."""
MAX_TEXT = 500

_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[{]|[\]}]')
_NOT_HIDDEN = {"", "0", "false", "no", "khong"}
"""Without accents. Whatever else a main system says of it hides a dossier: a word that we do not know must not show one."""


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
        return tuple(self.record(item, asked) for item in listed if not self.hides(item))

    def record(self, item: object, asked: DossierCode) -> Record:
        """One dossier that was asked for. Raises UnreadableError, OtherRecordError."""
        record = self.understood(item)
        if asked not in (record.code, record.receipt):
            raise OtherRecordError("not the dossier that was asked for")
        return record

    def understood(self, item: object) -> Record:
        """One dossier, with what of it cannot be read named in ``unread``. Raises UnreadableError."""
        code = as_code(self._text(item, self.names.code) or "")
        if code is None:
            raise UnreadableError("no dossier code")
        said, name = self._text(item, self.names.status), self._text(item, self.names.status_text) or ""
        if not said and not name:
            raise UnreadableError("no status")
        status, status_text = self.words.status(said or name, name)
        record = Record(
            code=code,
            status=status,
            status_text=status_text,
            receipt=as_code(self._text(item, self.names.receipt) or ""),
            procedure=self._text(item, self.names.procedure),
            received=self._day(item, self.names.received),
            due=self._day(item, self.names.due),
            due_before=self._day(item, self.names.due_before),
            finished=self._day(item, self.names.finished),
            step=self._text(item, self.names.step),
            collect_at=self._text(item, self.names.collect_at),
        )
        strange = () if self.words.knows(said or name, name) else ("status",)
        return replace(record, unread=(*strange, *self._unread(item, record)))

    def hides(self, item: object) -> bool:
        """Whether the main system forbids showing this dossier."""
        said = _whole(at_path(item, self.names.hidden)) if self.names.hidden else None
        return said is not None and unaccented(str(said)) not in _NOT_HIDDEN

    def says_nothing(self, item: object) -> bool:
        """Whether none of our fields has a value in an answer: it is about no dossier."""
        paths = [path for path in self.names.model_dump().values() if path]
        return item is None or all(at_path(item, path) in (None, "", [], {}) for path in paths)

    def _unread(self, item: object, record: Record) -> Iterator[str]:
        """The fields that hold something of which nothing was made."""
        for field in (
            "receipt",
            "procedure",
            "step",
            "collect_at",
            "received",
            "due",
            "due_before",
            "finished",
        ):
            path, made = getattr(self.names, field), getattr(record, field)
            there = at_path(item, path) if path else None
            left_out = made is None and field not in DAYS and str(there or "").strip() != ""
            if left_out or isinstance(made, AsWritten) or (isinstance(made, str) and LOST in made):
                yield field

    def _text(self, item: object, path: str) -> str | None:
        found = _whole(at_path(item, path)) if path else None
        if isinstance(found, bool | int | str) and str(found).strip():
            return str(found).strip()[:MAX_TEXT]
        return None

    def _day(self, item: object, path: str) -> Day:
        return read_day(at_path(item, path) if path else None, self.utc_offset_minutes)


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


def _whole(value: object) -> object:
    """Spreadsheets know no whole numbers: their 4 is 4.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


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
