"""Who is called next: only what the desk still says at that moment."""

from contracts import messages as m
from contracts.vocabulary import CounterId
from display_board.voice.lineup import (
    BRIEF_FROM,
    STALE_MS,
    VOUCHED_S,
    Lineup,
    Quiet,
    Truth,
    Zone,
    hear,
    manner,
    turn,
)
from tests.unit.display_board.board_builders import NOW, VIETNAM_MINUTES, a_call, a_counter

ALL = Zone()


class Hall:
    """A voice and a desk."""

    def __init__(self, zone: Zone = ALL) -> None:
        self.zone, self.lineup, self.now, self.epoch = zone, Lineup(), 0, 1
        self.states: dict[CounterId, m.CounterState] = {}
        for counter in ("1", "2", "3"):
            self.counter(counter, None)

    def counter(self, counter: str, call: m.Call | None) -> None:
        state = a_counter(call, counter=counter).model_copy(update={"epoch": self.epoch})
        self.states[CounterId(counter)] = state
        self.lineup = hear(self.lineup, self.truth(), self.zone)

    def call(self, number: str, counter: str = "1", times: int = 1) -> m.Call:
        self.now += 1000
        call = a_call(number, counter, at=self.now, times=times)
        self.counter(counter, call)
        return call

    def truth(self, quiet_s: float = 0.0) -> Truth:
        return Truth(dict(self.states), NOW + self.now, quiet_s, VIETNAM_MINUTES)

    def next(self, quiet_s: float = 0.0) -> str | None:
        self.lineup, call = turn(self.lineup, self.truth(quiet_s), self.zone)
        return call.number if call else None


def test_calls_are_said_in_the_order_of_the_presses():
    hall = Hall()
    for number, counter in (("A001", "3"), ("A002", "1"), ("A003", "2")):
        hall.call(number, counter)
    assert [hall.next() for _ in range(4)] == ["A001", "A002", "A003", None]


def test_calls_that_come_in_one_look_are_said_in_the_order_of_the_presses():
    hall = Hall()
    for number, counter, at in (("A009", "1", 900), ("A002", "2", 200), ("A005", "3", 500)):
        hall.states[CounterId(counter)] = a_counter(a_call(number, counter, at=at), counter=counter)
    hall.lineup = hear(hall.lineup, hall.truth(), ALL)
    assert [hall.next() for _ in range(3)] == ["A002", "A005", "A009"]


def test_what_a_counter_shows_at_first_is_not_said():
    hall = Hall()
    hall.lineup = Lineup()
    hall.states[CounterId("1")] = a_counter(a_call("A001", at=500))
    hall.lineup = hear(hall.lineup, hall.truth(), ALL)
    assert hall.next() is None
    hall.call("A002")
    assert hall.next() == "A002"


def test_recalls_of_a_waiting_call_are_one_and_keep_its_place():
    hall = Hall()
    hall.call("A001", "1")
    hall.call("A002", "2")
    for times in (2, 3, 4):
        hall.call("A001", "1", times)
    assert hall.lineup.waiting[0].times == 4
    assert [hall.next() for _ in range(3)] == ["A001", "A002", None]


def test_a_recall_after_the_call_was_said_is_said():
    hall = Hall()
    hall.call("A001")
    assert hall.next() == "A001"
    hall.call("A001", times=2)
    assert hall.next() == "A001"


def test_who_has_left_the_counter_is_not_called():
    hall = Hall()
    hall.call("A001", "1")
    hall.call("A002", "2")
    hall.counter("1", None)
    assert [hall.next(), hall.next()] == ["A002", None]


def test_only_the_newest_of_a_counter_is_called():
    hall = Hall()
    hall.call("A001")
    hall.call("A002")
    assert [hall.next(), hall.next()] == ["A002", None]


def test_what_an_undone_call_brings_back_is_not_called_again():
    hall = Hall()
    first = hall.call("A001")
    assert hall.next() == "A001"
    hall.call("A002")
    hall.counter("1", first)
    assert hall.next() is None


def test_a_stale_call_is_not_said():
    hall = Hall()
    hall.call("A001")
    hall.now += STALE_MS
    assert hall.next() == "A001"
    hall.call("A002")
    hall.now += STALE_MS + 1
    assert hall.next() is None


def test_a_silent_desk_vouches_for_nothing_and_may_come_back():
    hall = Hall()
    hall.call("A001")
    assert hall.next(quiet_s=VOUCHED_S + 0.1) is None
    assert hall.next() == "A001"


def test_without_the_desk_s_clock_nothing_is_said():
    hall = Hall()
    call = hall.call("A001")
    assert not Truth(dict(hall.states), None, 0.0, VIETNAM_MINUTES).says(call)


def test_a_desk_that_starts_again_repeats_no_call():
    hall = Hall()
    call = hall.call("A001")
    hall.next()
    hall.epoch = 2
    hall.counter("1", call)
    assert hall.next() is None
    hall.call("A002")
    assert hall.next() == "A002"


def test_a_call_that_waits_outlives_the_desk_s_restart():
    hall = Hall()
    hall.call("A001", "1")
    waiting = hall.call("A002", "2")
    hall.epoch = 2
    hall.counter("2", waiting)
    hall.next()
    assert hall.next() == "A002"


def test_a_zone_hears_its_own_counters():
    hall = Hall(Zone(frozenset({CounterId("2")})))
    hall.call("A001", "1")
    hall.call("A002", "2")
    assert [hall.next(), hall.next()] == ["A002", None]


def test_quiet_hours_swallow_calls():
    hall = Hall(Zone(quiet=(Quiet(16 * 60, 16 * 60 + 1),)))  # NOW is 16:00 in Vietnam
    hall.call("A001")
    assert hall.next() is None
    hall.now = 60_000
    assert hall.next() is None
    hall.call("A002")
    assert hall.next() == "A002"


def test_quiet_hours_may_go_over_midnight():
    night = Quiet(22 * 60, 5 * 60)
    assert [night.holds(minute) for minute in (22 * 60, 0, 5 * 60 - 1, 5 * 60, 12 * 60)] == [True] * 3 + [
        False
    ] * 2


def test_the_more_wait_the_less_is_said_of_each():
    def with_waiting(count: int) -> Lineup:
        return Lineup(waiting=tuple(a_call(f"A{n:03}") for n in range(count)))

    alone, one, many = (manner(with_waiting(count), twice=True) for count in (0, 1, BRIEF_FROM))
    assert (alone.twice, alone.chime, alone.other_language) == (True, True, True)
    assert (one.twice, one.chime) == (False, True)
    assert (many.twice, many.chime, many.other_language) == (False, False, False)
    assert not manner(Lineup(), twice=False).twice
