"""Whether a batch is the next piece of what is known, and which of its facts are new. Pure.

The caller holds the lineage's row locked from reading ``Known`` to writing the decision, so one batch at a time is judged.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.province import Batch, Fact, Verdict


@dataclass(frozen=True)
class Known:
    """How far a lineage is kept: up to this event, which has this hash."""

    upto: int
    head: str


@dataclass(frozen=True)
class Decision:
    """``known``: how far the lineage is kept afterwards; ``new``: the facts to be added."""

    verdict: Verdict
    known: Known
    new: tuple[Fact, ...] = ()


def decide(known: Known | None, batch: Batch, held: Mapping[int, str]) -> Decision:
    """What to do with a batch. ``held``: the hashes of the facts that are kept at its places, by place."""
    if known is None:
        return Decision(Verdict.OPEN, Known(0, batch.before))
    if batch.first > known.upto + 1:
        return Decision(Verdict.GO_ON, known)
    if _contradicts(known, batch, held):
        return Decision(Verdict.CONTRADICTION, known)
    if batch.last <= known.upto:
        return Decision(Verdict.TAKEN, known)
    new = tuple(fact for fact in batch.facts if fact.seq > known.upto)
    return Decision(Verdict.TAKEN, Known(batch.last, batch.head), new)


def _contradicts(known: Known, batch: Batch, held: Mapping[int, str]) -> bool:
    """Every hash holds all that was before it, so one that differs is another history."""
    if batch.first == known.upto + 1 and batch.before != known.head:
        return True
    if batch.last == known.upto and batch.head != known.head:
        return True
    there = {fact.seq: fact.hash for fact in batch.facts if fact.seq <= known.upto}
    places = {place for place in held if batch.first <= place <= min(batch.last, known.upto)}
    return there.keys() != places or any(there[place] != held[place] for place in places)
