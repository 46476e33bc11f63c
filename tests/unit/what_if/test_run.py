"""A day by the office's rules, with numbers that can be worked out by hand."""

import pytest

from contracts.vocabulary import CounterId, ServiceCode
from controller.what_if.measures import LOOKS, measures, quantile
from controller.what_if.people import Visitor, visitors_of
from controller.what_if.run import DayRun, run
from controller.what_if.scenario import Scenario
from controller.what_if.settings import rules_of
from controller.what_if.shipped import names, scenario
from controller.what_if.variants import UnknownServiceError, Wishes, compare, opening_earlier, variants

LAND = ServiceCode("land")


def office(counters: int = 1, **changes: object) -> Scenario:
    return Scenario.model_validate(
        {
            "name": {"vi": "Thử"},
            "visitors": 3,
            "services": [{"code": "land", "prefix": "D", "name": {"vi": "Đất"}, "share": 1, "minutes": 10}],
            "counters": [{"services": ["land"], "count": counters}],
            "sessions": [
                {"take_from": "07:00", "take_until": "11:00", "serve_from": "08:00", "serve_until": "11:30"},
                {"take_from": "13:00", "take_until": "16:00", "serve_from": "13:30", "serve_until": "17:00"},
            ],
            **changes,
        }
    )


def come(at: float, minutes: float = 10, *, priority: bool = False, shows_up: bool = True) -> Visitor:
    return Visitor(at, LAND, priority, minutes, shows_up)


def waits(day: DayRun) -> list[float | None]:
    return [None if place.waited is None else round(place.waited, 6) for place in day.places]


EIGHT, NINE, LUNCH = 480, 540, 690


def test_one_counter_serves_one_after_the_other():
    day = run(rules_of(office()), [come(NINE), come(NINE + 1), come(NINE + 2)])
    assert waits(day) == [0, 9, 18]
    assert day.busy == {"1": 30}
    assert day.open == {"1": 420}


def test_two_counters_serve_two_at_once():
    assert waits(run(rules_of(office(2)), [come(NINE), come(NINE), come(NINE)])) == [0, 0, 10]


def test_who_comes_before_the_counters_open_waits_for_them():
    assert waits(run(rules_of(office()), [come(450)])) == [EIGHT - 450]


def test_lunch_is_a_wait_and_the_visit_before_it_is_finished():
    day = run(rules_of(office()), [come(LUNCH - 31, 40), come(LUNCH - 30.5)])
    assert waits(day) == [0, 810 - (LUNCH - 30.5)]


def test_priority_goes_first():
    day = run(rules_of(office()), [come(NINE), come(NINE + 1), come(NINE + 2, priority=True)])
    assert waits(day) == [0, 19, 8]


def test_who_does_not_come_keeps_the_counter_for_a_moment_only():
    assert waits(run(rules_of(office()), [come(NINE, shows_up=False), come(NINE)])) == [0, 1.5]


def test_clerks_stay_until_the_last_one_is_served_but_not_all_night():
    late = [come(959, 50), come(959, 50), come(959, 50)]
    day = run(rules_of(office()), late)
    assert waits(day) == [0, 50, 100]
    assert day.open[CounterId("1")] > 420
    assert None in waits(run(rules_of(office()), [come(959, 90) for _ in range(4)]))


def test_nobody_gets_a_number_while_none_are_given():
    assert run(rules_of(office()), [come(700)]).turned_away == 1


@pytest.mark.parametrize("name", names())
def test_the_queue_is_as_long_as_the_waits_say(name: str):
    """Little: people who wait, minute by minute, are the minutes that people wait."""
    plan = scenario(name).model_copy(update={"visitors": min(200, scenario(name).visitors)})
    day = run(rules_of(plan), visitors_of(plan, 5))
    looked = 5 * sum(day.queue.values())
    waited = sum(place.waited or 0.0 for place in day.places)
    assert looked == pytest.approx(waited, rel=0.2, abs=60)
    assert sum(day.busy.values()) == pytest.approx(
        sum(p.ended - p.called for p in day.places if p.ended is not None and p.called is not None)
    )


def test_a_counter_never_has_two_people():
    plan = scenario("busy-ward")
    day = run(rules_of(plan), visitors_of(plan, 1))
    for counter in map(CounterId, map(str, range(1, 8))):
        assert day.busy.get(counter, 0.0) <= day.open[counter] + 1e-6


def test_quantiles_are_values_that_were_seen():
    assert [quantile([5, 1, 3], share) for share in (0.0, 0.5, 0.9, 1.0)] == [1, 3, 5, 5]
    assert quantile([], 0.5) == 0


def test_one_more_counter_helps_a_full_office_and_chance_is_told():
    plan = office(1, visitors=38, rush=[{"at": "08:00", "minutes": 60, "share": 0.5}])
    now, more, _, earlier = compare(variants(plan, Wishes(earlier=60)), 6)
    assert more.measures.figures[0].mean < now.measures.figures[0].mean
    assert more.differs[0].mean == pytest.approx(more.measures.figures[0].mean - now.measures.figures[0].mean)
    assert more.differs[0].doubt > 0
    assert earlier.measures.figures[0].mean < now.measures.figures[0].mean
    assert now.differs == ()
    assert len(now.measures.figures) == len(LOOKS)


def test_the_same_people_come_at_the_same_time_in_every_variant():
    plan = office(1, visitors=30)
    other = opening_earlier(plan, 120)
    assert other.sessions[0].take_from < plan.sessions[0].take_from, "of whom some could come earlier"
    lived = [run(rules_of(other), visitors_of(plan, seed)) for seed in (1, 2, 3)]
    *_, earlier = compare(variants(plan, Wishes((LAND,), earlier=120)), 3)
    assert earlier.measures == measures(lived)


def test_a_day_without_anybody_is_measured_too():
    assert measures([run(rules_of(office()), [])]).figures[0].mean == 0


def test_opening_earlier_never_runs_into_the_session_before():
    sessions = opening_earlier(office(), 180).sessions
    assert [(s.take_from, s.serve_from) for s in sessions] == [("05:00", "05:00"), ("11:30", "11:30")]


def test_a_counter_for_what_nobody_asks_for_is_refused():
    with pytest.raises(UnknownServiceError, match="tax"):
        variants(office(), Wishes((ServiceCode("tax"),)))
