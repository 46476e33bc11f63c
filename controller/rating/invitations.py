"""Invitations: which visit somebody may rate, told by a token that nobody can guess and that is of no use a second time.

A token is 120 bits of a keyed hash of the visit and of the way, so a rating screen's token is worth nothing on a phone,
where it would last for a day. That a visit is rated once is the rules' business (``domain/rating_rules.py``).
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from contracts.vocabulary import RatingWay, TicketId
from controller.domain.tickets import Served

BYTES = 15


class Invitation(NamedTuple):
    """Somebody may rate this visit this way."""

    visit: Served
    way: RatingWay


class Invitations:
    """Visits <-> tokens. Pure but for what it remembers."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.carried: Mapping[str, Served] = {}
        """Visits of the day before, by the end of the address on their slip."""
        self._known: dict[str, Invitation] = {}
        self._seen: tuple[Mapping[TicketId, Served], Mapping[str, Served]] = ({}, {})

    def token(self, invitation: Invitation) -> str:
        """What a page must say to rate."""
        visit = invitation.visit
        said = f"{invitation.way} {visit.ticket} {visit.counter} {visit.clerk} {visit.at}".encode()
        return base64.urlsafe_b64encode(hmac.digest(self._key, said, hashlib.sha256)[:BYTES]).decode()

    def find(self, token: str, visited: Mapping[TicketId, Served]) -> Invitation | None:
        """Whose token it is; ``visited``: the visits of today. None: nobody's."""
        if visited is not self._seen[0] or self.carried is not self._seen[1]:
            self._seen = visited, self.carried
            self._known = {self.token(one): one for one in _all((*self.carried.values(), *visited.values()))}
        return self._known.get(token)


def _all(visits: Iterable[Served]) -> Iterable[Invitation]:
    return (Invitation(visit, way) for visit in visits for way in RatingWay)
