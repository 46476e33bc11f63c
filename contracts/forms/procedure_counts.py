"""How many procedures an office has, by the level that is in charge of them: the row of form II.07b. Pure.

Procedures are counted, not dossiers. The catalogue does not know for which of them rules of the inner procedure were issued.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from contracts.letters import unaccented

LEVELS = {"province": ("tinh", "thanh pho"), "district": ("huyen", "quan"), "commune": ("xa", "phuong")}
"""The levels, and how the catalogue writes each."""


@dataclass(frozen=True)
class Listed:
    """What counts of a procedure: the level as the catalogue writes it, and whether it is received at this desk."""

    level: str
    received: bool


@dataclass(frozen=True)
class ProcedureCounts:
    """One row; None: the catalogue does not know."""

    name: str
    all_levels: int | None = None
    province: int | None = None
    district: int | None = None
    commune: int | None = None
    received: int | None = None
    received_province: int | None = None
    received_district: int | None = None
    received_commune: int | None = None
    rules: int | None = None
    rules_province: int | None = None
    rules_district: int | None = None
    rules_commune: int | None = None
    no_level: int = 0
    """Procedures of which no level is known: they count in the totals only."""


def procedure_counts(procedures: Iterable[Listed], name: str) -> ProcedureCounts:
    """The row of an office. A procedure of two levels counts at both, and once in the total."""
    listed = [(one, levels_of(one.level)) for one in procedures]
    if not listed:
        return ProcedureCounts(name)
    everywhere, here = [levels for _, levels in listed], [levels for one, levels in listed if one.received]
    return ProcedureCounts(
        name,
        all_levels=len(everywhere),
        province=_of("province", everywhere),
        district=_of("district", everywhere),
        commune=_of("commune", everywhere),
        received=len(here),
        received_province=_of("province", here),
        received_district=_of("district", here),
        received_commune=_of("commune", here),
        no_level=sum(1 for levels in everywhere if not levels),
    )


def _of(level: str, listed: Iterable[frozenset[str]]) -> int:
    return sum(1 for levels in listed if level in levels)


def levels_of(written: str) -> frozenset[str]:
    """The levels that are in charge, as the catalogue writes them: "Cấp tỉnh, Cấp xã"."""
    plain = unaccented(written)
    return frozenset(level for level, said in LEVELS.items() if any(f"cap {word}" in plain for word in said))
