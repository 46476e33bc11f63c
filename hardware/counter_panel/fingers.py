"""All keys of a box: what moved goes in, what a clerk meant comes out, in the order in which fingers did it."""

from collections.abc import Iterable

from hardware.counter_panel.hands import DIGITS, SPOILT, Hands, Meant, felt, gap, lost, passed
from hardware.counter_panel.key import LOCKOUT_S, Felt, Key
from hardware.ports.keys import Gap, KeyEdge


class Fingers:
    """The keys of one box; how often it is looked at changes nothing."""

    def __init__(self, hands: Hands) -> None:
        """``hands``: what keys mean together."""
        self._hands = hands
        self._keys: dict[str, Key] = {}

    def read(
        self, names: Iterable[str], edges: Iterable[KeyEdge | Gap], t: float, stable_s: float
    ) -> list[Meant]:
        """What was meant until ``t``; ``stable_s`` as of ``Key``."""
        for name in names:
            self._keys.setdefault(name, Key(t, stable_s, 0.0 if name in DIGITS else LOCKOUT_S))
        meant: list[Meant] = []
        for edge in edges:
            meant += self._pass(edge.at)
            if isinstance(edge, Gap):
                self._hands, found = gap(self._hands, edge.at)
                meant += found
                continue
            meant += self._feel((each, edge.name) for each in self._keys[edge.name].edge(edge.down, edge.at))
        meant += self._pass(t)
        self._hands, more = passed(self._hands, t)
        return [*meant, *more]

    @property
    def spoilt(self) -> bool:
        """Whether digits count for nothing until another key is pressed."""
        return SPOILT in self._hands.digits

    def lost(self) -> None:
        """The keys are gone; those that come back must be seen released before they count."""
        self._keys.clear()
        self._hands = lost(self._hands)

    def _pass(self, t: float) -> list[Meant]:
        return self._feel((each, name) for name, key in self._keys.items() for each in key.passed(t))

    def _feel(self, gestures: Iterable[tuple[Felt, str]]) -> list[Meant]:
        meant: list[Meant] = []
        for each, name in sorted(gestures, key=lambda one: one[0].at):
            self._hands, found = felt(self._hands, name, each)
            meant += found
        return meant
