"""What the main system said a moment ago, in memory only, and never for longer than five minutes.

Only what everybody with the code may see: whoever gives a second factor is asked about anew each time. So no
second factor is kept anywhere, and memory cannot be used to find out which one is right.
"""

from collections import OrderedDict
from dataclasses import dataclass

from contracts.dossiers import DossierCode
from contracts.vocabulary import Millis
from controller.dossier.port import Found

ROOM = 500
KEEP_S = 300.0


@dataclass(frozen=True)
class Kept:
    """An answer, when it came (desk clock), and since when it is kept (monotonic seconds)."""

    found: Found
    as_of: Millis
    since: float


class Cache:
    """The answers of the last minutes. Takes the time as an argument."""

    def __init__(self, fresh_s: float) -> None:
        """``fresh_s``: so long an answer is as good as a new one."""
        self._fresh_s = min(fresh_s, KEEP_S)
        self._kept: OrderedDict[DossierCode, Kept] = OrderedDict()

    def put(self, code: DossierCode, kept: Kept) -> None:
        """Keep an answer; the oldest goes when there is no room."""
        self._kept[code] = kept
        self._kept.move_to_end(code)
        while len(self._kept) > ROOM:
            self._kept.popitem(last=False)

    def drop(self, code: DossierCode) -> None:
        """The main system says something else now."""
        self._kept.pop(code, None)

    def fresh(self, code: DossierCode, now: float) -> Kept | None:
        """An answer that need not be asked for again."""
        kept = self.any(code, now)
        return kept if kept and now - kept.since < self._fresh_s else None

    def any(self, code: DossierCode, now: float) -> Kept | None:
        """An answer that is better than none while the main system is down."""
        kept = self._kept.get(code)
        return kept if kept and now - kept.since < KEEP_S else None

    def forget_old(self, now: float) -> None:
        """Drop what is past its time, so that it is not merely unused but gone."""
        for code in [code for code, kept in self._kept.items() if now - kept.since >= KEEP_S]:
            del self._kept[code]

    def __len__(self) -> int:
        return len(self._kept)
