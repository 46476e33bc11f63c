"""How long to wait before the next try: longer each time, never the same for two offices, never beyond a limit. Pure."""

from collections.abc import Callable

FIRST_S, LONGEST_S = 2.0, 600.0
LONGEST_ASKED_S = 3600.0
"""A centre that asks for more patience than this is not believed."""


def wait_s(failures: int, luck: Callable[[], float], asked_s: float | None = None) -> float:
    """Seconds until the next try. ``failures`` in a row; ``luck``: 0 to 1; ``asked_s``: the centre's ``Retry-After``."""
    longest = min(LONGEST_S, FIRST_S * (1 << min(failures, 20)))
    wait = longest / 2 + longest / 2 * luck()
    return wait if asked_s is None else max(wait, min(asked_s, LONGEST_ASKED_S))
