"""Ratings added up: how often each answer was given, by version of a questionnaire; and which sums nobody may see. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from controller.domain.rating_event import TicketRated

Marks = Mapping[str, int]
"""What was said -> how often. See ``mark``."""
GROUP = 5
"""Of a day only whole groups of five are told: neither from two looks nor from two periods one learns one rating and its time."""


def mark(questionnaire: str, version: int, question: str = "", choice: str = "") -> str:
    """The key of an answer; without a question that of all ratings; with a choice alone that of a reason."""
    return f"{questionnaire}|{version}|{question}|{choice}"


def marks(rated: Iterable[TicketRated]) -> Marks:
    """How often each answer was given."""
    found: Counter[str] = Counter()
    for one in rated:
        asked = one.questionnaire, one.version
        found[mark(*asked)] += 1
        found.update(mark(*asked, question, choice) for question, choice in one.answers.items())
        if one.reason:
            found[mark(*asked, "", one.reason)] += 1
    return dict(found)


def newest(rated: Sequence[TicketRated]) -> Sequence[TicketRated]:
    """The ratings that do not make a whole group yet."""
    return rated[len(rated) - len(rated) % GROUP :]


def enough(found: Marks) -> Marks:
    """What was said in such versions of a questionnaire as were answered by a whole group at least."""
    told = {asked for asked in asked_in(found) if found[mark(*asked)] >= GROUP}
    return {key: count for key, count in found.items() if _asked(key) in told}


def _asked(key: str) -> tuple[str, int]:
    name, version, *_ = key.split("|")
    return name, int(version)


def added(all_of_them: Iterable[Marks]) -> Marks:
    """The sum."""
    found: Counter[str] = Counter()
    for one in all_of_them:
        found.update(one)
    return dict(found)


def without(found: Marks, less: Marks) -> Marks:
    """What stays of it."""
    return {key: count - less.get(key, 0) for key, count in found.items() if count > less.get(key, 0)}


def asked_in(found: Marks) -> list[tuple[str, int]]:
    """The questionnaires and versions of which there is anything."""
    parts = (key.split("|") for key in found)
    return sorted(
        {(name, int(version)) for name, version, question, choice in parts if not question + choice}
    )


def hidden(numbers: Mapping[str, int], fewest: int) -> frozenset[str]:
    """Whose figures are not told: those of too few, and as many more as keep these from being found by subtraction."""
    small = {key for key, number in numbers.items() if number < fewest}
    rest = sorted((key for key in numbers if key not in small), key=lambda key: (numbers[key], key))
    while rest and 0 < sum(numbers[key] for key in small) < fewest:
        small.add(rest.pop(0))
    return frozenset(small)
