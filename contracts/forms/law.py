"""The forms that the law names, as tables: II.06a and II.07b of Circular 01/2020/TT-VPCP, and the table of Decision 766. Pure."""

from collections.abc import Collection, Sequence

from contracts.forms.lacking import LIST, counts, known
from contracts.forms.procedure_counts import ProcedureCounts
from contracts.forms.progress import Progress, together
from contracts.forms.table import Cell, Head, Say, Table

NOTHING_LACKS = frozenset[str]()
Rows = tuple[tuple[Cell, ...], ...]
COLUMNS_06A = (
    *("received", "online", "at_desk_or_post", "carried"),
    *("answered", "early", "on_time", "late"),
    *("open", "open_in_time", "open_late"),
)
COLUMNS_766 = (
    *("received", "carried", "new", "online", "direct", "post"),
    *("answered", "early", "on_time", "late"),
    *("working", "working_in_time", "open_late"),
    *("paused", "paused_in_time", "paused_late"),
)
COLUMNS_07B = (
    *("all_levels", "province", "district", "commune"),
    *("received", "received_province", "received_district", "received_commune"),
    *("rules", "rules_province", "rules_district", "rules_commune"),
)


def form_06a(rows: Sequence[Progress], say: Say, lacks: Collection[str] = NOTHING_LACKS) -> Table:
    """Form II.06a/VPCP/KSTT: how dossiers went, by field."""
    return table_06a(_rows(rows, COLUMNS_06A, say, lacks), _lacking(lacks, say), say)


def table_06a(listed: Rows, notes: Sequence[str], say: Say) -> Table:
    """The form of rows as they are to be shown; thirteen columns, headings in three rows, their numbers below."""

    def at(key: str, columns: int = 1, deep: int = 1) -> Head:
        return Head(say(f"form06a.{key}"), columns, deep)

    bands = (
        (at("place", deep=3), at("field", deep=3), at("received", 4), at("answered", 4), at("open", 3)),
        (
            *(at("total", deep=2), at("within", 2), at("carried", deep=2)),
            *(at("total", deep=2), at("early", deep=2), at("on-time", deep=2), at("late", deep=2)),
            *(at("total", deep=2), at("in-time", deep=2), at("overdue", deep=2)),
        ),
        (at("online"), at("direct")),
        _numbers(2 + len(COLUMNS_06A)),
    )
    names = (
        *("place", "field", "received", "online", "direct", "carried"),
        *("answered", "early", "on-time", "late", "open", "in-time", "overdue"),
    )
    columns = tuple(say(f"form06a.{name}") for name in names)
    notes = (*notes, say("form06a.note"))
    return Table("form06a", say("form06a.title"), columns, listed, notes, total=True, bands=bands)


def form_766(rows: Sequence[Progress], say: Say, lacks: Collection[str] = NOTHING_LACKS) -> Table:
    """The progress table that Decision 766/QĐ-TTg is judged by: received, answered, being worked on, waiting for papers."""
    return table_766(_rows(rows, COLUMNS_766, say, lacks), _lacking(lacks, say), say)


def table_766(listed: Rows, notes: Sequence[str], say: Say) -> Table:
    """The progress table of rows as they are to be shown."""

    def at(key: str, columns: int = 1, deep: int = 1) -> Head:
        return Head(say(f"form766.{key}"), columns, deep)

    ends = (at("total", deep=2), at("in-time", deep=2), at("overdue", deep=2))
    bands = (
        (
            at("place", deep=3),
            at("field", deep=3),
            at("received", 6),
            at("answered", 4),
            at("working", 3),
            at("paused", 3),
        ),
        (
            *(at("total", deep=2), at("carried", deep=2), at("new", 4)),
            *(at("total", deep=2), at("early", deep=2), at("on-time", deep=2), at("overdue", deep=2)),
            *(*ends, *ends),
        ),
        (at("total"), at("online"), at("direct"), at("post")),
        _numbers(2 + len(COLUMNS_766)),
    )
    columns = (
        say("form766.place"),
        say("form766.field"),
        *(say(f"form766-column.{name}") for name in COLUMNS_766),
    )
    notes = (*notes, say("form766.note"))
    return Table("form766", say("form766.title"), columns, listed, notes, total=True, bands=bands)


def form_07b(rows: Sequence[ProcedureCounts], say: Say) -> Table:
    """Form II.07b/VPCP/KSTT: how many procedures there are, are received at the desk, and have rules of their own."""
    listed = tuple(
        (str(place), one.name, *(known(getattr(one, name), say, source_07b(name)) for name in COLUMNS_07B))
        for place, one in enumerate(rows, 1)
    )
    no_level = sum(one.no_level for one in rows)
    return table_07b(listed, (say("form07b.no-level", count=no_level),) if no_level else (), say)


def table_07b(listed: Rows, notes: Sequence[str], say: Say, *, total: bool = False) -> Table:
    """The form of rows as they are to be shown; ``total``: whether the last one sums up the others."""

    def at(key: str, columns: int = 1, deep: int = 1) -> Head:
        return Head(say(f"form07b.{key}"), columns, deep)

    levels = (at("total"), at("province"), at("district"), at("commune"))
    bands = (
        (at("place", deep=2), at("unit", deep=2), at("authority", 4), at("received", 4), at("rules", 4)),
        (*levels, *levels, *levels),
        _numbers(2 + len(COLUMNS_07B)),
    )
    columns = (
        say("form07b.place"),
        say("form07b.unit"),
        *(say(f"form07b-column.{name}") for name in COLUMNS_07B),
    )
    notes = (say("form07b.note"), *notes)
    return Table("form07b", say("form07b.title"), columns, listed, notes, total=total, bands=bands)


def source_07b(column: str) -> str:
    """Where a figure must come from that is not known, as a key of the texts."""
    return "form.from-decisions" if column.startswith("rules") else "form.from-catalogue"


def _numbers(columns: int) -> tuple[Head, ...]:
    """The row in which the law numbers the columns."""
    return tuple(Head(f"({number})") for number in range(1, columns + 1))


def _rows(rows: Sequence[Progress], columns: Sequence[str], say: Say, lacks: Collection[str]) -> Rows:
    listed = [(str(place), one.name, *counts(one, columns, lacks, say)) for place, one in enumerate(rows, 1)]
    whole = together(rows, say("form.total"))
    return (*listed, ("", whole.name, *counts(whole, columns, lacks, say)))


def _lacking(lacks: Collection[str], say: Say) -> tuple[str, ...]:
    """Where what is missing must come from."""
    return tuple(say(f"form.lacks-{lack}") for lack in (LIST, "channel", "due", "ended") if lack in lacks)
