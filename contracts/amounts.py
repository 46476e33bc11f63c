"""Amounts as people are told them, the same on every screen, page and paper. Pure."""

HOUR, LONG = 60, 90
"""Minutes of an hour, and those beyond which a wait is told in hours: nobody counts in 170 minutes."""


def thousands(value: int) -> str:
    """A whole number as Vietnamese offices write it: ``1.250.000``."""
    return f"{value:,}".replace(",", ".")


def in_hours(low: int, high: int) -> tuple[int, int] | None:
    """A range of minutes in whole hours, which holds it; None where it is told in minutes."""
    return (low // HOUR, -(-high // HOUR)) if high > LONG else None
