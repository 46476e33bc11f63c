"""Who may overtake whom, and how often: one priority for every two ordinary calls, or strictly."""

from contracts.vocabulary import CallRule, CounterId
from controller.domain.commands import CallNext, Command, MarkNoShow, Resume, Transfer
from controller.domain.day import Day
from controller.domain.events import TicketCalled
from controller.domain.office import Counter, Office
from tests import builders as b

FIRST_COME = b.take()
LAND = b.take(b.LAND)
PRIORITY = b.take(priority=b.ELDERLY)
LAND_PRIORITY = b.take(b.LAND, b.ELDERLY)


def _calls(office: Office, day: Day, counter: CounterId = b.TWO) -> list[str]:
    """Every number in the order in which one counter calls it, with a star where it overtook."""
    said = []
    while day.waiting:
        (*_, called) = b.decided(office, day, CallNext(counter)).events
        assert isinstance(called, TicketCalled)
        star = "" if called.rule is CallRule.FIRST_COME else "*"
        said.append(day.tickets[called.ticket].number + star)
        day = b.after(office, day, CallNext(counter))
    return said


def _queue(*commands: Command) -> Day:
    return b.after(b.open_office(), b.a_day(), *commands)


def test_without_priority_it_is_first_come_first_served():
    assert _calls(b.open_office(), _queue(*[FIRST_COME] * 3)) == ["A001", "A002", "A003"]


def test_a_priority_ticket_overtakes_at_once_and_then_after_every_two_ordinary_calls():
    day = _queue(*[FIRST_COME] * 5, *[PRIORITY] * 4)
    assert _calls(b.open_office(), day) == [
        *("A006*", "A001", "A002", "A007*", "A003", "A004", "A008*", "A005", "A009"),
    ]


def test_the_ratio_can_be_chosen():
    day = _queue(*[FIRST_COME] * 3, *[PRIORITY] * 3)
    assert _calls(b.with_policy(ratio=1), day) == ["A004*", "A001", "A005*", "A002", "A006*", "A003"]
    assert _calls(b.with_policy(ratio=3), day) == ["A004*", "A001", "A002", "A003", "A005", "A006"]


def test_strict_priority_always_goes_first():
    day = _queue(*[FIRST_COME] * 2, *[PRIORITY] * 3)
    assert _calls(b.with_policy(ratio=0), day) == ["A003*", "A004*", "A005*", "A001", "A002"]


def test_a_call_says_by_which_rule_priority_went_first():
    day = _queue(FIRST_COME, PRIORITY)
    rules = {ratio: b.decided(b.with_policy(ratio=ratio), day, CallNext(b.ONE)).events[0] for ratio in (0, 2)}
    assert [getattr(event, "rule", None) for event in rules.values()] == [
        CallRule.PRIORITY_STRICT,
        CallRule.PRIORITY_TURN,
    ]


def test_a_priority_ticket_that_came_first_overtakes_nobody():
    assert _calls(b.open_office(), _queue(PRIORITY, FIRST_COME, PRIORITY)) == ["A001", "A003*", "A002"]


def test_priority_tickets_keep_their_own_order():
    assert _calls(b.open_office(), _queue(PRIORITY, LAND_PRIORITY, PRIORITY)) == ["A001", "B001", "A002"]


def test_a_priority_ticket_waits_until_every_service_it_would_overtake_had_its_turns():
    day = _queue(FIRST_COME, PRIORITY, LAND, LAND, LAND, LAND_PRIORITY)
    assert _calls(b.open_office(), day) == ["A002*", "A001", "B004*", "B001", "B002", "B003"]
    mixed = _queue(FIRST_COME, LAND, PRIORITY, LAND_PRIORITY)
    assert _calls(b.open_office(), mixed) == ["A002*", "A001", "B001", "B002"]


def test_being_overtaken_counts_for_the_services_that_were_overtaken_only():
    day = _queue(FIRST_COME, PRIORITY, LAND, LAND_PRIORITY)
    (called,) = b.decided(b.open_office(), day, CallNext(b.TWO)).events
    assert isinstance(called, TicketCalled)
    assert called.charged == (b.CIVIL,)


def test_a_priority_call_in_its_own_place_is_no_turn_of_the_ordinary():
    office = b.open_office()
    day = _queue(FIRST_COME, PRIORITY, CallNext(b.ONE), CallNext(b.ONE), PRIORITY, CallNext(b.ONE))
    assert b.number_at(day, b.ONE) == "A003"
    assert _calls(office, b.after(office, day, FIRST_COME, PRIORITY)) == ["A004", "A005"]


def test_overtaking_at_one_counter_counts_at_the_others():
    office = b.open_office(counters={c: Counter(c, c[-1], (b.CIVIL,)) for c in (b.ONE, b.TWO)})
    day = b.after(office, b.a_day(), FIRST_COME, FIRST_COME, FIRST_COME, PRIORITY, PRIORITY)
    day = b.after(office, day, CallNext(b.ONE), CallNext(b.TWO))
    assert (b.number_at(day, b.ONE), b.number_at(day, b.TWO)) == ("A004", "A001")


def test_a_ticket_tied_to_a_counter_is_not_in_the_way_elsewhere():
    office = b.open_office()
    day = b.after(office, b.a_day(), FIRST_COME, CallNext(b.ONE), Transfer(b.ONE, to_counter=b.TWO))
    day = b.after(office, day, FIRST_COME, PRIORITY, CallNext(b.ONE))
    assert b.number_at(day, b.ONE) == "A003"
    assert day.credit == {b.CIVIL: 0}


def test_whoever_comes_back_is_first_of_the_class_again():
    office = b.open_office()
    day = b.after(office, b.a_day(), FIRST_COME, FIRST_COME, CallNext(b.ONE), MarkNoShow(b.ONE))
    day = b.after(office, day, FIRST_COME, Resume(b.ticket("A001")))
    assert _calls(office, day) == ["A001", "A002", "A003"]
