"""``make alone-check`` in small: one history, one with an older copy, the same again, and each guard taken away."""

import pytest

from simulation.alone.controls import Control
from simulation.alone.office import Outcome, Plan, play

pytestmark = pytest.mark.slow
SMALL = {"alone": 12, "away_s": 300.0, "returns": 6, "desk_kills": 2, "kiosk_kills": 4}


def wrong(outcome: Outcome) -> list[object]:
    return [
        *outcome.lost,
        *outcome.doubled,
        *outcome.conflicts,
        *outcome.disordered,
        *["damaged"] * outcome.damaged,
    ]


@pytest.mark.parametrize("older", [False, True])
def test_nothing_is_lost_or_given_twice(older: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    outcome = play(Plan(3, older=older, **SMALL))  # type: ignore[arg-type] # of several kinds
    assert wrong(outcome) == []
    assert outcome.alone >= SMALL["alone"]
    assert outcome.kills > 0
    assert outcome.waiting == 0


def test_the_same_seed_is_the_same_history() -> None:
    plan = Plan(5, **SMALL)  # type: ignore[arg-type] # of several kinds
    assert play(plan) == play(plan)


@pytest.mark.parametrize(
    "plan",
    [
        Plan(1, control=Control.SHOWN_FIRST, kiosk_kills=30, desk_kills=2),
        Plan(
            1, control=Control.LEASE_UNKNOWN, first=110, first_s=420.0, last=30, kiosk_kills=1, desk_kills=1
        ),
        Plan(1, control=Control.SAID_ONCE),
    ],
    ids=lambda plan: plan.control.value,
)
def test_a_guard_that_is_taken_away_is_missed(plan: Plan) -> None:
    assert wrong(play(plan))
