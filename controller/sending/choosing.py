"""Events of the journal -> the facts that may leave the office. Pure; the allow-list is ``contracts.facts``."""

import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.facts import KINDS, VERSION
from contracts.province import MOST_BYTES, Batch, Fact, OfficeNow
from contracts.vocabulary import PriorityGroup

ROOM = MOST_BYTES - 4096
"""Of a batch's bytes for its facts, before they are packed."""
Names = Callable[[str], str]
"""A clerk's sign-in name -> what the province reads."""


@dataclass(frozen=True)
class Row:
    """One event, as the journal keeps it."""

    seq: int
    day: str
    kind: str
    body: str
    hash: str


@dataclass(frozen=True)
class Piece:
    """The events from ``first`` to ``last`` and what of them may be sent."""

    first: int
    last: int
    before: str
    head: str
    facts: tuple[Fact, ...]

    def batch(self, lineage: str, now: OfficeNow | None) -> Batch:
        """As it is sent."""
        return Batch(
            lineage=lineage,
            first=self.first,
            last=self.last,
            before=self.before,
            head=self.head,
            facts=self.facts,
            now=now,
        )


def pseudonyms(key: bytes) -> Names:
    """One name for each clerk that only the office can read: the same as long as the key is."""
    return lambda clerk: hmac.digest(key, clerk.encode(), hashlib.sha256).hex()[:12]


def fact_of(row: Row, names: Names) -> Fact | None:
    """What may be told of an event; None: nothing."""
    kind = KINDS.get(row.kind)
    if kind is None:
        return None
    told = json.loads(row.body)
    body = {name: told[name] for name in kind.model_fields if name in told}
    return Fact(
        seq=row.seq, day=row.day, kind=row.kind, v=VERSION, hash=row.hash, body=_without_persons(body, names)
    )


def piece_of(rows: Sequence[Row], first: int, before: str, names: Names) -> Piece:
    """As many of the rows as fit into one batch; they begin at ``first`` or behind it, because a journal may have gaps."""
    facts: list[Fact] = []
    last, head, room = first - 1, before, ROOM
    for row in rows:
        fact = fact_of(row, names)
        if fact is not None:
            room -= len(fact.model_dump_json()) + 1
            if room < 0 and facts:
                break
            facts.append(fact)
        last, head = row.seq, row.hash
    return Piece(first, last, before, head, tuple(facts))


def _without_persons(body: dict[str, Any], names: Names) -> dict[str, Any]:
    if body.get("clerk") is not None:
        body["clerk"] = names(body["clerk"])
    if "priority" in body:
        body["priority"] = body["priority"] != PriorityGroup.ORDINARY
    return body
