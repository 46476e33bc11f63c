"""Which snapshots are shown: those of the desk that is followed, as its pulse vouches for them. Pure.

A snapshot is shown at once when it is newer within the epoch that the pulse names; the next pulse, two seconds later at
most, says by its digests what is true now. What came from another epoch, higher or lower, is kept aside: a pulse may
vouch for it. So a rogue's snapshot of the far future, or one of a desk whose clock once ran ahead, freezes nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from contracts import messages as m

MOST_KEPT = 4
"""Snapshots of one topic that a pulse may still vouch for."""
Mark = tuple[int, int]


@dataclass(frozen=True)
class Topic:
    """What is known of one snapshot's topic. ``kept``: by digest, oldest first."""

    shown: str = ""
    mark: Mark = (-1, -1)
    kept: Mapping[str, m.Snapshot] = field(default_factory=dict)


@dataclass(frozen=True)
class Truth:
    """By the topic below ``state/``. ``epoch`` None: no desk said yet which epoch is true."""

    epoch: int | None = None
    vouched: Mapping[str, str] = field(default_factory=dict)
    topics: Mapping[str, Topic] = field(default_factory=dict)


def heard(truth: Truth, name: str, digest: str, snapshot: m.Snapshot) -> tuple[Truth, bool]:
    """After a snapshot; whether it is shown."""
    topic = truth.topics.get(name, Topic())
    others = {of: kept for of, kept in topic.kept.items() if of not in (digest, topic.shown)}
    current = {of: kept for of, kept in topic.kept.items() if of == topic.shown}
    room = MOST_KEPT - 1 - len(current)
    kept = {**dict(list(others.items())[-room:]), **current, digest: snapshot}
    mark = (snapshot.epoch, snapshot.seq)
    if truth.epoch is None:
        shows = mark > topic.mark
    else:
        shows = snapshot.epoch == truth.epoch and (topic.mark[0] != truth.epoch or mark > topic.mark)
    topic = replace(topic, kept=kept)
    if shows:
        topic = replace(topic, shown=digest, mark=mark)
    return replace(truth, topics={**truth.topics, name: topic}), shows


def pulsed(truth: Truth, pulse: m.DeskPulse) -> tuple[Truth, tuple[tuple[str, m.Snapshot], ...]]:
    """After a pulse of the desk that is followed; what is shown instead, by topic."""
    topics, shown = dict(truth.topics), []
    for name, digest in pulse.shown.items():
        topic = topics.get(name)
        if topic is None or topic.shown == digest or digest not in topic.kept:
            continue
        snapshot = topic.kept[digest]
        topics[name] = replace(topic, shown=digest, mark=(snapshot.epoch, snapshot.seq))
        shown.append((name, snapshot))
    return Truth(pulse.epoch, pulse.shown, topics), tuple(shown)


def missing(truth: Truth, name: str) -> bool:
    """Whether what is shown of a topic is not what the desk says it is: a snapshot was missed, or is none of its own."""
    digest = truth.vouched.get(name)
    return digest is not None and truth.topics.get(name, Topic()).shown != digest
