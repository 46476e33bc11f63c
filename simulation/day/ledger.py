"""What people in the office saw and did, and what of it broke a promise. Knows nothing of the programs."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Violation:
    """A promise that was broken, when, and how."""

    at: float
    promise: str
    what: str

    def __str__(self) -> str:
        """As it is printed."""
        return f"{self.at:8.1f} s  {self.promise}: {self.what}"


@dataclass
class Ledger:
    """What was seen and done. ``now``: seconds of the day."""

    now: Callable[[], float]
    violations: list[Violation] = field(default_factory=list)
    checks: Counter[str] = field(default_factory=Counter)
    """How often each promise was looked at: one that never was proves nothing."""
    holders: dict[str, str] = field(default_factory=dict)
    """Which visitor saw a number on the glass or on paper, by ticket."""
    touches: Counter[str] = field(default_factory=Counter)
    """Wishes for a number, by kiosk."""
    calls: Counter[str] = field(default_factory=Counter)
    """Presses of "next", by counter."""
    paper: Counter[str] = field(default_factory=Counter)
    """Slips that came out, whole or torn, by job."""

    def check(self, promise: str, holds: object, what: str) -> None:
        """Note that a promise was looked at, and that it was broken."""
        self.checks[promise] += 1
        if not holds:
            self.violations.append(Violation(self.now(), promise, what))

    def saw(self, visitor: str, ticket: str) -> None:
        """A visitor holds a number."""
        holder = self.holders.setdefault(ticket, visitor)
        self.check("P1", holder == visitor, f"{ticket} was given to {holder} and to {visitor}")
