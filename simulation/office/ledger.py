"""Follows a journal event by event and notes what must not be. Written from the promises, not from the rules."""

from dataclasses import dataclass, field

from simulation.office.evidence import Fact

SLIP_ENDS = frozenset({"printed", "unknown", "not-printed", "on-screen", "voided"})
_TICKET_ENDS = {
    "TicketFinished": "finished",
    "TicketNoShow": "no-show",
    "TicketCancelled": "cancelled",
    "TicketLapsed": "lapsed",
}


@dataclass
class Ledger:
    """What the journal says, and what is wrong with it."""

    services: dict[str, frozenset[str]]
    """What each counter serves."""
    issued: dict[str, Fact] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)
    at_counter: dict[str, str] = field(default_factory=dict)
    ended: dict[str, str] = field(default_factory=dict)
    slips: dict[str, str] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    """Jobs whose printer could not say whether paper came out."""
    calls: list[tuple[str, str]] = field(default_factory=list)
    """(ticket, counter) of every call that was not a recall."""
    duplicates: list[str] = field(default_factory=list)
    double_calls: list[str] = field(default_factory=list)
    disorder: list[str] = field(default_factory=list)
    uncaused: list[str] = field(default_factory=list)

    def follow(self, journal: tuple[Fact, ...]) -> "Ledger":
        """Take every fact in order."""
        for fact in journal:
            self._take(fact)
        return self

    def _take(self, fact: Fact) -> None:
        match fact.kind:
            case "TicketIssued":
                self._issue(fact)
            case "TicketCalled":
                self._call(fact)
            case "TicketFinished" | "TicketNoShow" | "TicketCancelled" | "TicketLapsed":
                self._leave(fact)
                self.ended[fact.ticket] = _TICKET_ENDS[fact.kind]
            case "TicketTransferred" | "TicketResumed" | "TicketParked":
                self.uncaused.append(f"{fact.kind} of {fact.ticket}, which no clerk of the check asked for")
            case "SlipQueued":
                self.slips[fact.job] = "queued"
            case "SlipChanged":
                self.slips[fact.job] = fact.slip
                if fact.slip == "unknown":
                    self.doubtful.add(fact.job)

    def _issue(self, fact: Fact) -> None:
        if fact.ticket in self.issued or any(f.number == fact.number for f in self.issued.values()):
            self.duplicates.append(f"{fact.number} is in the journal twice")
        self.issued[fact.ticket] = fact
        self.waiting.append(fact.ticket)

    def _call(self, fact: Fact) -> None:
        if fact.ticket not in self.waiting:
            self.double_calls.append(f"{fact.ticket} called at {fact.counter} while not waiting")
        if fact.counter in self.at_counter:
            self.double_calls.append(
                f"{fact.ticket} called at {fact.counter}, where {self.at_counter[fact.counter]} stood"
            )
        self._check_order(fact)
        if fact.ticket in self.waiting:
            self.waiting.remove(fact.ticket)
        self.at_counter[fact.counter] = fact.ticket
        self.calls.append((fact.ticket, fact.counter))

    def _check_order(self, fact: Fact) -> None:
        """Nobody who came before and waits for this counter is passed over, but ordinary ones by priority."""
        called = self.issued.get(fact.ticket)
        served = self.services.get(fact.counter, frozenset())
        for ticket in self.waiting:
            if ticket == fact.ticket:
                return
            other = self.issued[ticket]
            if called and other.service in served and _comes_first(other, called):
                self.disorder.append(f"{fact.ticket} called before {ticket} at {fact.counter}")
                return

    def _leave(self, fact: Fact) -> None:
        if fact.ticket in self.waiting:
            self.waiting.remove(fact.ticket)
        for counter, ticket in list(self.at_counter.items()):
            if ticket == fact.ticket:
                del self.at_counter[counter]


def _comes_first(earlier: Fact, later: Fact) -> bool:
    return earlier.priority != "ordinary" or later.priority == "ordinary"
