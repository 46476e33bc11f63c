"""What became of each number: told by the events that stand, and by the day itself, which was written apart."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from contracts.vocabulary import TicketState
from controller.domain import commands as c
from controller.domain.day import fold
from controller.domain.decide import close_day
from controller.domain.events import AnyEvent, TicketIssued
from controller.figures.sheet import Side, everything, sheet_of
from controller.figures.visits import End, Visit, visits
from tests import builders as b
from tests.unit.figures.any_day import OFFICE, any_day


def story(*told: c.Command | str) -> dict[str, Visit]:
    """The visits of a history, by number; the last word may be ``close``."""
    day, happened, at = b.a_day(), list[AnyEvent](), None
    for word in told:
        if word == "close":
            shut = close_day(day, b.clock("18:00"))
            happened += shut
            day = fold(day, shut)
        elif isinstance(word, str):
            at = b.clock(word)
        else:
            decided = b.decided(OFFICE, day, word, at)
            happened += decided.events
            day, at = fold(day, decided.events), None
    return {visit.number: visit for visit in visits(happened).values()}


def ends(visit: Visit) -> list[tuple[str, End, int | None]]:
    return [(stay.counter, stay.end, stay.seconds) for stay in visit.stays]


@pytest.mark.parametrize("seed", range(24))
def test_the_day_and_the_visits_agree_whatever_happened(seed: int):
    day, happened = any_day(seed, closes=seed % 3 > 0)
    found = visits(happened)
    assert list(found) == list(day.tickets)
    for ticket in day.tickets.values():
        visit = found[ticket.id]
        assert visit.state is ticket.state, ticket.number
        assert visit.service == ticket.service
        assert (visit.stays[0].called_at if visit.stays else None) == ticket.first_called_at
        if ticket.state in (TicketState.FINISHED, TicketState.NO_SHOW, TicketState.CALLED):
            assert visit.stays[-1].counter == ticket.counter
        if ticket.state is not TicketState.PARKED:
            assert visit.ended_at == ticket.ended_at


def test_the_wait_runs_from_the_number_to_its_first_call_and_the_service_from_the_call_to_the_end():
    found = story("08:00", b.take(), "08:20", c.CallNext(b.ONE), "08:25:30", c.Finish(b.ONE))
    assert found["A001"].wait_s == 20 * 60
    assert ends(found["A001"]) == [("counter-1", End.FINISHED, 330)]


def test_a_transfer_begins_a_stay_of_its_own_and_the_wait_stays_that_of_the_first_call():
    found = story(
        *("08:00", b.take(), "08:10", c.CallNext(b.ONE), "08:12", c.Transfer(b.ONE, b.LAND)),
        *("08:30", c.CallNext(b.THREE), "08:31", c.Finish(b.THREE)),
    )
    visit = found["A001"]
    assert (visit.asked, visit.service, visit.wait_s) == (b.CIVIL, b.LAND, 600)
    assert ends(visit) == [("counter-1", End.TRANSFERRED, 120), ("counter-3", End.FINISHED, 60)]
    assert [stay.service for stay in visit.stays] == [b.CIVIL, b.LAND]


def test_what_was_undone_was_never():
    found = story(
        *("08:00", b.take(), b.take(), "08:10", c.CallNext(b.ONE), "08:20", c.CallNext(b.ONE)),
        *("08:20:05", c.Undo(b.ONE), "08:22", c.Finish(b.ONE)),
    )
    assert ends(found["A001"]) == [("counter-1", End.FINISHED, 720)]
    assert found["A002"].stays == ()


def test_who_is_at_the_counter_when_the_day_ends_was_served_for_nobody_knows_how_long():
    found = story("08:00", b.take(), b.take(), "08:10", c.CallNext(b.ONE), "close")
    assert found["A001"].stays[0].end is End.CLOSED
    assert found["A001"].state is TicketState.FINISHED
    assert found["A002"].state is TicketState.LAPSED


def test_a_no_show_who_comes_back_has_two_stays():
    found = story(
        *("08:00", b.take(), "08:10", c.CallNext(b.ONE), "08:12", c.MarkNoShow(b.ONE)),
        *("08:20", c.CallNumber(b.TWO, b.ticket("A001")), "08:30", c.Finish(b.TWO)),
    )
    assert ends(found["A001"]) == [("counter-1", End.NO_SHOW, 120), ("counter-2", End.FINISHED, 600)]
    assert found["A001"].state is TicketState.FINISHED


def test_a_journal_that_lost_the_beginning_of_a_number_still_tells_the_others():
    _, happened = any_day(3)
    first = happened[0]
    found, whole = visits(happened[1:]), visits(happened)
    assert found == {ticket: visit for ticket, visit in whole.items() if ticket != first.ticket}  # type: ignore[union-attr]


def test_numbers_that_were_given_in_trouble_are_counted_on_every_side():
    happened = [
        replace(event, degraded=event.n % 2 == 0) if isinstance(event, TicketIssued) else event
        for event in any_day(5)[1]
    ]
    wanted = sum(event.degraded for event in happened if isinstance(event, TicketIssued))
    sheet = sheet_of(happened, lambda at: datetime.fromtimestamp(at / 1000, UTC))
    assert wanted > 0
    assert everything(sheet).degraded == wanted
    for side in (Side.SERVICE, Side.SESSION, Side.QUARTER):
        assert sum(tally.degraded for tally in sheet[side].values()) == wanted
