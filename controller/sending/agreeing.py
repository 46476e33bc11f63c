"""Where a journal and what the centre knows of it part: a search by hashes. Pure.

Each hash holds everything before it. So the centre has every fact up to the newest event whose hash it has, in whatever
lineage it came, and nothing of what lies behind; a few rounds of marks find that place in a journal of years.
"""

from dataclasses import dataclass

from contracts.province import MOST_MARKS, Mark


@dataclass(frozen=True)
class Search:
    """The place lies at ``low`` or behind it, and before ``high``."""

    low: int
    high: int

    def places(self) -> tuple[int, ...]:
        """Where to look next, spread over what is left, the newest first."""
        left = self.high - self.low - 1
        steps = min(left, MOST_MARKS)
        return tuple(self.high - 1 - left * step // steps for step in range(steps))

    def narrowed(self, marks: tuple[Mark, ...], agreed: int) -> "Search":
        """After an answer. ``marks``: what was asked; ``agreed``: the newest of them that the centre has, or 0."""
        unknown = [mark.seq for mark in marks if mark.seq > agreed]
        return Search(max(self.low, agreed), min(self.high, *unknown) if unknown else self.high)
