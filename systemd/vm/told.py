"""What the people outside the machine hold in their hands, and whether the machine still knows it. Pure."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Told:
    """``numbers``: by the key of each wish, what was acknowledged for it, in that order."""

    numbers: dict[str, list[str]] = field(default_factory=dict)

    def acknowledge(self, key: str, ticket: str) -> None:
        """An answer arrived outside; the same wish may be answered more than once."""
        self.numbers.setdefault(key, []).append(ticket)

    def held(self) -> int:
        """How many people hold a number."""
        return len(self.numbers)

    def lost(self, found: list[str]) -> list[str]:
        """What somebody holds and the machine does not know."""
        return sorted({given for given_ones in self.numbers.values() for given in given_ones} - set(found))

    def doubled(self, found: list[str]) -> list[str]:
        """What two people hold, what stands in the memory twice, and the second number of somebody who asked once."""
        by_person = Counter(number for given in self.numbers.values() for number in set(given))
        again = {given for given_ones in self.numbers.values() for given in set(given_ones) - {given_ones[0]}}
        twice = {each for counted in (by_person, Counter(found)) for each, n in counted.items() if n > 1}
        return sorted(twice | again)

    def nobodys(self, found: list[str]) -> list[str]:
        """What the machine gave and nobody holds, once everybody who asked has an answer."""
        return sorted(set(found) - {given for given_ones in self.numbers.values() for given in given_ones})
