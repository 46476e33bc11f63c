"""What a new catalogue changes, and whether it would be worse than the one that is there. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace

from contracts.procedures import FeeKind
from controller.catalogue.procedure import Procedure, TimeLimit
from controller.catalogue.reading import Report

MOST_GONE = 0.2
"""Of the procedures: a file that lacks more, or knows less of more, is rather half a file."""


@dataclass(frozen=True)
class Changes:
    """Codes. ``kept``: their rows could not be used, so what was known stays."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    worse: tuple[str, ...]
    """Procedures of which less is known than before: no fee, no papers, no time, where there was one."""
    kept: tuple[str, ...]
    unsaid: tuple[str, ...]
    """Fields of which the file says nothing in any row: what was known of them stays."""
    before: int

    @property
    def doubtful(self) -> bool:
        """Whether a person should say that it is meant."""
        return max(len(self.gone), len(self.worse)) > MOST_GONE * self.before


def merged(old: Iterable[Procedure], report: Report) -> tuple[tuple[Procedure, ...], Changes]:
    """The catalogue that a file makes of the one that is there."""
    before = {one.code: one for one in old}
    unsaid = _unsaid(before, report.procedures)
    read = {
        one.code: _with_known(one, before.get(one.code), {*unsaid, *report.lost.get(one.code, ())})
        for one in report.procedures
    }
    spoiled = report.lost.keys() - read.keys()
    kept = {code: before[code] for code in sorted(spoiled & before.keys())}
    after = {**read, **kept}
    both = [(before[code], after[code]) for code in after if code in before]
    changes = Changes(
        new=tuple(code for code in after if code not in before),
        changed=tuple(new.code for old_one, new in both if old_one != new),
        gone=tuple(code for code in before if code not in after),
        worse=tuple(new.code for old_one, new in both if _knows(old_one) - _knows(new)),
        kept=tuple(kept),
        unsaid=unsaid,
        before=len(before),
    )
    return tuple(sorted(after.values(), key=lambda one: (one.field, one.title))), changes


def _unsaid(before: Mapping[str, Procedure], read: Iterable[Procedure]) -> tuple[str, ...]:
    """What a column would say that the file does not have: short names and queues are the office's own, and no export has them."""
    names = [field.name for field in fields(Procedure) if field.name not in {"code", "name", "source"}]
    again = [one for one in read if one.code in before]
    return tuple(
        name
        for name in names
        if not any(_says(one, name) for one in again) and any(_says(before[one.code], name) for one in again)
    )


def _says(one: Procedure, name: str) -> bool:
    said = getattr(one, name)
    return said.kind is not FeeKind.UNKNOWN if name == "fee" else said not in ("", (), None, TimeLimit())


def _with_known(one: Procedure, known: Procedure | None, names: Iterable[str]) -> Procedure:
    """``names`` of it as they were known, where they were."""
    stays = {name: getattr(known, name) for name in names if known and _says(known, name)}
    return replace(one, **stays)


def _knows(one: Procedure) -> set[str]:
    known = {
        "fee": one.fee.kind is not FeeKind.UNKNOWN,
        "time": bool(one.time.count or one.time.text),
        "papers": bool(one.papers),
        "service": bool(one.service),
    }
    return {name for name, there in known.items() if there}
