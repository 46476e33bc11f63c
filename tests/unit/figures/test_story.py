"""A day told and played again: who passed whom is what the rules counted, pauses are between two clerks, undone things say so."""

import pytest

from contracts.texts import load_catalogue
from contracts.vocabulary import Act, CallRule, ClerkId, CounterId, JobId, PriorityGroup, SlipState
from controller.domain import events as e
from controller.domain.day import Day, apply
from controller.figures.overtaking import overtakings, passed_by
from controller.figures.pauses import pauses
from controller.figures.replayed import replayed
from controller.figures.sheet import Side, everything, sheet_of
from controller.figures.story import story
from controller.web.figures import TEXTS
from tests import builders as b
from tests.unit.figures.any_day import any_day

SEEDS = range(12)
MINUTE = 60_000


def local(at: int):
    from datetime import UTC, datetime  # noqa: PLC0415 - of this helper only

    return datetime.fromtimestamp(at / 1000, UTC)


@pytest.mark.parametrize("seed", SEEDS)
def test_whoever_was_passed_is_as_many_as_the_rules_counted(seed: int):
    events, day = any_day(seed)[1], Day(b.DATE)
    for event in events:
        if isinstance(event, e.TicketCalled):
            passed = passed_by(day, event)
            assert (passed.count, len(passed.named)) == (event.ahead, event.ahead)
        day = apply(day, event)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_list_has_what_the_tally_counts(seed: int):
    events = any_day(seed)[1]
    counted = everything(sheet_of(events, local))
    kept = [one for one in overtakings(b.DATE, events) if not one.taken_back]
    assert sum(one.rule is CallRule.BY_HAND for one in kept) == counted.by_hand
    assert sum(one.rule is not CallRule.BY_HAND for one in kept) == counted.overtook
    found = [one for one in pauses(events) if one.why is None]
    assert (len(found), sum(one.seconds for one in found)) == (counted.pauses, counted.paused_s)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_line_has_its_sentence_and_the_last_frame_is_the_day(seed: int):
    day, events = any_day(seed)
    texts, told = load_catalogue(*TEXTS), list(story(b.DATE, events))
    for one in told:
        assert texts.say("vi", f"story.{one.line.key}", **one.line.facts)
    assert told[-1].frame.waiting == tuple(ticket.number for ticket in day.waiting_tickets())
    assert [one.line.at for one in told] == sorted(one.line.at for one in told)
    calls = sum(isinstance(event, e.TicketCalled) for event in events)
    assert sum(one.line.key.startswith("called-") for one in told) == calls


def test_what_was_undone_stays_and_says_so():
    days = (any_day(seed)[1] for seed in SEEDS)
    events = next(found for found in days if any(isinstance(event, e.ActUndone) for event in found))
    undone = [event for event in events if isinstance(event, e.ActUndone)]
    told = [one.line for one in story(b.DATE, events)]
    assert sum(line.undone for line in told) >= len(undone)
    assert not any(line.undone for line in told if line.key.startswith("undone-"))


def test_every_act_rule_and_state_of_a_slip_has_a_sentence():
    texts = load_catalogue(*TEXTS)
    keys = [f"story.undone-{act}" for act in Act] + [f"rule.{rule}" for rule in CallRule]
    keys += [f"story.called-{rule}" for rule in CallRule]
    keys += [f"story.slip-{state}" for state in (SlipState.UNKNOWN, SlipState.NOT_PRINTED)]
    assert [key for key in keys if not texts.has(key)] == []


def test_a_gap_in_the_journal_hides_nothing_but_itself():
    events = any_day(1)[1]
    first = next(event for event in events if isinstance(event, e.TicketIssued))
    rest = [event for event in events if event is not first]
    assert len(list(story(b.DATE, rest))) < len(list(story(b.DATE, events)))
    assert list(replayed(b.DATE, rest))[-1].event is events[-1]


def issued(at: int, told: tuple[int, int] | None = None) -> e.TicketIssued:
    low, high = told or (None, None)
    number = f"A{at:03}"
    return e.TicketIssued(
        at,
        b.ticket(number),
        number,
        b.CIVIL,
        at,
        at,
        PriorityGroup.ORDINARY,
        "vi",
        b.KIOSK,
        wait_low=low,
        wait_high=high,
    )


@pytest.mark.parametrize(
    ("wait_s", "told", "counts"),
    [
        (300, (5, 10), (1, 1, 0)),
        (299, (5, 10), (1, 0, 0)),
        (600, (5, 10), (1, 1, 0)),
        (601, (5, 10), (1, 0, 1)),
        (300, None, (0, 0, 0)),
    ],
)
def test_a_call_is_judged_by_the_minutes_that_were_told(
    wait_s: int, told: tuple[int, int] | None, counts: tuple[int, int, int]
):
    first = issued(1, told)
    called = e.TicketCalled(
        1 + wait_s * 1000, first.ticket, b.ONE, CallRule.FIRST_COME, (first.ticket,), (), None
    )
    tally = everything(sheet_of([first, called], local))
    assert (tally.told, tally.within, tally.later) == counts


def test_a_pause_is_from_one_clerk_to_the_next_and_a_takeover_is_none():
    one, lan, binh = CounterId("1"), ClerkId("lan"), ClerkId("binh")
    events: list[e.AnyEvent] = [
        e.ClerkSignedIn(0, one, lan),
        e.ClerkSignedOut(10 * MINUTE, one, lan),
        e.ClerkSignedIn(25 * MINUTE, one, binh),
        e.ClerkSignedOut(30 * MINUTE, one, binh),
        e.ClerkSignedIn(30 * MINUTE, one, lan),
        e.ClerkSignedOut(40 * MINUTE, one, lan),
    ]
    (found,) = pauses(events)
    assert (found.left, found.came, found.seconds) == (lan, binh, 900)
    tallies = sheet_of(events, local)
    assert tallies[Side.COUNTER][one].paused_s == tallies[Side.CLERK][lan].paused_s == 900


def test_slips_are_counted_by_their_last_word():
    first = issued(1)
    events: list[e.AnyEvent] = [first]
    for job, states in (
        ("a", ["sending", "printed"]),
        ("b", ["unknown"]),
        ("c", ["unknown", "printed"]),
        ("d", []),
    ):
        events.append(e.SlipQueued(2, JobId(job), first.ticket, b.PRINTER, 1))
        events += [e.SlipChanged(3, JobId(job), first.ticket, SlipState(state), "") for state in states]
    tally = everything(sheet_of(events, local))
    assert (tally.slips, tally.slips_unknown) == (4, 1)
