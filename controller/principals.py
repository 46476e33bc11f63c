"""Who asks: found out at the door (a topic, a session, a token), and from there on one typed value."""

from dataclasses import dataclass

from contracts.permissions import Role
from contracts.vocabulary import ClerkId, CounterId, DeviceId, TicketId


@dataclass(frozen=True)
class Principal:
    """Whoever asks the desk for something."""

    role: Role
    name: DeviceId
    """Who it was, as the journal writes it: a device's id, or a name with an ``@``, which no device has."""
    counters: frozenset[CounterId] | None = frozenset()
    """The counters for which it speaks; None: for all."""
    clerk: ClerkId | None = None
    """Which person it is."""
    ticket: TicketId | None = None
    """The visit that it may rate."""
    issues: bool = False
    """Whether the settings let this program give numbers."""

    def speaks_for(self, counter: CounterId) -> bool:
        """Whether a counter is its own."""
        return self.counters is None or counter in self.counters


NOBODY = Principal(Role.NOBODY, DeviceId("@nobody"))
"""Somebody who showed nothing."""


def clerk_at(counter: CounterId, clerk: ClerkId, *, caretaker: bool = False) -> Principal:
    """A clerk who is signed in at a counter."""
    role = Role.CARETAKER if caretaker else Role.CLERK
    return Principal(role, DeviceId(f"@clerk-{clerk}"), frozenset({counter}), clerk)


def nowhere(person: ClerkId, *, caretaker: bool, door: bool = False) -> Principal:
    """Somebody who is signed in at no counter: a caretaker, a clerk at the door, or else one who may only look."""
    role = Role.CARETAKER if caretaker else Role.CLERK if door else Role.NOBODY
    return Principal(role, DeviceId(f"@clerk-{person}"), clerk=person)


def rater(ticket: TicketId) -> Principal:
    """Somebody who was asked how a visit was."""
    return Principal(Role.RATER, DeviceId("@rating"), ticket=ticket)


def program(name: str, *, issues: bool = True, counters: frozenset[CounterId] | None = None) -> Principal:
    """A program that showed a token; ``counters``: where it may call and serve."""
    return Principal(Role.PROGRAM, DeviceId(f"@program-{name}"), counters, issues=issues)
