"""Checklists that wait for the printer: few, for a short time, and never before a slip. Pure."""

from collections import deque

from contracts.messages import Sheet
from contracts.vocabulary import RequestId

MOST_WAITING = 3
PATIENCE_S = 60.0
"""Whoever asked for one that comes later has gone home."""


class Sheets:
    """What is to be printed next. Times in monotonic seconds."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[float, Sheet]] = deque()
        self._known: deque[RequestId] = deque(maxlen=20)

    def take(self, sheet: Sheet, now: float) -> None:
        """One more; one that came before, or one too many, is dropped."""
        if sheet.sheet not in self._known and len(self._waiting) < MOST_WAITING:
            self._known.append(sheet.sheet)
            self._waiting.append((now, sheet))

    def next(self, now: float) -> Sheet | None:
        """The oldest that somebody still waits for."""
        while self._waiting:
            came, sheet = self._waiting.popleft()
            if now - came < PATIENCE_S:
                return sheet
        return None
