"""Numbers and dates as Vietnamese offices write them: dots for thousands, a comma for decimals, halves up, "-" for nothing."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from contracts.amounts import thousands

NOTHING = "-"


def count(value: int) -> str:
    """A whole number."""
    return thousands(value)


def share(part: int, whole: int) -> str:
    """A percentage with one decimal; of nothing it is neither 0 nor 100."""
    rounded = percent(part, whole)
    return NOTHING if rounded is None else f"{rounded}".replace(".", ",") + "%"


def percent(part: int, whole: int) -> Decimal | None:
    """The percentage as a number with one decimal; None of nothing."""
    if whole == 0:
        return None
    return (Decimal(100) * part / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def minutes(seconds: float | None) -> int | None:
    """Whole minutes, halves up."""
    if seconds is None:
        return None
    return int((Decimal(str(seconds)) / 60).quantize(Decimal(1), ROUND_HALF_UP))


def as_minutes(seconds: float | None) -> str:
    """Whole minutes as text."""
    found = minutes(seconds)
    return NOTHING if found is None else count(found)


def written_date(day: date) -> str:
    """dd/mm/yyyy."""
    return f"{day:%d/%m/%Y}"
