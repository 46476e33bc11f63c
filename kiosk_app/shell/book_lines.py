"""Records of the kiosk's own journal <-> the lines of its file. Pure.

Each line begins with a digest of itself and of the digest of the line before, so that a line that was changed, put in
or taken out is noticed. A number is in the file before anybody sees it, so a last line without its end is no number.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from contracts.vocabulary import DeviceId, SiteId
from kiosk_app.flow.alone_book import Book, Given, Record, Told, fold

FIRST = "0" * 16
VERSION = 1
_CLASSES: dict[str, type] = {cls.__name__: cls for cls in get_args(Record)}


@dataclass(frozen=True)
class Read:
    """What a file says."""

    book: Book
    digest: str
    """Of its last line."""
    good: int
    """Bytes up to the end of the last whole line."""
    damaged: str = ""
    """Why the file cannot be gone on with; what proved itself is in the book all the same."""


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(_CLASSES[kind])


def head(book: str, site: SiteId, device: DeviceId) -> tuple[bytes, str]:
    """The first line of a file, and its digest."""
    return _line({"book": book, "site": site, "device": device, "v": VERSION}, FIRST)


def line(record: Record, before: str) -> tuple[bytes, str]:
    """The line of a record after one of that digest, and its own."""
    kind = type(record).__name__
    return _line({"kind": kind, **_adapter(kind).dump_python(record, mode="json")}, before)


def read(data: bytes, site: SiteId, device: DeviceId) -> Read:
    """What a file says, whatever is in it."""
    whole = data[: data.rfind(b"\n") + 1]
    lines = whole.split(b"\n")[:-1]
    said = _said(lines[0], FIRST) if lines else None
    if said is None or (said.get("site"), said.get("device")) != (site, device) or said.get("v") != VERSION:
        return Read(Book(""), FIRST, 0, "the first line is not of this kiosk, or was changed")
    book, damaged = Book(str(said["book"])), ""
    for at, before in zip(lines[1:], lines, strict=False):
        record = _record(at, before.partition(b" ")[0].decode("latin-1"))
        if record is None:
            damaged = damaged or f"line {lines.index(at) + 1} was changed"
        elif damaged == "" or isinstance(record, Given | Told):
            book = fold(book, record)
    return Read(book, lines[-1].partition(b" ")[0].decode("latin-1"), len(whole), damaged)


def _line(said: dict[str, object], before: str) -> tuple[bytes, str]:
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    digest = _digest(body.encode(), before)
    return f"{digest} {body}\n".encode(), digest


def _said(line: bytes, before: str) -> dict[str, Any] | None:
    digest, _, body = line.partition(b" ")
    if digest != _digest(body, before).encode():
        return None
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _record(line: bytes, before: str) -> Record | None:
    said = _said(line, before)
    kind = said.pop("kind", None) if said else None
    if said is None or kind not in _CLASSES:
        return None
    try:
        record: Record = _adapter(str(kind)).validate_python(said)
    except (ValidationError, ValueError):
        return None
    return record


def _digest(body: bytes, before: str) -> str:
    return hashlib.blake2b(before.encode("latin-1") + body, digest_size=8).hexdigest()
