"""Ratings added up: how often each answer was given, by version of a questionnaire; and which sums nobody may see. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from controller.domain.rating_event import TicketRated

Marks = Mapping[str, int]
"""What was said -> how often. See ``mark``."""
GROUP = 5
"""Of a day only whole groups of five answers to a question are told: neither from two looks nor from two periods one learns one
answer and its time."""


def mark(questionnaire: str, version: int, question: str = "", choice: str = "") -> str:
    """The key of an answer; without a question that of all ratings; with a choice alone that of a reason."""
    return f"{questionnaire}|{version}|{question}|{choice}"


def marks(rated: Iterable[TicketRated]) -> Marks:
    """How often each answer was given."""
    found: Counter[str] = Counter()
    for one in rated:
        found.update(_marks(one))
    return dict(found)


def _marks(one: TicketRated) -> list[str]:
    asked = one.questionnaire, one.version
    answers = [mark(*asked, question, choice) for question, choice in one.answers.items()]
    reasons = [mark(*asked, "", one.reason)] if one.reason else []
    return [mark(*asked), *answers, *reasons]


def unfinished(rated: Iterable[TicketRated]) -> Marks:
    """What was said last and makes no whole group yet: of each question, for some leave it unanswered or are asked others."""
    said: dict[str, list[str]] = defaultdict(list)
    for one in rated:
        for key in _marks(one):
            said[_group(key)].append(key)
    found: Counter[str] = Counter()
    for keys in said.values():
        found.update(keys[len(keys) - len(keys) % GROUP :])
    return dict(found)


def enough(found: Marks) -> Marks:
    """What was said to such questions as were answered by a whole group at least."""
    numbers: Counter[str] = Counter()
    for key, count in found.items():
        numbers[_group(key)] += count
    return {key: count for key, count in found.items() if numbers[_group(key)] >= GROUP}


def _group(key: str) -> str:
    """What must come from five: all ratings of a version, all answers to a question, all reasons."""
    name, version, question, choice = key.split("|")
    return "|".join((name, version, question, "answered" if choice else ""))


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
