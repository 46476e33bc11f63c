"""How sure a share is: between which shares the true one lies. Pure."""

from math import sqrt

Z = 1.959964
"""Of 95 %."""


def interval(part: int, whole: int) -> tuple[float, float] | None:
    """Between which shares the true one lies, 95 times of 100 (Wilson's score interval); None of nothing."""
    if not whole:
        return None
    share, weight = part / whole, Z * Z / whole
    middle = (share + weight / 2) / (1 + weight)
    half = Z * sqrt(share * (1 - share) / whole + weight / (4 * whole)) / (1 + weight)
    return max(0.0, middle - half), min(1.0, middle + half)
