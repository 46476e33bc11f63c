"""Which statements the centre does not have yet as they are now. Belongs to the loop."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from contracts.province import MOST_STATEMENTS, Statement

Source = Callable[[], Awaitable[Sequence[Statement]]]
EVERY, ANEW = 240, 5760
"""Messages between two looks at what there is to state, and until all of it is stated once more (an hour, and a day)."""
ROOM = 400_000
"""Characters of a batch for its statements, before they are packed."""


@dataclass
class Stating:
    """What the centre was told since this start, or in the last day: whatever else was stated in the office's name does not stay.

    What is heard once more changes nothing.
    """

    source: Source | None = None
    _told: dict[tuple[str, str], str] = field(default_factory=dict)
    _next: int = 0
    _anew: int = ANEW

    def forget(self) -> None:
        """The centre may have lost what it was told."""
        self._told.clear()
        self.soon()

    def soon(self) -> None:
        """Something is new: look with the next message."""
        self._next = 0

    async def unsaid(self, beat: int) -> tuple[Statement, ...]:
        """What is to be stated now, as much as one batch takes. Raises what the source raises."""
        if self.source is None or beat < self._next:
            return ()
        self._next = beat + EVERY
        if beat >= self._anew:
            self._told.clear()
            self._anew = beat + ANEW
        there = await self.source()
        left = await asyncio.to_thread(
            self._left, there
        )  # years of forms are megabytes, and the desk would wait
        found: list[Statement] = []
        room = ROOM
        for one in left[:MOST_STATEMENTS]:
            room -= len(one.model_dump_json())
            if room < 0 and found:
                break
            found.append(one)
        return tuple(found)

    def _left(self, there: Sequence[Statement]) -> list[Statement]:
        return [one for one in there if self._told.get(_name(one)) != _digest(one)]

    def said(self, statements: Sequence[Statement], read: int) -> None:
        """What the centre answered; one that reads no statements is asked again when the next look is due."""
        if read < len(statements):
            return
        self._told |= {_name(one): _digest(one) for one in statements}
        self.soon()


def _name(one: Statement) -> tuple[str, str]:
    return one.kind, one.name


def _digest(one: Statement) -> str:
    return hashlib.sha256(one.model_dump_json().encode()).hexdigest()
