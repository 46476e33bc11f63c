"""The hall now: what a head of office is told, and when."""

from controller.domain import commands as c
from controller.domain.day import Day
from controller.figures.hall import Alarm, Alert, Hall, State, hall
from tests import builders as b

OFFICE = b.open_office()


def seen(day: Day, when: str) -> Hall:
    return hall(OFFICE, day, b.clock(when), limit_s=30 * 60)


def morning(*more: c.Command | str) -> Day:
    return b.after(OFFICE, b.a_day(), "08:00", c.SignIn(b.ONE, b.HOA), *[b.take()] * 4, *more)


def test_who_waits_how_long_and_what_each_counter_does():
    now = seen(morning("08:05", c.CallNext(b.ONE)), "08:10")
    queue, place = now.queues[0], now.places[0]
    assert (queue.waiting, queue.longest_s, queue.too_long, queue.counters) == (3, 580, 0, 1)
    assert (place.state, place.number, place.seconds, place.waiting) == (State.SERVES, "A001", 300, 3)
    assert now.places[1].state is State.EMPTY
    assert (now.waiting, now.served, now.closes_at, now.alerts) == (3, 0, 11 * 60 + 30, ())


def test_waits_beyond_the_limit_are_told():
    assert Alert(Alarm.WAIT, b.CIVIL, 4) in seen(morning(), "08:31").alerts
    assert not [a for a in seen(morning(), "08:29").alerts if a.alarm is Alarm.WAIT]


def test_a_clerk_without_a_citizen_while_people_wait_is_told_after_five_minutes():
    day = morning("08:05", c.CallNext(b.ONE), "08:06", c.Finish(b.ONE))
    assert Alert(Alarm.IDLE, b.ONE, 5) in seen(day, "08:11").alerts
    assert not [a for a in seen(day, "08:10:30").alerts if a.alarm is Alarm.IDLE]


def test_a_clerk_who_has_not_called_anybody_yet_is_told_too():
    assert Alert(Alarm.IDLE, b.ONE, 5) in seen(morning(), "08:05:30").alerts
    assert seen(b.after(OFFICE, b.a_day(), "08:00", c.SignIn(b.ONE, b.HOA)), "09:00").alerts == ()


def test_a_clerk_who_had_nobody_to_call_idles_from_when_somebody_came():
    day = b.after(OFFICE, b.a_day(), "08:00", c.SignIn(b.ONE, b.HOA), b.take(), c.CallNext(b.ONE))
    day = b.after(OFFICE, day, "08:10", c.Finish(b.ONE))
    assert seen(day, "08:40").places[0].seconds == 30 * 60
    day = b.after(OFFICE, day, "09:00", b.take())
    assert not [a for a in seen(day, "09:04").alerts if a.alarm is Alarm.IDLE]
    assert Alert(Alarm.IDLE, b.ONE, 5) in seen(day, "09:05:30").alerts


def test_a_visit_three_times_as_long_as_usual_is_told():
    day = morning("08:05", c.CallNext(b.ONE))
    assert Alert(Alarm.LONG_VISIT, b.ONE, 31) in seen(day, "08:36").alerts
    assert not [a for a in seen(day, "08:34").alerts if a.alarm is Alarm.LONG_VISIT]


def test_people_for_whom_no_counter_is_open_are_told():
    day = b.after(OFFICE, b.a_day(), "08:00", b.take(b.LAND), b.take(b.LAND))
    assert seen(day, "08:01").alerts == (Alert(Alarm.NO_COUNTER, b.LAND, 2),)


def test_it_forecasts_who_will_not_be_served_before_the_counters_close():
    """Ten minutes each, one counter, 11:30: who is called at 11:29 is served, the next one is not."""
    day = morning("08:05", c.CallNext(b.ONE))
    assert (
        seen(day, "11:15").queues[0].unserved == 1
    )  # the visit that lasts ends at any moment; two more begin
    assert seen(day, "11:25").queues[0].unserved == 2
    assert seen(day, "11:00").queues[0].unserved == 0
    helped = b.after(OFFICE, day, "08:06", c.SignIn(b.TWO, b.BINH))
    assert seen(helped, "11:15").queues[0].unserved == 0


def test_after_the_last_session_nobody_is_forecast():
    now = seen(morning(), "17:30")
    assert (now.closes_at, now.queues[0].unserved) == (None, 0)


def test_a_queue_beyond_its_limit_and_a_printer_that_does_not_print_are_told():
    day, now = morning(), b.clock("08:01")
    assert Alert(Alarm.QUEUE, b.CIVIL, 4) in hall(OFFICE, day, now, 1800, queue_limit=3).alerts
    for limit in (0, 4):
        found = hall(OFFICE, day, now, 1800, queue_limit=limit).alerts
        assert not [one for one in found if one.alarm is Alarm.QUEUE]
    assert hall(OFFICE, day, now, 1800, broken=["printer-1"]).alerts[0] == Alert(
        Alarm.PRINTER, "printer-1", 1
    )
