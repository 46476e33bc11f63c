"""Why a page that was signed in is so no longer: whoever comes back to it reads the true reason. Pure."""

from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum

from contracts.vocabulary import CounterId, Millis

MOST_KEPT = 500


class Ending(StrEnum):
    """What ended a session; each has a sentence."""

    TAKEN = "taken"
    """Somebody else sat down at its counter."""
    MOVED = "moved"
    """The same clerk signed in at another counter."""
    CLOSED = "closed"
    """Its counter closed behind its citizen."""
    IDLE = "idle"
    UNKNOWN = "unknown"
    """The controller does not know it: the account or its PIN was changed, or what was kept is lost."""


@dataclass(frozen=True)
class Ended:
    """How, by whom, where, and when (the desk's clock)."""

    how: Ending
    clerk: str = ""
    counter: CounterId | None = None
    at: Millis = 0


class Endings:
    """Of the last few hundred sessions, by the digest of their secrets."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Ended] = OrderedDict()

    def note(self, digest: str, ended: Ended) -> None:
        """It ended just now."""
        self._kept[digest] = ended
        self._kept.move_to_end(digest)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)

    def why(self, digest: str) -> Ended:
        """As far as that is known."""
        return self._kept.get(digest, Ended(Ending.UNKNOWN))
