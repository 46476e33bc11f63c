"""What an attack is, and what came of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from simulation.attacks.office import Office


@dataclass(frozen=True)
class Outcome:
    """Whether the office held, and the figures by which that was judged."""

    held: bool
    seen: str


@dataclass(frozen=True)
class Attack:
    """One way to attack. ``run`` gets an office and how much of it there is to be: 1 all, less for a quick look."""

    name: str
    guard: str
    """What keeps it off; without it the same attack must succeed."""
    run: Callable[[Office, float], Awaitable[Outcome]]
    quick: bool = False
    """Whether it belongs to the short form."""
