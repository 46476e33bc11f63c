"""Checklists and trials that wait for the printer: few, for a short time, and never before a slip. Pure."""

from collections import deque
from dataclasses import dataclass

from contracts.messages import Sheet
from contracts.vocabulary import RequestId

MOST_WAITING = 3
PATIENCE_S = 60.0
"""Whoever asked for one that comes later has gone home."""


@dataclass(frozen=True)
class Trial:
    """A caretaker's trial. ``sheet`` tells it from others; ``local_time`` is what the office's clock showed."""

    sheet: RequestId
    device: str
    local_time: str


class Sheets:
    """What is to be printed next. Times in monotonic seconds."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[float, Sheet | Trial]] = deque()
        self._known: deque[RequestId] = deque(maxlen=20)

    def take(self, sheet: Sheet | Trial, now: float) -> None:
        """One more; one that came before, or one too many, is dropped."""
        if sheet.sheet not in self._known and len(self._waiting) < MOST_WAITING:
            self._known.append(sheet.sheet)
            self._waiting.append((now, sheet))

    def next(self, now: float) -> Sheet | Trial | None:
        """The oldest that somebody still waits for."""
        while self._waiting:
            came, sheet = self._waiting.popleft()
            if now - came < PATIENCE_S:
                return sheet
        return None
