"""What the neighbours say that they saw of the numbers: who said it, and what this desk's journal does not have. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from contracts import messages as m
from contracts.vocabulary import DeviceId, ServiceCode
from controller.domain.day import Day
from controller.domain.lost_rules import Span, beyond, cautious
from controller.domain.office import Office

Series = tuple[str, ServiceCode]
"""Letters and series."""
MOST_STRANGERS = 32
"""Devices that the settings do not name (boards among them) are heard, but not without end."""


@dataclass(frozen=True)
class Claims:
    """What each neighbour said last."""

    named: frozenset[DeviceId] = frozenset()
    """The machines that the settings name."""
    said: Mapping[DeviceId, m.Memory] = field(default_factory=dict)
    answered: frozenset[DeviceId] = frozenset()
    """Who spoke since the last question."""

    def all_answered(self) -> bool:
        """Whether every machine that the settings name has spoken."""
        return self.named <= self.answered

    def silent(self) -> tuple[DeviceId, ...]:
        """The machines that have not."""
        return tuple(sorted(self.named - self.answered))


def hear(claims: Claims, memory: m.Memory) -> Claims:
    """After a device spoke."""
    stranger = memory.device not in claims.named and memory.device not in claims.said
    if stranger and len(claims.said.keys() - claims.named) >= MOST_STRANGERS:
        return claims
    said = {**claims.said, memory.device: memory}
    return replace(claims, said=said, answered=claims.answered | {memory.device})


def ask_again(claims: Claims) -> Claims:
    """A new question: nobody has answered it yet."""
    return replace(claims, answered=frozenset())


def news(claims: Claims, office: Office, day: Day) -> tuple[tuple[Span, ...], tuple[DeviceId, ...]]:
    """Numbers of the day that a neighbour saw and the day does not know, and who saw them.

    What two machines saw that the settings name is so. One alone may be broken, or somebody else who speaks in its
    name, and is believed with caution.
    """
    spans: list[Span] = []
    who: list[DeviceId] = []
    said = {device: _spans(memory.seen, day.date) for device, memory in sorted(claims.said.items())}
    twice = _seen_twice(said[device] for device in sorted(claims.named & said.keys()))
    for device, told in said.items():
        believed = cautious(office, day, told)
        if device in claims.named:
            believed += tuple(_as_seen_twice(told, twice))
        if beyond(office, day, believed):
            spans += believed
            who.append(device)
    return tuple(spans), tuple(who)


def _seen_twice(said: Iterable[tuple[Span, ...]]) -> dict[Series, int]:
    """The highest number of each series that two machines saw."""
    highs: dict[Series, list[int]] = {}
    for spans in said:
        for series, high in {(span.prefix, span.series): span.high for span in spans}.items():
            highs.setdefault(series, []).append(high)
    return {series: sorted(each)[-2] for series, each in highs.items() if len(each) > 1}


def _as_seen_twice(told: Iterable[Span], twice: Mapping[Series, int]) -> Iterator[Span]:
    for span in told:
        high = min(span.high, twice.get((span.prefix, span.series), -1))
        if high >= span.low:
            yield replace(span, high=high)


def knows_all(claims: Claims, lineage: str, seq: int) -> bool:
    """Whether somebody answered, and whoever did has seen nothing beyond this journal."""
    told = [claims.said[device] for device in claims.answered]
    followed = [memory for memory in told if memory.lineage]
    return bool(followed) and all(memory.lineage == lineage and memory.seq <= seq for memory in followed)


def _spans(seen: Iterable[m.Seen], date: str) -> tuple[Span, ...]:
    return tuple(Span(s.prefix, s.service, s.low, s.high) for s in seen if s.day == date)
