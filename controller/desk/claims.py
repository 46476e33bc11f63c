"""What the neighbours say that they saw of the numbers: who said it, and what this desk's journal does not have. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from contracts import messages as m
from contracts.vocabulary import DeviceId
from controller.domain.day import Day
from controller.domain.lost_rules import Span, beyond, cautious
from controller.domain.office import Office

MOST_STRANGERS = 32
"""Devices that the settings do not name (boards among them) are heard, but not without end."""


@dataclass(frozen=True)
class Claims:
    """What each neighbour said last."""

    named: frozenset[DeviceId] = frozenset()
    """The machines that the settings name; the others are believed with caution."""
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
    """Numbers of the day that a neighbour saw and the day does not know, and who saw them."""
    spans: list[Span] = []
    who: list[DeviceId] = []
    for device, memory in sorted(claims.said.items()):
        told = _spans(memory.seen, day.date)
        if device not in claims.named:
            told = cautious(office, day, told)
        if beyond(office, day, told):
            spans += told
            who.append(device)
    return tuple(spans), tuple(who)


def knows_all(claims: Claims, lineage: str, seq: int) -> bool:
    """Whether somebody answered, and whoever did has seen nothing beyond this journal."""
    told = [claims.said[device] for device in claims.answered]
    followed = [memory for memory in told if memory.lineage]
    return bool(followed) and all(memory.lineage == lineage and memory.seq <= seq for memory in followed)


def _spans(seen: Iterable[m.Seen], date: str) -> tuple[Span, ...]:
    return tuple(Span(s.prefix, s.service, s.low, s.high) for s in seen if s.day == date)
