"""A made-up office that sends to a centre as a real one does: a chain of events, batches, repeats, and nothing twice."""

import gzip
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

import httpx

from contracts.facts import Body
from contracts.province import (
    FACTS,
    LINEAGES,
    MOST_FACTS,
    NO_HASH,
    Answer,
    Batch,
    Fact,
    Mark,
    OfficeCard,
    OfficeNow,
    Opening,
    Verdict,
)


@dataclass
class Journal:
    """Facts with their hashes, each of which holds all before it."""

    lineage: str = field(default_factory=lambda: uuid4().hex)
    facts: list[Fact] = field(default_factory=list)

    @property
    def head(self) -> str:
        """Of the newest."""
        return self.facts[-1].hash if self.facts else NO_HASH

    def add(self, day: date, bodies: Iterable[Body]) -> None:
        """It happened."""
        for body in bodies:
            told = body.model_dump(mode="json")
            text = json.dumps([self.head, day.isoformat(), type(body).__name__, told])
            digest = hashlib.sha256(text.encode()).hexdigest()
            seq = len(self.facts) + 1
            kind = type(body).__name__
            self.facts.append(Fact(seq=seq, day=day.isoformat(), kind=kind, hash=digest, body=told))

    def batch(
        self, first: int, last: int, now: OfficeNow | None = None, card: OfficeCard | None = None
    ) -> Batch:
        """The facts from one to another, both included."""
        facts = tuple(self.facts[first - 1 : last])
        before = self.facts[first - 2].hash if first > 1 else NO_HASH
        head = facts[-1].hash if facts else before
        return Batch(
            lineage=self.lineage, first=first, last=first - 1 + len(facts), before=before, head=head,
            facts=facts, now=now, card=card,
        )  # fmt: skip

    def restored(self, upto: int) -> "Journal":
        """An older copy of it, with a lineage of its own."""
        return Journal(facts=self.facts[:upto])


class Post:
    """Sends in an office's name."""

    def __init__(self, client: httpx.Client, address: str, key: str) -> None:
        self._client, self._address = client, address
        self._headers = {
            "authorization": f"Bearer {key}",
            "content-encoding": "gzip",
            "content-type": "application/json",
        }

    def send(self, batch: Batch) -> Answer:
        """Raises httpx.HTTPError."""
        return Answer.model_validate(self._post(FACTS, batch.model_dump_json()))

    def open(self, journal: Journal) -> int:
        """Begin its lineage behind the newest fact that the centre has. Raises httpx.HTTPError."""
        agreed, high = 0, len(journal.facts) + 1
        while high - agreed > 1:
            left = high - agreed - 1
            places = sorted({high - 1 - left * step // 32 for step in range(32)} - {agreed}, reverse=True)
            marks = tuple(Mark(seq=p, hash=journal.facts[p - 1].hash) for p in places if p > agreed)
            asked = Opening(lineage=journal.lineage, marks=marks)
            agreed = max(agreed, int(self._post(LINEAGES, asked.model_dump_json())["seq"]))
            high = min([high, *(mark.seq for mark in marks if mark.seq > agreed)])
        at = (Mark(seq=agreed, hash=journal.facts[agreed - 1].hash),) if agreed else ()
        asked = Opening(lineage=journal.lineage, marks=at, begin=True)
        return int(self._post(LINEAGES, asked.model_dump_json())["seq"])

    def catch_up(
        self, journal: Journal, now: OfficeNow | None = None, card: OfficeCard | None = None
    ) -> None:
        """Send all that is not there. Raises httpx.HTTPError."""
        upto = self.open(journal)
        for _ in range(len(journal.facts) // MOST_FACTS + 3):
            answer = self.send(journal.batch(upto + 1, upto + MOST_FACTS, now, card))
            upto = answer.upto
            if answer.verdict is Verdict.TAKEN and upto >= len(journal.facts):
                return

    def _post(self, path: str, body: str) -> dict[str, Any]:
        packed = gzip.compress(body.encode(), 1, mtime=0)
        answer = self._client.post(f"{self._address}{path}", content=packed, headers=self._headers)
        answer.raise_for_status()
        told: dict[str, Any] = answer.json()
        return told
