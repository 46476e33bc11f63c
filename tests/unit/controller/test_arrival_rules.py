"""Who was called has come: the time of a service counts from then, at this counter and of this call."""

from contracts.vocabulary import RefusalCode, TicketState
from controller.domain import commands as c
from controller.domain.day import Day
from controller.domain.events import AnyEvent
from controller.figures.visits import Stay, visits
from tests import builders as b

OFFICE = b.open_office()
CALLED = ("08:00", b.take(), "08:10", c.CallNext(b.ONE))
MINUTE_MS = 60_000


def day_of(*happened: c.Command | str) -> Day:
    return b.after(OFFICE, b.a_day(), *CALLED, *happened)


def test_the_service_takes_from_the_arrival_to_its_end():
    day = day_of("08:13", c.Arrive(b.ONE), "08:20", c.Finish(b.ONE))
    assert day.served[b.CIVIL] == (7 * MINUTE_MS,)
    assert day_of("08:20", c.Finish(b.ONE)).served[b.CIVIL] == (10 * MINUTE_MS,)


def test_an_arrival_counts_for_its_call_only():
    again = ("08:14", c.Park(b.ONE), "08:30", c.CallNumber(b.ONE, b.ticket("A001")), "08:31", c.Finish(b.ONE))
    assert day_of("08:13", c.Arrive(b.ONE), *again).served[b.CIVIL] == (MINUTE_MS,)
    elsewhere = ("08:14", c.Transfer(b.ONE, to_service=b.LAND), "08:30", c.CallNext(b.TWO), "08:32")
    assert day_of("08:13", c.Arrive(b.ONE), *elsewhere, c.Finish(b.TWO)).served[b.LAND] == (2 * MINUTE_MS,)


def test_it_is_said_once_and_of_whoever_was_seen():
    day = day_of("08:13", c.Arrive(b.ONE))
    assert b.decided(OFFICE, day, c.Arrive(b.ONE)).events == ()
    assert b.refused(OFFICE, day_of(), c.Arrive(b.ONE, b.ticket("A009"))).code is RefusalCode.OTHER_TICKET
    assert b.refused(OFFICE, b.a_day(), c.Arrive(b.ONE)).code is RefusalCode.COUNTER_IDLE


def test_a_call_whose_owner_came_at_once_can_still_be_undone_and_nothing_of_it_stays():
    day = b.after(OFFICE, b.a_day(), b.take(), c.CallNext(b.ONE))
    at = day.last_at
    day = b.after_at(OFFICE, day, c.Arrive(b.ONE), at + 2000)
    day = b.after_at(OFFICE, day, c.Undo(b.ONE), at + 4000)
    ticket = day.tickets[b.ticket("A001")]
    assert (ticket.state, ticket.came_at, b.ONE in day.serves_since) == (TicketState.WAITING, None, False)


def stays(*happened: c.Command | str) -> tuple[Stay, ...]:
    """As the figures see it."""
    day = b.a_day()
    events: list[AnyEvent] = []
    at = "08:00"
    for one in (*CALLED, *happened):
        if isinstance(one, str):
            at = one
            continue
        found = b.decided(OFFICE, day, one, b.clock(at))
        events += found.events
        day = b.after_at(OFFICE, day, one, b.clock(at))
    return visits(events)[b.ticket("A001")].stays


def test_figures_count_the_service_from_the_arrival_and_the_wait_to_the_call():
    (stay,) = stays("08:13", c.Arrive(b.ONE), "08:20", c.Finish(b.ONE))
    assert (stay.seconds, stay.called_at) == (7 * 60, b.clock("08:10"))
    first, second = stays(
        *("08:13", c.Arrive(b.ONE), "08:14", c.Park(b.ONE)),
        *("08:30", c.CallNumber(b.ONE, b.ticket("A001")), "08:31", c.Finish(b.ONE)),
    )
    assert (first.seconds, second.seconds) == (60, 60)
