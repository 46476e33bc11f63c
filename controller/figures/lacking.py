"""What cannot be known without a list of dossiers, or without one of its columns: such a cell says so, and is never 0. Pure."""

from collections.abc import Collection, Iterable

from controller.figures.progress import Progress
from controller.figures.report import Say
from controller.figures.table import Cell, Count

LIST = "list"
"""There is no list at all."""
_ANSWERED = frozenset({"early", "on_time", "late"})
_OPEN = frozenset({"open_in_time", "open_late", "paused_in_time", "paused_late"})
_ENDS = _ANSWERED | _OPEN | {"answered", "open", "paused", "working", "working_in_time"}
UNKNOWN_WITHOUT = {
    "channel": frozenset({"online", "direct", "post", "at_desk_or_post"}),
    "due": _ANSWERED | _OPEN | {"working_in_time"},
    "ended": _ENDS,
    LIST: _ENDS | {"received", "new", "carried", "online", "direct", "post", "at_desk_or_post"},
}


def counts(one: Progress, names: Iterable[str], lacks: Collection[str], say: Say) -> tuple[Cell, ...]:
    """Figures of a row by their names; where they are not known, where they must come from."""
    unknown = frozenset[str]().union(*(UNKNOWN_WITHOUT.get(lack, frozenset()) for lack in lacks))
    return tuple(say("form.elsewhere") if name in unknown else Count(getattr(one, name)) for name in names)


def known(value: int | None, say: Say, source: str = "form.elsewhere") -> Cell:
    """A count, or where it must come from."""
    return say(source) if value is None else Count(value)
