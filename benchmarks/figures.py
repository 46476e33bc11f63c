"""Numbers -> what is printed. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

VALUE_WIDTH = 9


@dataclass(frozen=True)
class Figure:
    """One measured number. ``at_most`` is what we aim for; None: told for comparison only."""

    key: str
    meaning: str
    value: float
    unit: str
    at_most: float | None = None

    @property
    def missed(self) -> bool:
        """Whether there is an aim, and this is worse."""
        return self.at_most is not None and self.value > self.at_most


@dataclass(frozen=True)
class Report:
    """What one benchmark found, and what a reader must know to believe it."""

    name: str
    title: str
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()


def percentile(values: Sequence[float], percent: float) -> float:
    """The nearest-rank percentile. Raises ValueError of nothing: a benchmark that measured nothing is broken."""
    if not values:
        raise ValueError("no values were measured")
    rank = max(1, ceil(len(values) * percent / 100))
    return sorted(values)[rank - 1]


def ratio(this: float, to: float) -> float:
    """How many times ``to``. Raises ValueError where that has no meaning."""
    if to <= 0:
        raise ValueError(f"nothing is a multiple of {to}")
    return this / to


def shown(value: float, unit: str) -> str:
    """A number with as many digits as it deserves."""
    if unit == "":
        return f"{value:,.0f}"
    return f"{value:,.1f}" if abs(value) >= 100 else f"{value:.2f}"


def table(reports: Sequence[Report]) -> str:
    """Everything for a person at a terminal."""
    width = max((len(figure.meaning) for report in reports for figure in report.figures), default=0)
    return "\n".join(line for report in reports for line in _section(report, width))


def as_json(reports: Sequence[Report], machine: dict[str, Any]) -> dict[str, Any]:
    """Everything for a program: one object, one key per benchmark."""
    found = {
        report.name: {f"{f.key}{_suffix(f.unit)}": round(f.value, 3) for f in report.figures}
        for report in reports
    }
    missed = [f"{report.name}.{f.key}" for report in reports for f in report.figures if f.missed]
    return {"machine": machine, **found, "missed": missed}


def _section(report: Report, width: int) -> list[str]:
    lines = [report.title]
    for figure in report.figures:
        value = f"{shown(figure.value, figure.unit):>{VALUE_WIDTH}} {figure.unit:<3}"
        lines.append(f"  {figure.meaning:<{width}} {value} {_aim(figure)}".rstrip())
    return [*lines, *(f"    {note}" for note in report.notes), ""]


def _aim(figure: Figure) -> str:
    if figure.at_most is None:
        return ""
    aim = f"aim <= {figure.at_most:g}"
    return f"{aim}  MISSED" if figure.missed else aim


def _suffix(unit: str) -> str:
    return {"": "", "x": "_ratio", "%": "_percent", "/s": "_per_s"}.get(unit, f"_{unit.lower()}")
