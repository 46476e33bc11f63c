"""What cannot be known without a list of dossiers, or without one of its columns: such a cell says so, and is never 0. Pure."""

from collections.abc import Collection, Iterable

from contracts.forms.progress import Progress
from contracts.forms.table import Cell, Count, Say

LIST = "list"
"""There is no list at all."""
FINISHED = "finished"
"""It was counted elsewhere, and only form II.06a of it is there: not how many came by post, nor how many wait for papers."""
_ANSWERED = frozenset({"early", "on_time", "late"})
_OPEN = frozenset({"open_in_time", "open_late", "paused_in_time", "paused_late"})
_ENDS = _ANSWERED | _OPEN | {"answered", "open", "paused", "working", "working_in_time"}
UNKNOWN_WITHOUT = {
    "channel": frozenset({"online", "direct", "post", "at_desk_or_post"}),
    "due": _ANSWERED | _OPEN | {"working_in_time"},
    "ended": _ENDS,
    FINISHED: frozenset(
        {"direct", "post", "paused", "paused_in_time", "paused_late", "working", "working_in_time"}
    ),
    LIST: _ENDS | {"received", "new", "carried", "online", "direct", "post", "at_desk_or_post"},
}


def unknown_of(lacks: Iterable[str]) -> frozenset[str]:
    """The figures that cannot be known."""
    return frozenset[str]().union(*(UNKNOWN_WITHOUT.get(lack, frozenset()) for lack in lacks))


def counts(one: Progress, names: Iterable[str], lacks: Collection[str], say: Say) -> tuple[Cell, ...]:
    """Figures of a row by their names; where they are not known, where they must come from."""
    unknown = unknown_of(lacks)
    return tuple(say("form.elsewhere") if name in unknown else Count(getattr(one, name)) for name in names)


def known(value: int | None, say: Say, source: str = "form.elsewhere") -> Cell:
    """A count, or where it must come from."""
    return say(source) if value is None else Count(value)
