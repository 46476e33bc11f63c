"""What the check saw, from sources that do not know each other. Plain data, for ``judge``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Fact:
    """One event of the journal, in its order. ``kind`` as the journal names it, e.g. ``TicketIssued``."""

    kind: str
    ticket: str = ""
    number: str = ""
    service: str = ""
    counter: str = ""
    priority: str = "ordinary"
    job: str = ""
    slip: str = ""


@dataclass(frozen=True)
class Answer:
    """One acceptance that somebody got. ``by``: the device or the clerk who asked."""

    by: str
    request_id: str
    kind: Literal["issued", "called", "done"]
    ticket: str = ""
    number: str = ""
    counter: str = ""


@dataclass(frozen=True)
class Paper:
    """One slip that came out of the printer; ``whole`` when it was cut."""

    job: str
    whole: bool


@dataclass(frozen=True)
class ShownCall:
    """A number at a counter that some board or sign showed at some time."""

    where: str
    number: str
    counter: str


@dataclass(frozen=True)
class Recovery:
    """A fault that was caused on purpose; ``seconds`` until all was well, None when never."""

    cause: str
    seconds: float | None
    start_s: float = 0.0
    """How long our largest program took then to start and do nothing: what a busy machine makes of any start."""


@dataclass(frozen=True)
class Evidence:
    """Everything."""

    citizens: int
    """Who came to take a number."""
    touches: int = 0
    """Touches on a service that the kiosk took: no more numbers than these may be given."""
    presses: int = 0
    """Presses of call-next, on boxes and pages: no more calls than these may happen."""
    journal: tuple[Fact, ...] = ()
    chain_fault: str | None = None
    answers: tuple[Answer, ...] = ()
    announced: frozenset[str] = frozenset()
    """Tickets that the desk announced as issued, as heard on the wire."""
    paper: tuple[Paper, ...] = ()
    shown: tuple[ShownCall, ...] = ()
    at_counters: Mapping[str, str] = field(default_factory=dict)
    """At the end: the number at each counter, or "", as the desk says."""
    on_signs: Mapping[str, str] = field(default_factory=dict)
    """At the end, two seconds later at most: the number on each sign, or ""."""
    board_wanted: tuple[str, ...] = ()
    """At the end: the latest numbers, as the desk says, newest first."""
    on_board: frozenset[str] = frozenset()
    """At the end: the numbers on the hall page."""
    late_boards: tuple[str, ...] = ()
    """Boards and signs that were connected and told something else than the desk for too long."""
    recoveries: tuple[Recovery, ...] = ()
    press_to_board_ms: tuple[float, ...] = ()
    screens: frozenset[str] = frozenset()
    """Every screen that the kiosk showed."""
