"""Bytes of a stranger -> records. Pure. Refuses what is too deep, doubled, not a number, or not about the asked.

Nothing but the mapped fields is ever looked at: names and numbers of people stay where they are.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.dossiers import DossierCode, as_code
from contracts.letters import unaccented
from controller.dossier.dates import read_day
from controller.dossier.port import AsWritten, Day, Record
from controller.dossier.status import StatusWords

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20
MAX_ITEMS = 200
TEXTS = ("receipt", "procedure", "step", "collect_at")
DAYS = ("received", "due", "due_before", "finished")
NOT_BEFORE = ("due", "finished")
"""Days that cannot come before the dossier was received: one of the two is wrong, and nobody knows which."""
MISSING = object()
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
    """Reads the answers of one main system. ``names``: our word for a field -> what the main system calls it."""

    names: Mapping[str, str]
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
        given = {name: _whole(at_path(item, path)) for name, path in self.names.items() if path}
        texts = {name: _text(value) for name, value in given.items() if name not in DAYS}
        code = as_code(texts.get("code") or "")
        if code is None:
            raise UnreadableError("no dossier code")
        name = texts.get("status_text") or ""
        said = texts.get("status") or name
        if not said:
            raise UnreadableError("no status")
        status, status_text = self.words.status(said, name)
        days = {name: read_day(given.get(name), self.utc_offset_minutes) for name in DAYS}
        unread = [] if self.words.knows(said, name) else ["status"]
        unread += [name for name in TEXTS if _is_unread(name, given.get(name), texts.get(name))]
        unread += [name for name, day in days.items() if isinstance(day, AsWritten)]
        unread += [name for name in NOT_BEFORE if _is_before(days[name], days["received"])]
        return Record(
            code=code,
            status=status,
            status_text=status_text,
            receipt=as_code(texts.get("receipt") or ""),
            procedure=texts.get("procedure"),
            step=texts.get("step"),
            collect_at=texts.get("collect_at"),
            unread=tuple(unread),
            **days,
        )

    def hides(self, item: object) -> bool:
        """Whether the main system forbids showing this dossier."""
        said = _whole(at_path(item, self.names["hidden"])) if self.names["hidden"] else None
        return said is not None and unaccented(str(said)) not in _NOT_HIDDEN

    def is_about_none(self, item: object) -> bool:
        """Whether none of the fields that we read is there."""
        return all(at_path(item, path, MISSING) is MISSING for path in self.names.values() if path)

    def says_nothing(self, item: object) -> bool:
        """Whether the fields that we read are there and all are empty: it is about no dossier."""
        given = [at_path(item, path, MISSING) for path in self.names.values() if path]
        there = [value for value in given if value is not MISSING]
        return bool(there) and all(value in (None, "", [], {}) for value in there)


def _is_before(day: Day, received: Day) -> bool:
    return isinstance(day, date) and isinstance(received, date) and day < received


def _text(value: object) -> str | None:
    if isinstance(value, bool | int | str):
        return str(value).strip()[:MAX_TEXT] or None
    return None


def _is_unread(name: str, value: object, text: str | None) -> bool:
    """Whether a field holds something of which no text was made, or one that lost letters on its way."""
    if value in (None, "") or (text is None and isinstance(value, str)):
        return False
    return (
        text is None
        or LOST in text
        or (name == "receipt" and as_code(text) is None and any(map(str.isdigit, text)))
    )


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


def at_path(item: object, path: str, missing: object = None) -> object:
    """The value at a path of keys with dots (numbers count in lists); ``missing`` where there is none."""
    here = item
    if isinstance(here, Mapping) and path in here:  # a column may have a dot in its name
        return here[path]
    for key in path.split(".") if path else ():
        if isinstance(here, Mapping) and key in here:
            here = here[key]
        elif isinstance(here, list) and key.isdecimal() and int(key) < len(here):
            here = here[int(key)]
        else:
            return missing
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
