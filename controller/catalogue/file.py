"""A file of procedures, whatever program wrote it -> records with our names: JSON, or any table that dossiers may come in."""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from pathlib import Path

from contracts.letters import unaccented
from contracts.text_file import text_of
from controller.catalogue.reading import MOST_ROWS
from controller.dossier.export.heading import Head, Wanted, find_head
from controller.dossier.export.old_letters import SPELLINGS
from controller.dossier.export.sheets import Sheet, open_book
from controller.dossier.export.words import MAX_BYTES, ExportError

HEADINGS = Path(__file__).with_name("headings.toml")
NEEDED = ("code", "name")
Records = list[tuple[int, object]]
"""Row or place in the list, and what stands there."""


class CatalogueFileError(ValueError):
    """A file that cannot be used. ``key`` is its sentence in the catalogue of texts, ``facts`` what the sentence names."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(f"{key} {facts or ''}".strip())
        self.key, self.facts = key, facts


def records(path: Path) -> Records:
    """What the file holds. Raises CatalogueFileError."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CatalogueFileError("too-big", megabytes=MAX_BYTES >> 20)
        with path.open("rb") as file:
            begins = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
        found = _of_json(path) if begins.startswith((b"{", b"[")) else _of_table(path)
    except OSError as error:
        raise CatalogueFileError("no-access", why=error.strerror or "") from None
    if len(found) > MOST_ROWS:
        raise CatalogueFileError("too-many", most=MOST_ROWS)
    return found


def _of_json(path: Path) -> Records:
    try:
        given = json.loads(text_of(path.read_bytes()))
    except RecursionError:
        raise CatalogueFileError("no-json", line=0) from None
    except ValueError as error:
        raise CatalogueFileError("no-json", line=getattr(error, "lineno", 0)) from None
    listed = given if isinstance(given, list) else _longest_list(given)
    if not listed:
        raise CatalogueFileError("no-procedures")
    return [(place, _renamed(one)) for place, one in enumerate(listed, 1)]


def _longest_list(given: object) -> Sequence[object]:
    lists = [value for value in given.values() if isinstance(value, list)] if isinstance(given, dict) else []
    return max(lists, key=len, default=())


def _renamed(one: object) -> object:
    """A record by our names; what has none is left out."""
    if not isinstance(one, Mapping):
        return one
    keys = {_key(str(key)): value for key, value in one.items()}
    return {
        name: keys[found]
        for name, headings in _headings().items()
        if (
            found := next(
                (_key(heading) for heading in headings if keys.get(_key(heading)) is not None), None
            )
        )
    }


def _of_table(path: Path) -> Records:
    wanted = Wanted({name: tuple(headings) for name, headings in _headings().items()}, NEEDED)
    try:
        best: tuple[int, Sheet, Head, str] | None = None
        for sheet in (sheet for sheets in open_book(path) for sheet in sheets):
            for spelling in SPELLINGS if sheet.spellings is None else sheet.spellings:
                head = find_head(sheet.lines(()), wanted, SPELLINGS[spelling])
                if isinstance(head, Head) and (best is None or len(head.columns) > best[0]):
                    best = len(head.columns), sheet, head, spelling
        if best is None:
            raise CatalogueFileError("no-heading", code=_headings()["code"][1], name=_headings()["name"][2])
        return list(islice(_rows(*best[1:]), MOST_ROWS + 1))
    except ExportError as error:
        raise CatalogueFileError(f"file-{error.what}", **error.facts) from None


def _rows(sheet: Sheet, head: Head, spelling: str) -> Iterator[tuple[int, object]]:
    spell = SPELLINGS[spelling]
    for line in sheet.lines(None):
        if line.number <= head.line:
            continue
        cells = {
            name: spell(cell) if isinstance(cell, str) else cell
            for name, place in head.columns.items()
            if place < len(line.cells) and (cell := line.cells[place]) not in ("", None)
        }
        if len(cells) > 1 or "code" in cells:  # a title, the name of a group and a signature are no records
            yield line.number, cells


def _key(text: str) -> str:
    return unaccented(text.replace("_", " "))


@cache
def _headings() -> dict[str, list[str]]:
    return tomllib.loads(HEADINGS.read_text("utf-8"))
