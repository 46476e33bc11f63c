"""Holds the tables of who may import what. ``make check`` runs ``python -m tests.rules.walls``."""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.rules.house import HOUSE
from tests.rules.imports import Import, Source, read
from tests.rules.wall_libraries import NAMES_SIMULATORS, ONLY_IN, READS_ITS_DATA
from tests.rules.wall_row import Row, matches
from tests.rules.wall_tables import MAY_IMPORT

SIMULATORS = re.compile(r"(hardware\.sim|simulation)\.\w+")
MODULE = re.compile(r"\w+(\.\w+)+")
SAYS_PURE = re.compile(r"\bpure\b|\bno I/O\b", re.IGNORECASE)


@dataclass(frozen=True)
class Breach:
    """One thing in one file that no row allows."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        """As compilers say it, so that an editor finds the line."""
        return f"{self.path}:{self.line}: {self.what}"


def breaches(sources: Iterable[Source]) -> Iterator[Breach]:
    """Everything that the tables do not allow."""
    for source in sources:
        rows = [row for row in MAY_IMPORT if row.holds(source.path)]
        for row in rows:
            yield from _beyond_row(source, row)
        yield from _elsewhere(source)
        yield from _named(source)
        if len(rows) > 1:
            yield Breach(source.path, 1, "stands in two rows of MAY_IMPORT")
        if not rows and SAYS_PURE.search(source.docstring):
            yield Breach(source.path, 1, "calls itself pure and stands in no row of MAY_IMPORT")
        if not rows and source.path.endswith("__init__.py"):
            yield from (Breach(source.path, i.line, f"a package imports {i.name}") for i in source.imports)


def unwalled() -> Iterator[str]:
    """What a row may import of ours that stands in no row: through it anything could come in."""
    for row in MAY_IMPORT:
        for name in set(row.own.split()) - READS_ITS_DATA:
            path = name.replace(".*", ".any").replace(".", "/")
            if not any(
                other.holds(f"{path}.py") or other.holds(f"{path}/__init__.py") for other in MAY_IMPORT
            ):
                yield f"{name}, which {row.files} may import, stands in no row of MAY_IMPORT"


def _beyond_row(source: Source, row: Row) -> Iterator[Breach]:
    for imported in source.imports:
        if not row.allows(imported):
            yield Breach(source.path, imported.line, f"imports {imported.name}, which its row does not name")
    for line, door in source.doors:
        yield Breach(source.path, line, f"uses {door}: its row is closed")


def _elsewhere(source: Source) -> Iterator[Breach]:
    for imported in reached(source):
        names = [name for name in ONLY_IN if imported.within((name,))]
        for name in names:
            if not matches(source.path, ONLY_IN[name]):
                yield Breach(source.path, imported.line, f"imports {imported.name}; only {ONLY_IN[name]} may")
        if not (names or imported.is_ours or imported.is_standard):
            yield Breach(source.path, imported.line, f"imports {imported.name}, which ONLY_IN does not name")


def reached(source: Source) -> Iterator[Import]:
    """What a file imports, and the modules of foreign libraries that it names in a text, to import them later."""
    yield from source.imports
    for line, text in source.strings:
        named = Import(line, text)
        if MODULE.fullmatch(text) and named.library in ONLY_IN and not named.is_ours:
            yield named


def _named(source: Source) -> Iterator[Breach]:
    """Simulators named in a text of production code."""
    if matches(source.path, f"{NAMES_SIMULATORS} {ONLY_IN['hardware.sim']} {ONLY_IN['simulation']}"):
        return
    for line, text in source.strings:
        found = SIMULATORS.search(text)
        if found:
            yield Breach(source.path, line, f"names {found[0]}; only {NAMES_SIMULATORS} may")


def main(house: Path = HOUSE) -> int:
    """Tell every breach; returns 1 when there is one."""
    found = [*map(str, breaches(read(house))), *unwalled()]
    sys.stdout.write("\n".join(found or ["walls: kept"]) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:2])))
