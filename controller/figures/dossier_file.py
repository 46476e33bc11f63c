"""A main system's list of dossiers, one a line -> what form II.06a counts. What cannot be read is told, never guessed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from contracts.forms.progress import Channel, Went
from contracts.letters import unaccented
from controller.dossier.dates import read_day
from controller.dossier.export.any_table import Cells, NoHeadingError, table_of
from controller.dossier.export.words import ExportError
from controller.figures.form_headings import headings, words
from controller.figures.total_rows import is_total

MOST = 200_000
NEEDED = ("field", "received")
TOLD_BY = ("channel", "due", "ended", "reason")
"""Columns without which some figures cannot be known."""
LONGEST_REASON = 200


class Odd(StrEnum):
    """What is wrong with a line."""

    NO_FIELD = "no-field"
    RECEIVED = "received"
    DUE = "due"
    ENDED = "ended"
    ENDED_BEFORE = "ended-before"
    CHANNEL = "channel"
    TWICE = "twice"
    """Its code stands in a line before."""
    TOO_MANY = "too-many"
    COUNT = "count"
    """A cell of a finished table that is no whole number."""


LEFT_OUT = frozenset({Odd.NO_FIELD, Odd.RECEIVED, Odd.ENDED, Odd.ENDED_BEFORE, Odd.TWICE})
"""Lines that are not counted; the others are, as far as they were understood."""


@dataclass(frozen=True)
class Note:
    """A line, what is wrong with it, and what stands there."""

    line: int
    odd: Odd
    said: str


@dataclass(frozen=True)
class Listed:
    """What a file holds. ``lacks``: which of ``TOLD_BY`` it does not say of any dossier."""

    dossiers: tuple[Went, ...]
    notes: tuple[Note, ...]
    lacks: frozenset[str] = frozenset()


class DossierFileError(ValueError):
    """A file that cannot be used. ``key`` is its sentence, ``facts`` what the sentence names."""

    def __init__(self, key: str, **facts: str) -> None:
        super().__init__(f"{key} {facts or ''}".strip())
        self.key, self.facts = key, facts


def read(path: Path, utc_offset_minutes: int) -> Listed:
    """Read a file, whatever program wrote it. Raises DossierFileError."""
    try:
        found = table_of(path, headings("dossiers"), NEEDED, MOST)
    except NoHeadingError:
        names = {name: headings("dossiers")[name][0] for name in NEEDED}
        raise DossierFileError("no-heading", **names) from None
    except ExportError as error:
        raise DossierFileError(f"file-{error.what}", **error.facts) from None
    except OSError as error:
        raise DossierFileError("no-access", why=error.strerror or "") from None
    return listed(found.rows, utc_offset_minutes, found.columns)


def listed(
    rows: Sequence[tuple[int, Cells]], utc_offset_minutes: int, columns: Collection[str] = TOLD_BY
) -> Listed:
    """The dossiers of lines, and what was odd about them."""
    found: list[Went] = []
    notes: list[Note] = []
    codes: set[str] = set()
    for line, cells in rows[:MOST]:
        if len(cells) < 2 or _is_total(cells):  # a group's name, a signature, a sum
            continue
        one, odd = _dossier(cells, utc_offset_minutes)
        code = _code(cells)
        if one and code in codes:
            one, odd = None, [(Odd.TWICE, _text(cells["code"]))]
        notes += [Note(line, what, said[:80]) for what, said in odd]
        if one:
            found.append(one)
            codes |= {code} - {""}
    if len(rows) > MOST:
        notes.append(Note(rows[MOST][0], Odd.TOO_MANY, str(MOST)))
    filled = {name for _, cells in rows for name in cells} | (
        {"ended"} & set(columns)
    )  # nothing need be done yet
    return Listed(tuple(found), tuple(notes), frozenset(TOLD_BY) - filled)


def _code(cells: Cells) -> str:
    """By which a dossier is known; "" for what names none (``-``, ``không có``)."""
    code = _text(cells.get("code")).upper()
    return code if any(map(str.isdigit, code)) else ""


def _dossier(cells: Cells, offset: int) -> tuple[Went | None, list[tuple[Odd, str]]]:
    odd: list[tuple[Odd, str]] = []
    days: dict[str, date | None] = {}
    for name, what in (("received", Odd.RECEIVED), ("due", Odd.DUE), ("ended", Odd.ENDED)):
        day = read_day(cells.get(name), offset)
        days[name] = day if isinstance(day, date) else None
        if days[name] is None and (day is not None or name == "received"):
            odd.append((what, _text(cells.get(name))))
    field, received, ended = _text(cells.get("field")), days["received"], days["ended"]
    if not field:
        odd.append((Odd.NO_FIELD, _text(cells.get("code"))))
    if received and ended and ended < received:
        odd.append((Odd.ENDED_BEFORE, f"{received:%d/%m/%Y}, {ended:%d/%m/%Y}"))
    channel = _channel(cells)
    if channel is None:
        odd.append((Odd.CHANNEL, _text(cells.get("channel"))))
    if received is None or any(what in LEFT_OUT for what, _ in odd):
        return None, odd
    status = _text(cells.get("status"))
    went = Went(
        field,
        channel or Channel.DIRECT,
        received,
        days["due"],
        ended,
        returned=_says(status, "returned"),
        paused=ended is None and _says(status, "paused"),
        reason=_text(cells.get("reason"))[:LONGEST_REASON],
        unit=_text(cells.get("unit"))[:LONGEST_REASON],
    )
    return went, odd


def _channel(cells: Cells) -> Channel | None:
    """How it came: at the counter where the file says nothing; None where it says what nobody knows."""
    said = _text(cells.get("channel"))
    if not said:
        return Channel.DIRECT
    ways = (Channel.ONLINE, Channel.POST, Channel.DIRECT)  # "online, the result by post" came online
    return next((way for way in ways if _says(said, way)), None)


def _says(said: str, what: str) -> bool:
    plain = f" {unaccented(said)} "
    return any(word in plain for word in words()[what])


def _is_total(cells: Cells) -> bool:
    return is_total(_text(next(iter(cells.values())))) and "received" not in cells


def _text(cell: object) -> str:
    return " ".join(str(cell).split()) if cell is not None else ""
