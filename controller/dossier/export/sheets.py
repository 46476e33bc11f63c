"""An export file -> its sheets, whatever program wrote it: told apart by what is in it, not by its name."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from controller.dossier.export.words import MAX_BYTES, ExportError, Line, Unusable

_ZIP, _OLE, _SQLITE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"SQLite format 3\0"
_MARKUP = (b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta", b"<head", b"<body", b"<style", b"<div")
_LOOKED_AT = 1024
_MARKS = b"\xef\xbb\xbf\xff\xfe \t\r\n"
"""What stands before the first letter of a text: the mark of its encoding, blanks."""


Lines = Callable[[Collection[int] | None], Iterator[Line]]
"""Gives every line anew. The argument: the only columns that must be filled; None: all."""


@dataclass(frozen=True)
class Sheet:
    """A table of a file, or what may be one."""

    name: str
    lines: Lines
    shown: bool = True
    letters: str = ""
    """The encoding, where there was a choice."""
    spellings: tuple[str, ...] | None = None
    """The old ways of writing Vietnamese that are possible here; None: all."""


Book = list[list[Sheet]]
"""Ways to read a file, of which one is right; each with the sheets that it gives."""


def open_book(path: Path) -> Book:
    """The sheets of a file. Raises ExportError, and OSError when it is gone."""
    if path.stat().st_size > MAX_BYTES:
        raise ExportError(Unusable.TOO_BIG, megabytes=str(MAX_BYTES >> 20))
    with path.open("rb") as file:
        begins = file.read(_LOOKED_AT)
    text = begins.replace(b"\0", b"").lstrip(_MARKS).lower()  # UTF-16 has a zero in each Latin letter
    if not begins:
        raise ExportError(Unusable.EMPTY)
    if begins.startswith(_SQLITE):
        from controller.dossier.export import database  # noqa: PLC0415 - each library only for its own files

        return database.book(path)
    if begins.startswith((_ZIP, _OLE)):
        from controller.dossier.export import workbook  # noqa: PLC0415 - as above

        return workbook.book(path)
    if text.startswith(_MARKUP):
        from controller.dossier.export import markup  # noqa: PLC0415 - as above

        return markup.book(path)
    from controller.dossier.export import text_file  # noqa: PLC0415 - as above

    return text_file.book(path)
