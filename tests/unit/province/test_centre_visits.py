"""What became of each number: the centre, which knows only what may be told, says the same as the office's own figures."""

import json
from random import Random

import pytest

from contracts import facts as f
from contracts.vocabulary import CallRule, TicketState
from controller.domain.events import AnyEvent
from controller.figures.sheet import Side as OfficeSide
from controller.figures.sheet import sheet_of
from controller.figures.visits import visits as office_visits
from controller.journal.event_codec import dump_event
from controller.sending.choosing import Row, fact_of
from province.tally import COUNTS, WAIT_COLUMNS, tallies
from province.visits import is_closed, visits
from province.waits import BUCKETS, at_most, bucket
from tests import builders as b
from tests.unit.figures.any_day import OFFICE, any_day


def told(events: list[AnyEvent]) -> list[f.Body]:
    """What the centre gets of them, as it reads it."""
    rows = [Row(seq, b.DATE, *dump_event(event), f"{seq:064x}") for seq, event in enumerate(events, 1)]
    facts = [fact for row in rows if (fact := fact_of(row, str))]
    return [f.KINDS[fact.kind].model_validate(json.loads(json.dumps(fact.body))) for fact in facts]


@pytest.mark.parametrize("seed", range(24))
def test_centre_and_office_agree_on_every_number_whatever_happened(seed: int):
    _, happened = any_day(seed, closes=seed % 3 > 0)
    ours, theirs = visits(told(happened)), list(office_visits(happened).values())
    assert [(v.ticket, v.service, v.state, v.arrived_at, v.ended_at, v.wait_s) for v in ours] == [
        (v.ticket, v.asked, v.state, v.arrived_at, v.ended_at, v.wait_s) for v in theirs
    ]
    assert [[stay.seconds for stay in v.stays] for v in ours] == [
        [stay.seconds for stay in v.stays] for v in theirs
    ]


@pytest.mark.parametrize("seed", range(12))
def test_centre_and_office_agree_on_every_sum(seed: int):
    _, happened = any_day(seed)
    ours = tallies(visits(told(happened)), 600)
    theirs = sheet_of(happened, OFFICE.local)[OfficeSide.SERVICE]
    assert ours.keys() == theirs.keys()
    for service, tally in ours.items():
        office = theirs[service]
        for name in (
            "issued",
            "served",
            "absent",
            "cancelled",
            "lapsed",
            "open",
            "priority",
            "calls",
            "no_shows",
        ):
            assert tally[name] == getattr(office, name), name
        assert (tally["waits"], tally["wait_s"]) == (len(office.waits), sum(office.waits))
        assert (tally["services"], tally["service_s"]) == (len(office.services), sum(office.services))
        assert tally["too_long"] == sum(wait > 600 for wait in office.waits)
        assert tally["issued"] == sum(tally[name] for name in COUNTS[1:6])
        assert sum(tally[name] for name in WAIT_COLUMNS) == tally["waits"]


@pytest.mark.parametrize("seed", range(6))
def test_whether_the_day_is_over(seed: int):
    _, happened = any_day(seed, closes=seed % 2 == 0)
    assert is_closed(told(happened)) is (seed % 2 == 0)


def test_a_number_that_two_histories_gave_is_two_visits():
    at = b.clock("08:00")
    ticket = b.ticket("A001")
    given = f.TicketIssued(
        at=at, ticket=ticket, number="A001", service="civil", priority=False, lang="vi", device="kiosk-1"
    )
    called = f.TicketCalled(at=at + 60_000, ticket=ticket, counter="counter-1", rule=CallRule.FIRST_COME)
    first = (given, called, f.TicketFinished(at=at + 90_000, ticket=ticket, counter="counter-1"))
    other = (given, called, f.TicketNoShow(at=at + 99_000, ticket=ticket, counter="counter-1"))
    assert [v.state for v in visits((*first, *other))] == [TicketState.FINISHED, TicketState.NO_SHOW]


def test_what_lies_on_after_the_beginning_was_lost_counts_the_rest():
    dice = Random(5)  # noqa: S311 - a play, no secret
    _, happened = any_day(5)
    facts = [fact for fact in told(happened) if dice.random() < 0.7]
    assert all(visit.state in TicketState for visit in visits(facts))


def test_waits_belong_to_the_first_step_that_they_do_not_exceed():
    assert [bucket(seconds) for seconds in (0, 60, 61, 10_800, 10_801, 10**9)] == [0, 0, 1, 22, 23, 23]
    counts = [0] * (len(BUCKETS) + 1)
    assert at_most(counts, 0.9) == 0
    counts[bucket(300)], counts[bucket(1500)] = 9, 1
    assert (at_most(counts, 0.5), at_most(counts, 0.9), at_most(counts, 0.91)) == (5, 5, 25)
    counts[-1] = 90
    assert at_most(counts, 0.9) is None
