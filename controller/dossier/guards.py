"""Wrong second factors for each dossier, in memory only, under a key that nobody knows: no code is kept."""

import hashlib
import secrets
from collections import OrderedDict

from contracts.dossiers import DossierCode
from controller.dossier.limits import Guard, LimitRules, may_prove, unproved
from controller.dossier.port import Down, Found, NotFound

ROOM = 10_000
"""To make us forget one dossier, somebody must try as many others."""


class Guards:
    """Whether one more second factor may be tried on a dossier. Takes the time as an argument.

    A dossier that does not exist is guarded in the same way, so the guard tells nothing about it.
    """

    def __init__(self, rules: LimitRules) -> None:
        self._rules, self._key = rules, secrets.token_bytes(32)
        self._guards: OrderedDict[bytes, Guard] = OrderedDict()

    def enter(self, code: DossierCode, now: float) -> float:
        """Count a try; the seconds to wait when it is one too many. Every entered try must ``leave``."""
        mark = self._mark(code)
        after = may_prove(self._guards.get(mark, Guard()), self._rules, now)
        if isinstance(after, float):
            return after
        self._guards[mark] = after
        self._guards.move_to_end(mark)
        while len(self._guards) > ROOM:
            self._guards.popitem(last=False)
        return 0.0

    def leave(self, code: DossierCode, outcome: Found | NotFound | Down) -> None:
        """What came of the try: right ones forgive the wrong ones before."""
        mark = self._mark(code)
        if isinstance(outcome, Found):
            self._guards.pop(mark, None)
        elif isinstance(outcome, Down) and mark in self._guards:
            self._guards[mark] = unproved(self._guards[mark])

    def __len__(self) -> int:
        return len(self._guards)

    def _mark(self, code: DossierCode) -> bytes:
        return hashlib.blake2b(code.encode(), key=self._key, digest_size=16).digest()
