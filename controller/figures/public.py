"""What the public sees of a month: how many were served and how long they waited, never so few that one could be known. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from contracts.chance import interval
from contracts.forms.written import minutes, percent
from contracts.open_data import SMALLEST, OpenRating, OpenResults, OpenServiceResult
from controller.figures.figures import Figures
from controller.figures.ratings import Marks, asked_in, mark
from controller.figures.sheet import Side, everything
from controller.figures.tally import Spread, Tally
from controller.rating.questionnaire import Questionnaire


@dataclass(frozen=True)
class Rules:
    """``limit_s``: a longer wait is too long; ``names``: of services, in the order in which they are shown."""

    limit_s: int
    names: Mapping[str, str]
    known: Mapping[tuple[str, int], Questionnaire] = field(default_factory=dict)
    """The questionnaires by id and version."""
    fewest: int = SMALLEST
    """Of fewer ratings nothing is published."""


def results(figures: Figures, rules: Rules, period: str, office: str) -> OpenResults:
    """The results of a period, as they are published."""
    whole = everything(figures.sheet)
    found = figures.sheet.get(Side.SERVICE, {})
    listed = [(name, found[code]) for code, name in rules.names.items() if code in found]
    others = [tally for code, tally in found.items() if code not in rules.names]
    hidden = _hidden([tally for _, tally in listed], others, whole)
    return OpenResults(
        office=office,
        period=period,
        first=figures.period.first.isoformat(),
        last=figures.period.last.isoformat(),
        days=len(figures.by_day),
        limit_minutes=rules.limit_s // 60,
        whole=_result("", whole, rules, hidden=whole.issued < SMALLEST),
        services=tuple(
            _result(name, tally, rules, hidden=place in hidden) for place, (name, tally) in enumerate(listed)
        ),
        ratings=tuple(_ratings(whole.ratings, rules)),
    )


def _ratings(found: Marks, rules: Rules) -> Iterator[OpenRating]:
    """What was said in the whole office, question by question."""
    for asked in asked_in(found):
        for question in rules.known[asked].questions if asked in rules.known else ():
            counts = [found.get(mark(*asked, question.id, choice.id), 0) for choice in question.choices]
            number, best = sum(counts), sum(counts[: question.best])
            share, between = percent(best, number), interval(best, number)
            if number >= rules.fewest and share is not None and between is not None:
                low, high = (round(end * 100, 1) for end in between)
                yield OpenRating(
                    question=question.text.vi, number=number, satisfied=float(share), low=low, high=high
                )


def _hidden(listed: Sequence[Tally], others: Sequence[Tally], whole: Tally) -> frozenset[int]:
    """Which services are not told: the small ones, and as many more as keep those from being found by subtraction."""
    if whole.issued < SMALLEST:
        return frozenset(range(len(listed)))
    small = [place for place, tally in enumerate(listed) if _is_small(tally)]
    unsaid = sum(listed[place].issued for place in small) + sum(tally.issued for tally in others)
    rest = sorted(
        (place for place in range(len(listed)) if place not in small), key=lambda p: listed[p].issued
    )
    for place in rest:
        if not small or unsaid >= SMALLEST:
            break
        small.append(place)
        unsaid += listed[place].issued
    return frozenset(small)


def _is_small(tally: Tally) -> bool:
    return tally.issued < SMALLEST


def _result(name: str, tally: Tally, rules: Rules, *, hidden: bool) -> OpenServiceResult:
    if hidden:
        return OpenServiceResult(name=name)
    waits = Spread(tally.waits)
    timed = waits.number >= SMALLEST
    within = percent(waits.number - waits.beyond(rules.limit_s), waits.number)
    told = percent(tally.within, tally.told) if tally.told >= SMALLEST else None
    return OpenServiceResult(
        name=name,
        issued=tally.issued,
        served=tally.served if _tells_nobody(tally.served, tally.issued) else None,
        wait_median=minutes(waits.rank(0.5)) if timed else None,
        wait_p90=minutes(waits.rank(0.9)) if timed else None,
        within_limit=float(within) if timed and within is not None else None,
        told_right=float(told) if told is not None else None,
    )


def _tells_nobody(part: int, whole: int) -> bool:
    """Whether a part may be told beside its whole: neither it nor what is left of the whole is a handful, but for none."""
    return all(count == 0 or count >= SMALLEST for count in (part, whole - part))
