"""A file of procedures, whatever program wrote it -> records with our names: JSON, or any table that dossiers may come in."""

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from contracts.letters import plain, unaccented
from contracts.text_file import text_of
from controller.catalogue.reading import MOST_ROWS
from controller.dossier.export.any_table import Cells, NoHeadingError, rows_of_all
from controller.dossier.export.words import MAX_BYTES, ExportError

HEADINGS = Path(__file__).with_name("headings.toml")
NEEDED = ("code", "name")
Records = list[tuple[int | str, object]]
"""Row or place in the list, and what stands there."""
_FIELD = ("linh", "vuc")


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
        given = _whole(json.loads(text_of(path.read_bytes())))
    except RecursionError:
        raise CatalogueFileError("no-json", line=0) from None
    except ValueError as error:
        raise CatalogueFileError("no-json", line=getattr(error, "lineno", 0)) from None
    listed = given if isinstance(given, list) else _longest_list(given)
    if not listed:
        raise CatalogueFileError("no-procedures")
    return [(place, _renamed(one)) for place, one in enumerate(listed, 1)]


def _whole(given: object) -> object:
    """Half of a letter (one of a pair of surrogates alone) becomes the sign of a broken one: nothing could write it anywhere."""
    said = json.dumps(given, ensure_ascii=False)
    whole = said.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return given if whole == said else json.loads(whole)


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
    try:
        rows = rows_of_all(path, _headings(), NEEDED, MOST_ROWS)
    except NoHeadingError:
        raise CatalogueFileError(
            "no-heading", code=_headings()["code"][1], name=_headings()["name"][2]
        ) from None
    except ExportError as error:
        raise CatalogueFileError(f"file-{error.what}", **error.facts) from None
    return list(_in_fields(rows))


def _in_fields(rows: Iterable[tuple[int | str, Cells]]) -> Iterator[tuple[int | str, Cells]]:
    """What stands below a line "I. Lĩnh vực Hộ tịch" is of that field: so decisions are printed.

    A title, the name of another group and a signature are no records.
    """
    sheet, field = "", ""
    for line, cells in rows:
        if (now := str(line).rpartition("!")[0]) != sheet:
            sheet, field = now, ""
        if len(cells) == 1 and (named := _field_named(str(*cells.values()))):
            field = named
        elif len(cells) > 1 or "code" in cells:
            yield line, {"field": field, **cells} if field else cells


def _field_named(line: str) -> str:
    """The field that a line is the name of, behind its number if it has one; "" if it is none."""
    words = plain(line).split()
    for at in range(min(2, len(words))):
        if tuple(unaccented(word).strip(" :") for word in words[at : at + 2]) == _FIELD:
            return " ".join(words[at + 2 :]).strip(" :")
    return ""


def _key(text: str) -> str:
    return unaccented(text.replace("_", " "))


@cache
def _headings() -> dict[str, list[str]]:
    return tomllib.loads(HEADINGS.read_text("utf-8"))
