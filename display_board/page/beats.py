"""Signs of life of screens that have a name: a page whose script runs asks for its own address every few seconds."""

import re
from collections.abc import Callable

MOST_SCREENS = 32
"""Names that are remembered; the one that was silent longest is forgotten first."""
_NAME = re.compile(r"[a-z0-9-]{1,40}")


class Beats:
    """When each screen was last heard. Lives in one event loop."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._heard: dict[str, float] = {}

    def hear(self, screen: str) -> bool:
        """Note a sign of life; False for what is no name of a screen."""
        if not _NAME.fullmatch(screen):
            return False
        self._heard.pop(screen, None)
        self._heard[screen] = self._monotonic()
        while len(self._heard) > MOST_SCREENS:
            self._heard.pop(next(iter(self._heard)))
        return True

    def ages(self) -> dict[str, float]:
        """How many seconds ago each screen was heard."""
        now = self._monotonic()
        return {screen: round(now - heard, 1) for screen, heard in self._heard.items()}
