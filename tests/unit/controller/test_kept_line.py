"""The line is kept, and brought forward by what changes about one ticket: it always comes to what walking everybody says."""

from hypothesis import given
from hypothesis import strategies as st

from contracts.vocabulary import Act, TicketState
from controller.domain import commands as c
from controller.domain.day import Day, fold
from controller.domain.decide import Decided, close_day, decide
from controller.domain.events import AnyEvent, TicketCalled, TicketIssued
from controller.domain.line import line_of
from controller.domain.now import Now
from controller.domain.office import Counter, Office, Policy
from controller.domain.selection import call_order, callable_at, choose, lanes_in_order, waiting_at
from controller.domain.staffing import staffed
from controller.domain.waits import outlook, outlooks, wait_for, waits_for
from controller.journal.remembering import remembered
from tests import builders as b
from tests.properties import examples
from tests.unit.controller import plain_line

COUNTERS, SERVICES = (b.ONE, b.TWO, b.THREE), (b.CIVIL, b.LAND, b.RESULTS)
AT = st.sampled_from(COUNTERS)
SERVICE = st.sampled_from(SERVICES)
NUMBER = st.sampled_from([b.ticket(f"{prefix}{n:03}") for prefix in "ABC" for n in range(1, 6)])
WHO = st.sampled_from([b.HOA, b.BINH])
TAKE = st.builds(b.take, SERVICE, st.sampled_from([b.PLAIN, b.PLAIN, b.ELDERLY]))
PRESSES = (
    st.builds(c.CallNext, AT)
    | st.builds(c.CallNumber, AT, NUMBER)
    | st.builds(c.Finish, AT)
    | st.builds(c.MarkNoShow, AT)
    | st.builds(c.Park, AT)
    | st.builds(c.Transfer, AT, SERVICE)
    | st.builds(c.Transfer, AT, st.none(), AT)
    | st.builds(c.Transfer, AT, SERVICE, st.none(), WHO)
    | st.builds(c.Undo, AT, st.none() | st.sampled_from(Act))
    | st.builds(c.Resume, NUMBER)
    | st.builds(c.Cancel, NUMBER)
    | st.builds(c.CorrectTicket, NUMBER, SERVICE, st.sampled_from([b.PLAIN, b.ELDERLY]))
    | st.builds(c.SignIn, AT, WHO, st.none() | AT)
    | st.builds(c.SignOut, AT)
    | st.builds(c.Recall, AT)
    | st.builds(c.Arrive, AT)
    | st.builds(c.CallDigits, AT, st.sampled_from(["1", "2", "3"]))
    | st.builds(c.TakeBreak, AT)
    | st.builds(c.CloseCounter, AT, st.booleans())
    | st.builds(c.HelpOut, AT, SERVICE, st.sampled_from([0, 60]))
)
ALONE = st.sampled_from([b.ticket(number) for number in ("A834", "A835", "B834", "C835")])
BESIDE = (
    st.just(c.LeaseNumbers("a book of kiosk-1", b.KIOSK))
    | st.builds(c.HandIn, ALONE, SERVICE, st.just(b.clock("08:00")), st.just(b.KIOSK))
    | st.builds(c.CallNumber, AT, ALONE)
    | st.just(c.ConfirmClock())
    | st.just(c.Tick())
)
"""What is seldom: numbers that a kiosk gave alone, and what nobody presses."""
HISTORIES = st.lists(
    TAKE | TAKE | PRESSES | BESIDE | st.just("end of the day") | st.just("reopened"), max_size=40
)
OFFICES = st.builds(
    lambda ratio, behind, able, serves: b.open_office(
        policy=Policy(ratio=ratio, no_show_back=behind, no_show_calls=2, two_counters=True),
        skills={} if able is None else {b.HOA: tuple(sorted(able))},
        counters={
            key: Counter(key, key[-1], tuple(sorted(codes)))
            for key, codes in zip(COUNTERS, serves, strict=True)
        },
    ),
    st.sampled_from([0, 1, 2, 3]),
    st.sampled_from([None, 0, 2]),
    st.none() | st.sets(SERVICE),
    st.tuples(*(st.sets(SERVICE, min_size=1) for _ in COUNTERS)),
)


def events_of(office: Office, day: Day, step: c.Command | str) -> tuple[AnyEvent, ...]:
    """What a step leads to; what is refused changes nothing."""
    at = b.next_moment(day)
    if step == "end of the day":
        return close_day(day, at)
    command = c.ReopenDay() if isinstance(step, str) else step
    found = decide(office, day, command, Now(at))
    return found.events if isinstance(found, Decided) else ()


def after(office: Office, day: Day, step: c.Command | str) -> Day:
    """The day after a step."""
    return fold(day, events_of(office, day, step))


def agree(office: Office, day: Day) -> None:
    """Everything that is asked of the line."""
    now, everybody = b.next_moment(day), plain_line.waiting(day)
    assert day.line == line_of(day.tickets.values())
    assert day.waiting_tickets() == everybody
    assert day.waiting == tuple(ticket.id for ticket in everybody)
    assert waits_for(office, day, SERVICES, now) == {
        code: plain_line.wait_for(office, day, code, now) for code in SERVICES
    }
    for code in SERVICES:
        assert day.line.waiting_for(code) == sum(1 for ticket in everybody if ticket.service == code)
        assert wait_for(office, day, code, now) == plain_line.wait_for(office, day, code, now)
    assert outlooks(office, day, now) == {
        ticket.id: plain_line.outlook(office, day, ticket.id, now) for ticket in everybody
    }
    for ticket in everybody:
        assert outlook(office, day, ticket.id, now) == plain_line.outlook(office, day, ticket.id, now)
    there = staffed(office, day.staffing, day.clerks, now)
    for counter in there.counters.values():
        assert choose(day, counter, office.policy) == plain_line.choose(day, counter, office.policy)
        assert waiting_at(day.line, counter) == sum(1 for t in everybody if callable_at(counter, t))
    order = [one.ticket for one in lanes_in_order(day.line.lanes, day.credit, office.policy)]
    assert order == [t.id for t in call_order(everybody, day.credit, office.policy)]


@examples(150)
@given(OFFICES, HISTORIES)
def test_it_comes_to_what_walking_everybody_says(office: Office, history: list[c.Command | str]):
    day = b.a_day()
    for step in history:
        day = after(office, day, step)
        agree(office, day)


@examples(60)
@given(OFFICES, st.lists(TAKE | TAKE | PRESSES | BESIDE, max_size=25), st.data())
def test_it_does_where_what_a_newer_program_wrote_was_passed_over(
    office: Office, history: list[c.Command], data: st.DataObject
):
    day, told = b.a_day(), list[AnyEvent]()
    for step in history:
        found = events_of(office, day, step)
        day, told = fold(day, found), told + list(found)
    lost = data.draw(st.sets(st.integers(0, max(0, len(told) - 1)), max_size=6))
    left = remembered(b.DATE, (event for n, event in enumerate(told) if n not in lost))
    agree(office, left)
    agree(office, after(office, left, data.draw(TAKE | PRESSES)))


def test_whoever_takes_a_number_comes_after_those_of_before_though_not_all_of_them_are_known():
    """The beginning of the journal was set aside, or a newer program wrote it in words of its own."""
    office = b.open_office()
    day, told = b.a_day(), list[AnyEvent]()
    for _ in range(6):
        found = events_of(office, day, b.take())
        day, told = fold(day, found), told + list(found)
    issued = [event for event in told if isinstance(event, TicketIssued)]
    left = b.after(office, remembered(b.DATE, issued[3:]), b.take(), b.take())
    assert b.waiting(left) == ["A004", "A005", "A006", "A007", "A008"]


def test_what_was_taken_back_is_no_other_act_than_the_one_that_was_meant():
    """The newer program wrote the second call in words of its own, and that it was taken back as we do."""
    office, told, day = b.open_office(), list[AnyEvent](), b.a_day()
    for step in (b.take(), b.take(), c.CallNext(b.ONE), c.CallNext(b.ONE), c.Undo(b.ONE)):
        found = events_of(office, day, step)
        day, told = fold(day, found), told + list(found)
    second = [event for event in told if isinstance(event, TicketCalled)][1]
    left = remembered(b.DATE, (event for event in told if event is not second))
    assert left.tickets[b.ticket("A001")].state is TicketState.FINISHED, (
        "its finish is no act that was taken back"
    )
    agree(office, left)


def test_control_such_histories_bind_overtake_undo_and_end():
    """Else they would prove little."""
    office = b.open_office()
    day = b.after(office, b.a_day(), *(b.take(), b.take(priority=b.ELDERLY), b.take(b.LAND)) * 2)
    day = after(office, day, c.SignIn(b.ONE, b.HOA))
    day = after(office, after(office, day, c.CallNext(b.TWO)), c.Transfer(b.TWO, None, b.ONE))
    assert {lane.bound_to for lane in day.line.lanes} == {None, b.ONE}
    assert {lane.is_priority for lane in day.line.lanes} == {True, False}
    agree(office, day)
    undone = after(office, day, c.Undo(b.TWO))
    assert undone.line != day.line
    closed = after(office, undone, "end of the day")
    assert not closed.line.lanes
    assert after(office, closed, "reopened").line.lanes
    agree(office, after(office, closed, "reopened"))
