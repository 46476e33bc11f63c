"""Addresses of one's place in the line: each number of today has a random one, which nobody can guess or count up.

An address is 120 bits of a keyed hash of the ticket. The key is random, of one day, and erased with it
(``kept_apart``), so a restart keeps the addresses that are on paper, nothing of them stands in the journal, and
tomorrow they lead nowhere.
"""

import base64
from collections.abc import Callable, Iterable

from contracts.vocabulary import TicketId

BYTES = 15
ADDRESS = "/so"


class Places:
    """Tickets <-> the ends of their addresses. Used in the loop."""

    def __init__(self, secret: Callable[[str], bytes], base: str) -> None:
        """``secret``: a hash of a text by the key of the day. ``base``: where phones open our pages; "": nowhere."""
        self._secret, self._base = secret, base.rstrip("/")
        self._check = b""
        self._known: dict[str, TicketId] = {}
        self._count = 0

    def token(self, ticket: TicketId) -> str:
        """The end of a ticket's address."""
        return base64.urlsafe_b64encode(self._secret(f"place {ticket}")[:BYTES]).decode()

    def address(self, ticket: TicketId) -> str:
        """What a phone opens; "" where phones open nothing."""
        return f"{self._base}{ADDRESS}/{self.token(ticket)}" if self._base else ""

    def ticket(self, token: str, today: Iterable[TicketId]) -> TicketId | None:
        """Whose address it is. ``today``: every ticket of the day, in the order in which they were given."""
        tickets, check = tuple(today), self._secret("place")
        if check != self._check or len(tickets) < self._count:  # another day
            self._check, self._known, self._count = check, {}, 0
        for ticket in tickets[self._count :]:
            self._known[self.token(ticket)] = ticket
        self._count = len(tickets)
        return self._known.get(token)
