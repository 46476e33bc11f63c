from contracts.vocabulary import RefusalCode, TicketState
from controller.domain.commands import (
    CallNext,
    Command,
    CorrectTicket,
    MarkNoShow,
    Resume,
    SignIn,
    SignOut,
    Tick,
)
from tests.builders import (
    BINH,
    CIVIL,
    HOA,
    LAND,
    ONE,
    SECOND_KIOSK,
    TWO,
    a_day,
    after,
    clock,
    refusal_code,
    take,
    with_policy,
)


def test_a_second_number_of_a_service_must_wait_for_the_pause():
    office = with_policy(same_service_pause_s=30)
    day = after(office, a_day(), "08:00:00", take(CIVIL))
    assert refusal_code(office, day, take(CIVIL), clock("08:00:29")) is RefusalCode.TOO_SOON
    assert len(after(office, day, "08:00:31", take(CIVIL)).tickets) == 2


def test_the_pause_is_for_one_service_at_one_kiosk():
    office = with_policy(same_service_pause_s=30)
    day = after(office, a_day(), "08:00:00", take(CIVIL))
    day = after(office, day, "08:00:01", take(LAND))
    day = after(office, day, "08:00:02", take(CIVIL, device=SECOND_KIOSK))
    assert len(day.tickets) == 3


def test_a_no_show_lapses_after_enough_later_calls_of_its_service():
    office = with_policy(no_show_calls=2)
    day = after(office, a_day(), "08:00", *[take(CIVIL)] * 4, CallNext(ONE), MarkNoShow(ONE))
    missed = next(iter(day.tickets.values()))
    day = after(office, day, CallNext(ONE), Tick())
    assert day.tickets[missed.id].state is TicketState.NO_SHOW
    day = after(office, day, CallNext(ONE), Tick())
    assert day.tickets[missed.id].state is TicketState.LAPSED
    assert refusal_code(office, day, Resume(missed.id)) is RefusalCode.WRONG_STATE


def test_a_no_show_whose_service_is_put_right_has_not_been_passed_by_those_of_the_other_service():
    office = with_policy(no_show_calls=2)
    lands: list[Command | str] = [*[take(LAND)] * 4, CallNext(TWO), CallNext(TWO)]
    day = after(office, a_day(), "08:00", *lands, take(CIVIL), take(CIVIL), CallNext(ONE), MarkNoShow(ONE))
    missed = next(ticket for ticket in day.tickets.values() if ticket.state is TicketState.NO_SHOW)
    day = after(office, day, CorrectTicket(missed.id, service=LAND), Tick())
    assert day.tickets[missed.id].state is TicketState.NO_SHOW
    day = after(office, day, CallNext(TWO), Tick())
    assert day.tickets[missed.id].state is TicketState.NO_SHOW
    day = after(office, day, CallNext(TWO), Tick())
    assert day.tickets[missed.id].state is TicketState.LAPSED


def test_without_the_rule_a_no_show_may_come_back_all_day():
    office = with_policy()
    day = after(office, a_day(), "08:00", *[take(CIVIL)] * 9, CallNext(ONE), MarkNoShow(ONE))
    missed = next(iter(day.tickets.values()))
    others: list[Command | str] = [CallNext(ONE), Tick()] * 7
    day = after(office, day, *others, Resume(missed.id))
    assert day.tickets[missed.id].state is TicketState.WAITING


def test_a_clerk_sits_at_one_counter_and_a_counter_has_one_clerk():
    office = with_policy()
    day = after(office, a_day(), SignIn(ONE, HOA), SignIn(TWO, HOA))
    assert day.clerks == {TWO: HOA}
    day = after(office, day, SignIn(TWO, BINH))
    assert day.clerks == {TWO: BINH}
    assert after(office, day, SignOut(TWO), SignOut(TWO)).clerks == {}
