"""What the journal's file says, read with nothing of ours, and whether it keeps the promises.

It knows the rules as they are published, not as they are programmed, and reads rows as anybody could.
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from simulation.day.ledger import Ledger

Body = dict[str, Any]
ENDS = {
    "TicketFinished": "finished",
    "TicketNoShow": "no-show",
    "TicketParked": "parked",
    "TicketCancelled": "cancelled",
    "TicketLapsed": "lapsed",
}
LAST_SLIP_STATES = {"printed", "unknown", "not-printed", "on-screen", "voided"}


@dataclass
class Line:
    """One ticket as the reference knows it. ``k``: ordinary ones of its service that waited before it when it came."""

    order: int
    service: str
    priority: bool
    k: int
    state: str = "waiting"
    overtaken: int = 0


@dataclass(frozen=True)
class Rules:
    """The office's published rules: which services a counter calls, and the ratio of priority (0: strict)."""

    counters: Mapping[str, frozenset[str]]
    ratio: int
    lapses_from: float
    """Seconds of the day before which nobody's number may end by itself."""


@dataclass
class Reference:
    """The office as its journal tells it."""

    rules: Rules
    ledger: Ledger
    rows: list[tuple[int, str]] = field(default_factory=list)
    tickets: dict[str, Line] = field(default_factory=dict)
    at_counter: dict[str, str] = field(default_factory=dict)
    called: set[tuple[str, str]] = field(default_factory=set)
    """Every ticket and counter that were ever called together."""
    slips: dict[str, str] = field(default_factory=dict)
    issued_by: dict[str, int] = field(default_factory=dict)
    calls_by: dict[str, int] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    """What each request led to."""
    changed_at: float = 0.0
    last_at: int = 0

    @property
    def head(self) -> str:
        """The hash of the newest event."""
        return self.rows[-1][1] if self.rows else "0" * 64

    def read(self, db: sqlite3.Connection) -> None:
        """Take what is new in the file."""
        self._take(db, len(self.rows))

    def begin_again(self, db: sqlite3.Connection) -> None:
        """A desk starts: all that was committed is still there, to the letter."""
        found = dict(db.execute("SELECT seq, hash FROM event"))
        lost = [seq for seq, digest in self.rows if found.get(seq) != digest]
        self.ledger.check(
            "P2", not lost, f"events {lost[:5]} that were committed are not in the journal any more"
        )
        if not lost:
            self.read(db)

    def _take(self, db: sqlite3.Connection, known: int) -> None:
        query = "SELECT seq, day, kind, body, request_id, hash FROM event WHERE seq > ? ORDER BY seq"
        for seq, day, kind, body, request, digest in db.execute(query, (known,)):
            text = "\n".join([self.head, str(seq), day, kind, body] + ([request] if request else []))
            whole = seq == len(self.rows) + 1 and hashlib.sha256(text.encode()).hexdigest() == digest
            self.ledger.check("P10", whole, f"event {seq} ({kind}) does not follow from the one before it")
            self.rows.append((seq, digest))
            self._event(kind, json.loads(body), request)
            self.changed_at = self.ledger.now()

    def _event(self, kind: str, body: Body, request: str | None) -> None:
        if kind != "ClockConfirmed":
            self.ledger.check(
                "P10", body["at"] >= self.last_at, f"{kind} is stamped before the event before it"
            )
        self.last_at = body["at"]
        handle: Callable[[Body], None] | None = getattr(self, f"_on_{kind}", None)
        if kind in {"TicketIssued", "TicketCalled"} and request:
            before = self.asked.setdefault(request, body["ticket"])
            self.ledger.check(
                "P4", before == body["ticket"], f"one request led to {before} and {body['ticket']}"
            )
        if kind in ENDS:
            self._leave(body["ticket"], kind)
        elif handle:
            handle(body)

    def _on_TicketIssued(self, body: Body) -> None:  # noqa: N802 - named by the event
        ticket, service, device = body["ticket"], body["service"], body["device"]
        self.ledger.check("P1", ticket not in self.tickets, f"{ticket} was issued twice")
        ahead = [line for line in self._waiting() if line.service == service and not line.priority]
        self.tickets[ticket] = Line(
            len(self.tickets) + 1, service, body["priority"] != "ordinary", len(ahead)
        )
        self.issued_by[device] = self.issued_by.get(device, 0) + 1
        wishes = self.ledger.touches[device]
        self.ledger.check(
            "P4",
            self.issued_by[device] <= wishes,
            f"{wishes} touches at {device} led to {self.issued_by[device]} numbers",
        )

    def _on_TicketCalled(self, body: Body) -> None:  # noqa: N802 - named by the event
        ticket, counter = body["ticket"], body["counter"]
        line = self.tickets.get(ticket)
        free = counter not in self.at_counter
        self.ledger.check("P5", line and line.state == "waiting", f"{ticket} was called and did not wait")
        self.ledger.check("P5", free, f"{ticket} was called to {counter}, where another one is")
        if line:
            self._check_order(line, counter, body["rule"])
            line.state = "called"
        self.at_counter[counter] = ticket
        self.called.add((ticket, counter))
        self.calls_by[counter] = self.calls_by.get(counter, 0) + 1
        presses = self.ledger.calls[counter]
        self.ledger.check(
            "P4",
            self.calls_by[counter] <= presses,
            f"{presses} presses at {counter} led to {self.calls_by[counter]} calls",
        )

    def _on_SlipQueued(self, body: Body) -> None:  # noqa: N802 - named by the event
        self.slips[body["job"]] = "queued"

    def _on_SlipChanged(self, body: Body) -> None:  # noqa: N802 - named by the event
        before = self.slips.get(body["job"])
        self.slips[body["job"]] = body["state"]
        self.ledger.check("P3", before is not None, f"{body['job']} changed and was never queued")

    def _leave(self, ticket: str, kind: str) -> None:
        line = self.tickets.get(ticket)
        self.ledger.check("P5", line is not None, f"{ticket} left and never came")
        if line:
            line.state = ENDS[kind]
        self.at_counter = {c: t for c, t in self.at_counter.items() if t != ticket}
        if kind == "TicketLapsed":
            early = self.ledger.now() < self.rules.lapses_from
            self.ledger.check("P2", not early, f"{ticket} lapsed while the office was open")

    def _waiting(self) -> list[Line]:
        return [line for line in self.tickets.values() if line.state == "waiting"]

    def _check_order(self, chosen: Line, counter: str, rule: str) -> None:
        """The published order: see ``docs/architecture.md``, Who is next."""
        if rule == "by-hand":
            return
        check, services = self.ledger.check, self.rules.counters[counter]
        rivals = [line for line in self._waiting() if line.service in services]
        before = [line for line in rivals if line.order < chosen.order]
        check(
            "P6",
            chosen.service in services,
            f"a counter called for {chosen.service}, which it does not serve",
        )
        if not chosen.priority:
            check("P6", not before, "an ordinary ticket was called before one that came earlier")
            return
        check(
            "P6", not [x for x in before if x.priority], "a priority ticket was called before an earlier one"
        )
        for line in before if self.rules.ratio else ():
            line.overtaken += 1
            most = 1 + line.k // self.rules.ratio
            check(
                "P6",
                line.overtaken <= most,
                f"a ticket with {line.k} before it was overtaken {line.overtaken} times",
            )
