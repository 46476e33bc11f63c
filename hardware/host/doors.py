"""Who may connect to a program's pages: so many in all, so many from one visitor, and always room for newcomers. Pure."""

from collections import Counter
from dataclasses import dataclass, field

from hardware.host.visitor import is_this_machine, visitor_of

MOST = 448
"""An office has a few dozen screens; phones in the hall share an address or two."""
MOST_EACH = 64
NETWORK = 3
"""An IPv6 network has the share of so many: it is one machine with as many addresses as it likes, or a whole office."""
NEWCOMER = 4
MOST_REFUSED = 1000
KEPT_BACK = 64
"""Places for visitors that have fewer than ``NEWCOMER``: whoever fills the house locks no television out."""


@dataclass
class Doors:
    """The connections of one server, by visitor: an IPv4 address, or an IPv6 network."""

    most: int = MOST
    most_each: int = MOST_EACH
    refused: Counter[str] = field(default_factory=Counter)
    """How often each visitor was sent away of late; begun anew when there are too many to keep."""
    _inside: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """How many are inside."""
        return self._inside.total()

    def enter(self, address: str) -> bool:
        """Whether one more from an address may come in; the machine itself is only counted with all."""
        visitor = visitor_of(address)
        mine = self._inside[visitor]
        room = self.most + (KEPT_BACK if mine < NEWCOMER else 0)
        if self.total >= room or (mine >= self._share(visitor) and not is_this_machine(address)):
            if len(self.refused) >= MOST_REFUSED:
                self.refused.clear()
            self.refused[visitor] += 1
            return False
        self._inside[visitor] += 1
        return True

    def leave(self, address: str) -> None:
        """One went."""
        visitor = visitor_of(address)
        self._inside[visitor] -= 1
        if self._inside[visitor] <= 0:
            del self._inside[visitor]

    def _share(self, visitor: str) -> int:
        return self.most_each * NETWORK if ":" in visitor else self.most_each
