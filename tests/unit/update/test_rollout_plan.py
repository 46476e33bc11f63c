"""Whose turn it is: one machine first, then the others one by one, and nobody any more once it went wrong."""

from dataclasses import replace

import pytest

from contracts.vocabulary import DeviceId
from controller.updates.rollout import (
    FIRST_WATCH_MS,
    FRESH_MS,
    LONGEST_MS,
    Begun,
    Bundle,
    Plan,
    Standing,
    Told,
    again,
    begin,
    calmed,
    interrupted,
    seen_well,
    standing,
    turn,
)

NEW = Bundle("2.0", "bookworm", "arm64")
NOW = 1_000_000_000
OLD = Told(NOW, "1.0", "bookworm", "arm64", "kiosk_app", heard=True)
A, B, C = (DeviceId(name) for name in ("kiosk-1", "kiosk-2", "board-1"))
OFFICE = {A: OLD, B: OLD, C: replace(OLD, program="display_board")}
PLAN = Plan("2.0")
LATER = NOW + FIRST_WATCH_MS


def updated(told: Told, **more: object) -> Told:
    return replace(told, runs="2.0", ended="done", ended_at=NOW, **more)  # type: ignore[arg-type]


def turned(
    machines: dict[DeviceId, Told], plan: Plan, now: int = NOW, *, free: bool = True
) -> DeviceId | None:
    return turn(machines, NEW, plan, now, free=free)


def test_one_is_first_and_of_its_kind_there_is_another():
    assert turned(OFFICE, PLAN) == A
    assert turned({A: OLD, C: OFFICE[C]}, PLAN) == C, "with one of each, by name"
    assert turned({}, PLAN) is None


def test_while_somebody_is_served_it_is_nobodys_turn_unless_a_person_says_so():
    assert turned(OFFICE, PLAN, free=False) is None
    begun = begin(PLAN, A, OLD, NOW)
    assert turned(OFFICE, begun, free=False) is None, "nor does one go on that has begun"
    assert turned(OFFICE, replace(PLAN, hurry=True), free=False) == A


def test_while_one_works_no_other_begins():
    begun = begin(PLAN, A, OLD, NOW)
    assert turned(OFFICE, begun, NOW + 60_000) == A
    assert begin(begun, A, OLD, NOW + 5) == begun, "it begins once"


def test_the_others_wait_until_the_first_has_run_well_for_a_while_and_go_one_by_one():
    one = {**OFFICE, A: updated(OLD)}
    plan = seen_well(begin(PLAN, A, OLD, NOW), A, one[A], NEW, NOW)
    assert standing(A, one[A], NEW, plan, NOW) is Standing.DONE
    assert turned(one, plan, LATER - 1) is None
    fresh = {device: replace(told, at=LATER) for device, told in one.items()}
    assert turned(fresh, plan, LATER) is None, "it must be seen well again after that while"
    assert not seen_well(plan, A, fresh[A], NEW, LATER - 1).watched
    plan = seen_well(plan, A, fresh[A], NEW, LATER)
    assert turned(fresh, plan, LATER) == B
    plan = begin(plan, B, fresh[B], LATER)
    both = {**fresh, B: updated(fresh[B])}
    assert turned(both, plan, LATER) == B
    plan = seen_well(plan, B, both[B], NEW, LATER)
    assert turned(both, plan, LATER) == C, "only the first is watched for long"
    plan = begin(plan, C, both[C], LATER)
    everybody = {**both, C: updated(both[C])}
    plan = seen_well(plan, C, everybody[C], NEW, LATER)
    assert turned(everybody, plan, LATER) is None


@pytest.mark.parametrize(
    "told",
    [
        updated(OLD, heard=False),
        updated(OLD, faults=frozenset({"camera-gone"})),
    ],
)
def test_one_that_is_not_well_is_waited_for_and_then_has_failed(told: Told):
    plan = begin(PLAN, A, OLD, NOW)
    assert seen_well(plan, A, told, NEW, NOW) == plan
    assert standing(A, told, NEW, plan, NOW + LONGEST_MS - 1) is Standing.WORKS
    assert standing(A, told, NEW, plan, NOW + LONGEST_MS) is Standing.FAILED
    assert turned({**OFFICE, A: told}, plan, NOW + LONGEST_MS) is None


def test_a_fault_of_before_is_no_fault_of_the_update():
    paper = frozenset({"paper-out"})
    before = replace(OLD, faults=paper)
    plan = begin(PLAN, A, before, NOW)
    after = seen_well(plan, A, updated(before), NEW, NOW)
    assert A in after.well


def test_one_that_went_back_ends_it_for_all_until_a_person_says_again():
    plan = begin(PLAN, A, OLD, NOW)
    back = replace(OLD, ended="error.went-back", ended_at=NOW + 9)
    machines = {**OFFICE, A: back}
    assert standing(A, back, NEW, plan, NOW) is Standing.FAILED
    assert turned(machines, plan) is None
    plan = again(plan, {A})
    assert turned(machines, plan) == A
    plan = begin(plan, A, back, NOW)
    assert standing(A, back, NEW, plan, NOW) is Standing.WORKS, "what it tells is of the last time"
    assert standing(A, replace(back, ended_at=NOW + 10), NEW, plan, NOW) is Standing.FAILED


def test_one_that_was_taken_back_by_hand_has_failed_too():
    plan = Plan("2.0", {A: Begun(NOW)}, {A: NOW})
    assert standing(A, OLD, NEW, plan, NOW + LONGEST_MS) is Standing.FAILED


def test_who_is_away_or_of_another_kind_is_passed_over_and_gets_it_later():
    away = {**OFFICE, A: replace(OLD, at=NOW - FRESH_MS), B: replace(OLD, arch="amd64")}
    stands = {device: standing(device, told, NEW, PLAN, NOW) for device, told in away.items()}
    assert stands == {A: Standing.AWAY, B: Standing.OTHER_KIND, C: Standing.WAITS}
    assert turned(away, PLAN) == C
    assert turned({**away, A: OLD}, PLAN) == A


def test_one_whose_program_is_not_heard_gets_nothing_that_it_could_be_blamed_for():
    deaf = replace(OLD, heard=False)
    assert standing(A, deaf, NEW, PLAN, NOW) is Standing.AWAY
    assert turned({A: deaf, B: OLD}, PLAN) == B


def test_a_desk_that_began_anew_waits_for_the_one_that_had_begun():
    plan = begin(PLAN, A, OLD, NOW)
    assert turned({B: OLD, C: OFFICE[C]}, plan) is None
    assert turned(OFFICE, plan) == A
    done = seen_well(plan, A, updated(OLD), NEW, NOW - FIRST_WATCH_MS)
    assert turned({B: OLD, C: OFFICE[C]}, done) is None, "it was well once, and is not seen any more"
    done = seen_well(done, A, updated(OLD), NEW, NOW)
    assert turned({B: OLD, C: OFFICE[C]}, done) == C, "nobody waits for one that is well and switched off"


def test_one_that_has_the_version_already_needs_no_turn_and_is_nobodys_first():
    here = {**OFFICE, A: updated(OLD)}
    assert standing(A, here[A], NEW, PLAN, NOW) is Standing.DONE
    assert turned(here, PLAN) in {B, C}
    assert seen_well(PLAN, A, here[A], NEW, NOW) == PLAN


def test_a_person_can_hold_it():
    assert turned(OFFICE, replace(PLAN, held=True)) is None
    assert turned(OFFICE, again(replace(PLAN, held=True), set())) == A


@pytest.mark.parametrize("more", [{"heard": False}, {"faults": frozenset({"camera-gone"})}])
def test_a_first_one_that_is_well_for_a_moment_only_has_not_been_well(more: dict[str, object]) -> None:
    plan = seen_well(begin(PLAN, A, OLD, NOW), A, updated(OLD), NEW, NOW)
    bad = updated(OLD, **more)
    plan = seen_well(plan, A, bad, NEW, NOW + 60_000)
    machines = {device: replace(told, at=LATER) for device, told in {**OFFICE, A: bad}.items()}
    assert turned(machines, plan, LATER) in {A, None}, "no other one"
    assert standing(A, bad, NEW, plan, NOW + LONGEST_MS) is Standing.FAILED
    again_well = seen_well(plan, A, updated(OLD), NEW, LATER)
    assert not seen_well(again_well, A, updated(OLD), NEW, LATER + FIRST_WATCH_MS - 1).watched


def test_a_turn_that_the_next_day_or_a_switch_interrupted_comes_again_and_has_not_failed() -> None:
    plan = begin(PLAN, A, OLD, NOW)
    later = replace(OLD, at=NOW + 2 * LONGEST_MS)
    minutes = later.at - 2 * 60_000
    off = interrupted(plan, A, later, NOW, NEW, free=True)
    anew = interrupted(plan, A, later, None, NEW, free=True)
    served = interrupted(plan, A, later, minutes, NEW, free=False)
    held = interrupted(replace(plan, held=True), A, later, minutes, NEW, free=True)
    for each in (off, anew, served, held):
        assert standing(A, later, NEW, each, later.at) is Standing.WAITS
    assert interrupted(plan, A, later, minutes, NEW, free=True) == plan, "it was there, and had its time"
    assert interrupted(replace(plan, hurry=True), A, later, minutes, NEW, free=False).begun == plan.begun
    assert interrupted(plan, A, updated(later), NOW, NEW, free=False) == plan, "what it runs is looked at"


def test_one_that_went_back_while_it_was_off_has_failed_for_all_that() -> None:
    plan = begin(PLAN, A, OLD, NOW)
    for how in ("error.went-back", "error.unheard", "error.taken-back", "cut-short"):
        back = replace(OLD, at=NOW + 2 * LONGEST_MS, ended=how, ended_at=NOW + 9)
        assert interrupted(plan, A, back, None, NEW, free=False) == plan
        assert standing(A, back, NEW, plan, back.at) is Standing.FAILED


def test_one_that_was_well_and_comes_back_with_an_older_card_gets_it_again_and_is_looked_at_again() -> None:
    plan = seen_well(begin(PLAN, A, OLD, NOW), A, updated(OLD), NEW, NOW)
    week = NOW + 7 * 24 * LONGEST_MS
    card = replace(OLD, at=week)
    plan = interrupted(plan, A, card, NOW, NEW, free=True)
    assert turned({A: card}, plan, week) == A
    plan = begin(plan, A, card, week)
    assert standing(A, updated(card, heard=False), NEW, plan, week) is Standing.WORKS


def test_a_failed_one_that_gets_another_turn_is_looked_at_again() -> None:
    plan = Plan("2.0", {A: Begun(NOW)}, {A: NOW}, watched=True)
    assert again(plan, {A}) == Plan("2.0")


def test_one_that_runs_a_newer_version_is_passed_over_and_stops_nobody() -> None:
    plan = begin(PLAN, A, OLD, NOW)
    newer = replace(OLD, runs="3.0", ended="error.not-newer", ended_at=NOW + 9)
    machines = {**OFFICE, A: newer}
    assert standing(A, newer, NEW, plan, NOW + 2 * LONGEST_MS) is Standing.NEWER
    assert turned(machines, plan) == B
    assert interrupted(plan, A, newer, None, NEW, free=False) == plan, "it is not fetched again and again"


def test_haste_ends_with_those_who_were_there() -> None:
    plan = replace(begin(PLAN, A, OLD, NOW), hurry=True)
    assert calmed(plan, {A: OLD}, NEW, NOW).hurry
    plan = seen_well(plan, A, updated(OLD), NEW, NOW)
    assert calmed(plan, {A: updated(OLD), B: OLD}, NEW, NOW).hurry
    blinks = {A: updated(OLD), B: replace(OLD, heard=False)}
    assert calmed(plan, blinks, NEW, NOW).hurry, "its program begins anew just now"
    plan = calmed(plan, {A: updated(OLD), B: replace(OLD, at=NOW - FRESH_MS)}, NEW, NOW)
    assert not plan.hurry
    assert turned({A: updated(OLD), B: OLD}, plan, free=False) is None


@pytest.mark.parametrize("code", ["paper-end", "cover-open", "power-low"])
def test_nobody_goes_back_because_the_paper_ended(code: str) -> None:
    plan = begin(PLAN, A, OLD, NOW)
    assert A in seen_well(plan, A, updated(OLD, faults=frozenset({code})), NEW, NOW).well
