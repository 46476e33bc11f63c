"""What the main system said a moment ago, in memory only, and never for longer than five minutes."""

from collections import OrderedDict
from dataclasses import dataclass

from contracts.dossiers import DossierCode
from contracts.vocabulary import Millis
from controller.dossier.port import Found

ROOM = 500
KEEP_S = 300.0
Key = tuple[DossierCode, str]
"""Code and second factor: who proved nothing must not see what another has proved."""


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
        self._kept: OrderedDict[Key, Kept] = OrderedDict()

    def put(self, key: Key, kept: Kept) -> None:
        """Keep an answer; the oldest goes when there is no room."""
        self._kept[key] = kept
        self._kept.move_to_end(key)
        while len(self._kept) > ROOM:
            self._kept.popitem(last=False)

    def drop(self, key: Key) -> None:
        """The main system says something else now."""
        self._kept.pop(key, None)

    def fresh(self, key: Key, now: float) -> Kept | None:
        """An answer that need not be asked for again."""
        kept = self.any(key, now)
        return kept if kept and now - kept.since < self._fresh_s else None

    def any(self, key: Key, now: float) -> Kept | None:
        """An answer that is better than none while the main system is down."""
        kept = self._kept.get(key)
        return kept if kept and now - kept.since < KEEP_S else None

    def forget_old(self, now: float) -> None:
        """Drop what is past its time, so that it is not merely unused but gone."""
        for key in [key for key, kept in self._kept.items() if now - kept.since >= KEEP_S]:
            del self._kept[key]

    def __len__(self) -> int:
        return len(self._kept)
