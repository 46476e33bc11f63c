"""Which answers of a main system mean: there is no such dossier. Pure.

Main systems say it in many ways, also as errors. An answer that only *may* be about the asked code alone is no
outage either: five citizens who mistype must not close the look-up for everybody.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from contracts.letters import unaccented

GATEWAYS = (502, 503, 504)
"""What stands before the main system says that it is not there: about no code."""
LONGEST = 500
_DEEPEST = 3


@dataclass(frozen=True)
class NoneRules:
    """How a main system says "none"; all words without case and marks, a phrase with ``=`` before it as a whole message."""

    statuses: frozenset[int]
    values: frozenset[str]
    good: frozenset[str]
    """Values of its result code that mean success."""
    phrases: tuple[str, ...]
    empty: bool

    @classmethod
    def of(
        cls,
        statuses: Sequence[int],
        values: Sequence[str],
        good: Sequence[str],
        phrases: Sequence[str],
        *,
        empty: bool,
    ) -> "NoneRules":
        """The rules as settings give them."""
        return cls(
            frozenset(statuses),
            frozenset(map(word, values)),
            frozenset(map(word, good)),
            tuple(filter(None, map(unaccented, phrases))),
            empty,
        )

    def says_so(self, answer: object) -> bool:
        """Whether a message anywhere near the top of an answer says that there is none."""
        return any(self._is_phrase(unaccented(text)) for text in _messages(answer))

    def _is_phrase(self, text: str) -> bool:
        return any(
            text == phrase[1:] if phrase.startswith("=") else phrase in text for phrase in self.phrases
        )


def word(value: object) -> str:
    """A result code as it is compared: ``true`` is True, ``0`` is 0 and 0.0, and case does not matter."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unaccented(str(value))


def is_nothing(value: object) -> bool:
    """Whether JSON says nothing at all, however deep: null, no text, no list, no table, or only such."""
    if isinstance(value, Mapping):
        return all(map(is_nothing, value.values()))
    if isinstance(value, list):
        return all(map(is_nothing, value))
    return value is None or (isinstance(value, str) and not value.strip())


def is_empty_page(value: object) -> bool:
    """Whether a table is a list of nothing with its counts: ``{"items": [], "total": 0}``."""
    if not isinstance(value, Mapping):
        return False
    others = [part for part in value.values() if part != []]
    counts = (isinstance(part, int | float) or is_nothing(part) for part in others)
    return len(others) < len(value) and all(counts)


def _messages(answer: object, depth: int = 0) -> Iterator[str]:
    if isinstance(answer, str):
        yield answer[:LONGEST].strip(" .!\"'\r\n\t")
    if depth < _DEEPEST:
        parts = answer.values() if isinstance(answer, Mapping) else answer if isinstance(answer, list) else ()
        for part in parts:
            yield from _messages(part, depth + 1)
