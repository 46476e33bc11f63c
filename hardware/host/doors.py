"""Who may connect to a program's pages: so many in all, so many from one address, and always room for newcomers. Pure."""

from collections import Counter
from dataclasses import dataclass, field

MOST = 448
"""An office has a few dozen screens; phones in the hall share an address or two."""
MOST_EACH = 64
NEWCOMER = 4
MOST_REFUSED = 1000
KEPT_BACK = 64
"""Places for addresses that have fewer than ``NEWCOMER``: whoever fills the house locks no television out."""


@dataclass
class Doors:
    """The connections of one server, by address."""

    most: int = MOST
    most_each: int = MOST_EACH
    refused: Counter[str] = field(default_factory=Counter)
    """How often each address was sent away of late; begun anew when there are too many to keep."""
    _inside: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """How many are inside."""
        return self._inside.total()

    def enter(self, address: str) -> bool:
        """Whether one more from an address may come in; the machine itself is only counted with all."""
        mine = self._inside[address]
        room = self.most + (KEPT_BACK if mine < NEWCOMER else 0)
        if self.total >= room or (mine >= self.most_each and address not in ("127.0.0.1", "::1")):
            if len(self.refused) >= MOST_REFUSED:
                self.refused.clear()
            self.refused[address] += 1
            return False
        self._inside[address] += 1
        return True

    def leave(self, address: str) -> None:
        """One went."""
        self._inside[address] -= 1
        if self._inside[address] <= 0:
            del self._inside[address]
