"""Wrong second factors for each dossier, in memory only, under a key that nobody knows: no code is kept."""

import hashlib
import re
import secrets
from collections.abc import Iterable

from contracts.dossiers import DossierCode
from controller.dossier.limits import (
    MINUTE_S,
    LimitRules,
    ProofTries,
    forgiven,
    may_prove,
    together,
    unproved,
)
from controller.dossier.port import Down, Found, NotFound, Why

ROOM = 20_000
"""Dossiers with wrong tries. No more are taken when it is full: forgetting one would give its guesser new tries."""
NOT_JUDGED = (Why.UNREACHABLE, Why.UNTRUSTED, Why.TOO_SLOW, Why.TOO_MANY, Why.BUSY)
"""The main system did not see the second factor, or not in time. Any other failure may be its way to say: wrong."""


class ProofLimits:
    """Whether one more second factor may be tried on a dossier. Takes the time as an argument.

    A dossier that does not exist is counted in the same way, so the counting tells nothing about it. A code
    in another spelling, and the dossiers of one receipt, share their tries.
    """

    def __init__(self, rules: LimitRules) -> None:
        self._rules, self._key = rules, secrets.token_bytes(32)
        self._tries: dict[bytes, ProofTries] = {}
        self._shared: dict[bytes, bytes] = {}
        self._swept = -MINUTE_S

    def enter(self, code: DossierCode, now: float) -> float:
        """Count a try; the seconds to wait when it is one too many. Every entered try must ``leave``."""
        mark = self._mark(code)
        if mark not in self._tries and len(self._tries) >= ROOM:
            self._sweep(now)
            if len(self._tries) >= ROOM:
                return self._rules.proof_delay_s
        after = may_prove(self._tries.get(mark, ProofTries()), self._rules, now)
        if isinstance(after, float):
            return after
        self._tries[mark] = after
        return 0.0

    def leave(self, code: DossierCode, outcome: Found | NotFound | Down) -> None:
        """What came of the try: right ones forgive the wrong ones before."""
        mark = self._mark(code)
        tries = self._tries.get(mark)
        if tries is None:
            return
        if isinstance(outcome, Down) and outcome.why in NOT_JUDGED:
            tries = self._tries[mark] = unproved(tries)
        if isinstance(outcome, Found) or tries.tried == 0:
            del self._tries[mark]

    def share(self, codes: Iterable[DossierCode]) -> None:
        """An answer showed these together, so one second factor opens them all."""
        first, *others = dict.fromkeys(self._mark(code) for code in codes)
        for other in others:
            if len(self._shared) >= ROOM:
                self._shared.pop(next(iter(self._shared)))
            self._shared[other] = first
            tries = self._tries.pop(other, None)
            if tries:
                before = self._tries.get(first, ProofTries())
                self._tries[first] = together(before, tries, self._rules)

    def __len__(self) -> int:
        return len(self._tries)

    def _sweep(self, now: float) -> None:
        """Drop what a quiet day forgave; at most once a minute, for it takes a moment."""
        if now - self._swept < MINUTE_S:
            return
        self._swept = now
        for mark in [mark for mark, tries in self._tries.items() if forgiven(tries, self._rules, now)]:
            del self._tries[mark]

    def _mark(self, code: DossierCode) -> bytes:
        letters = re.sub(r"[^0-9A-Z]", "", code)  # main systems may overlook the rest
        mark = hashlib.blake2b(letters.encode(), key=self._key, digest_size=16).digest()
        while mark in self._shared:
            mark = self._shared[mark]
        return mark
