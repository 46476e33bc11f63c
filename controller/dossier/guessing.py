"""Who asked how often, and for which codes that do not exist: in memory only, under a key that nobody knows."""

import hashlib
import logging
import re
import secrets
from collections import OrderedDict
from dataclasses import replace

from contracts.dossiers import DossierCode
from controller.dossier import limits
from controller.dossier.limits import DAY_S, Asker, LimitRules

log = logging.getLogger(__name__)

ROOM = 2000
"""Sessions, and places."""
KNOWN = 5000
WEB = "web:"
"""How places begin that are an address; any other is a kiosk."""
MOST_TOLD = 3


class Guessing:
    """Counts for sessions, places and the site. Takes the time as an argument; keeps no code."""

    def __init__(self, rules: LimitRules) -> None:
        self._rules, self._key = rules, secrets.token_bytes(32)
        self._sessions: OrderedDict[str, Asker] = OrderedDict()
        self._places: OrderedDict[str, Asker] = OrderedDict()
        self._known: OrderedDict[bytes, float] = OrderedDict()
        self._site = Asker()

    def enter(self, place: str, session: str, code: DossierCode, proof: str, now: float) -> float:
        """Count a question; the seconds to wait when it is one too many, and then nothing is counted."""
        known = not proof and now - self._known.get(self._mark(code, ""), -DAY_S) < DAY_S
        after = [
            (askers, name, limits.may_ask(askers.get(name, Asker()), allowed, now, known=known))
            for askers, name, allowed in self._both(place, session)
        ]
        waits = [wait for _, _, wait in after if isinstance(wait, float)]
        for askers, name, asker in after:
            _put(askers, name, askers.get(name, Asker()) if waits or isinstance(asker, float) else asker)
        return max(waits, default=0.0)

    def missed(self, place: str, session: str, code: DossierCode, proof: str, now: float) -> None:
        """There is no such dossier, or not with this second factor."""
        mark = self._mark(code, proof)
        for askers, name, allowed in self._both(place, session):
            _put(askers, name, limits.miss(askers.get(name, Asker()), allowed, self._rules, mark, now))
        before = limits.alarm_since(self._site, self._rules, now)
        everyone = replace(limits.of_session(self._rules), free_misses=limits.MOST_KEPT + 1)
        self._site = limits.miss(self._site, everyone, self._rules, mark, now)
        if before is None and limits.alarm_since(self._site, self._rules, now) is not None:
            log.critical("too many look-ups of dossiers that do not exist: somebody may be guessing codes")

    def found(self, place: str, session: str, code: DossierCode, proof: str, now: float) -> None:
        """The dossier is there."""
        mark = self._mark(code, "")
        for askers, name, allowed in self._both(place, session):
            _put(askers, name, limits.hit(askers.get(name, Asker()), allowed, self._rules, mark, now))
        if not proof:
            self._known[mark] = now
            self._known.move_to_end(mark)
            while len(self._known) > KNOWN:
                self._known.popitem(last=False)

    def slow(self, place: str, session: str, now: float) -> bool:
        """Whether a miss is to be told late, because many went before it: here, in this session, or everywhere."""
        counted = (
            limits.guesses(askers.get(name, Asker()), allowed, now)
            for askers, name, allowed in self._both(place, session)
        )
        return any(counted) or limits.alarm_since(self._site, self._rules, now) is not None

    def everywhere(self, now: float) -> tuple[float, int] | None:
        """Since when there are too many misses at the site, and how many; None: there are not."""
        since = limits.alarm_since(self._site, self._rules, now)
        if since is None:
            return None
        return since, sum(code.at >= since for code in self._site.missed)

    def places(self, now: float) -> list[tuple[str, float, int]]:
        """The places with the most misses today of those that have too many: name, since when, and how many."""
        found = []
        for place, asker in self._places.items():
            today = [code.at for code in asker.missed if now - code.at < DAY_S]
            if today and limits.guesses(asker, self._allowed(place), now):
                found.append((place.removeprefix(WEB), today[0], len(today)))
        return sorted(found, key=lambda one: -one[2])[:MOST_TOLD]

    def _both(self, place: str, session: str) -> list[tuple[OrderedDict[str, Asker], str, limits.Allowance]]:
        """What is counted for a question: its place, and its session where there is one."""
        both = [(self._places, place, self._allowed(place))]
        return [*both, (self._sessions, session, limits.of_session(self._rules))] if session else both

    def _allowed(self, place: str) -> limits.Allowance:
        return limits.of_place(self._rules, kiosk=not place.startswith(WEB))

    def _mark(self, code: DossierCode, proof: str) -> bytes:
        said = f"{re.sub('[^0-9A-Z]', '', code)} {proof.upper()}"
        return hashlib.blake2b(said.encode(), key=self._key, digest_size=12).digest()


def _put(askers: OrderedDict[str, Asker], name: str, asker: Asker) -> None:
    askers[name] = asker
    askers.move_to_end(name)
    while len(askers) > ROOM:
        askers.popitem(last=False)
