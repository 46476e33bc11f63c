"""The promised range is true for about four citizens of five, in offices of many kinds."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from random import Random

import pytest

from contracts.vocabulary import ServiceCode
from controller.domain.office import Counter, Office
from tests import builders as b
from tests.unit.controller.simulated_office import Kept, OfficeDay

pytestmark = pytest.mark.slow

DAYS = 25
MORNING, WHOLE_DAY = 225, 540


@dataclass(frozen=True)
class Kind:
    """An office, how long visits really take (the settings say ten minutes), and how many citizens come."""

    office: Office
    minutes: Mapping[ServiceCode, float]
    per_minute: float
    variation: float = 1.0
    lasts: int = MORNING

    @cached_property
    def days(self) -> list[Kept]:
        dice = Random(20261123)  # noqa: S311 - a simulation that must be the same each time
        return [
            kept
            for _ in range(DAYS)
            for kept in OfficeDay(
                self.office, dice, self.minutes, self.per_minute, self.variation, self.lasts
            ).run()
        ]


def _civil_only(*counters: int) -> Office:
    ids = [(b.ONE, b.TWO, b.THREE)[n - 1] for n in counters]
    return b.open_office(counters={i: Counter(i, i[-1], (b.CIVIL,)) for i in ids})


KINDS = {
    "two counters, as busy as can be": Kind(_civil_only(1, 2), {b.CIVIL: 10}, 0.2),
    "one counter": Kind(_civil_only(1), {b.CIVIL: 10}, 0.1),
    "three counters, a quiet day": Kind(_civil_only(1, 2, 3), {b.CIVIL: 10}, 0.2),
    "two counters, far too many citizens": Kind(_civil_only(1, 2), {b.CIVIL: 10}, 0.3),
    "two counters, rather even visits": Kind(_civil_only(1, 2), {b.CIVIL: 10}, 0.2, variation=0.6),
    "visits take longer than the settings say": Kind(_civil_only(1, 2), {b.CIVIL: 16}, 0.13),
    "visits are shorter than the settings say": Kind(_civil_only(1, 2), {b.CIVIL: 5}, 0.4),
    "three services share three counters": Kind(
        b.open_office(), {b.CIVIL: 10, b.LAND: 10, b.RESULTS: 10}, 0.28
    ),
    "the same, with visits of very different length": Kind(
        b.open_office(), {b.CIVIL: 7, b.LAND: 14, b.RESULTS: 5}, 0.3
    ),
    "two counters, a whole day with lunch": Kind(_civil_only(1, 2), {b.CIVIL: 10}, 0.2, lasts=WHOLE_DAY),
    "the same, priority always first": Kind(
        b.with_policy(ratio=0), {b.CIVIL: 10, b.LAND: 10, b.RESULTS: 10}, 0.28
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_promised_wait_is_true_for_about_four_of_five(kind: str):
    kept = KINDS[kind].days
    assert len(kept) > 400
    share = sum(one.held for one in kept) / len(kept)
    assert 0.70 <= share <= 0.97


@pytest.mark.parametrize("kind", KINDS)
def test_the_promise_is_not_kept_by_being_empty(kind: str):
    waited = [one for one in KINDS[kind].days if one.took > 10]
    assert sum(one.promised.low > 0 for one in waited) > 0.7 * len(waited)
    middle = sorted(one.promised.high / max(one.took, 1) for one in waited)[len(waited) // 2]
    assert middle < 3
