"""How ranges of the wait are judged."""

from contracts.vocabulary import ServiceCode
from controller.domain.waits import Wait
from controller.what_if.people import Visitor
from controller.what_if.run import Place, run
from controller.what_if.settings import rules_of
from simulation.wait_range.judge import LOOKS, METHODS, OURS, judge, score, verdict
from tests.unit.what_if.test_run import EIGHT, LAND, office


def place(waited: float, told: Wait | None) -> Place:
    return Place(ServiceCode("land"), False, 500, told, called=500 + waited)


def test_a_miss_costs_ten_minutes_of_width_a_minute():
    assert [score(Wait(5, 15), waited) for waited in (5, 10, 15, 16, 3)] == [10, 10, 10, 20, 30]


def test_ranges_are_counted_and_what_is_none_is_counted_apart():
    days = [
        [place(7, Wait(5, 10)), place(12, Wait(5, 10)), place(1, Wait(0, 2)), place(9, None)],
        [place(2, Wait(5, 10))],
    ]
    found = verdict(days, LOOKS[OURS])
    assert (found.ranges, found.at_once, found.untold) == (3, 1, 1)
    assert (found.covered, found.shorter, found.longer) == (0.3333, 0.3333, 0.3333)
    assert (found.width, found.at_once_right) == (5, 1)


def test_the_published_methods_know_what_they_need():
    visitors = [Visitor(EIGHT + at, LAND, False, 10, True) for at in (1, 2, 3, 15)]
    one, two, three, four = run(rules_of(office()), visitors, others=METHODS).places
    assert one.others["whitt-1999"] == Wait(0, 0)
    assert one.others["ibrahim-whitt-2009"] is None
    told = two.others["whitt-1999"]
    assert told is not None
    assert (told.low, told.high) == (1, 23)  # one exponential departure of ten minutes: 1.1 and 23.0
    longer = three.others["whitt-1999"]
    assert longer is not None
    assert longer.high > told.high
    last = four.others["ibrahim-whitt-2009"]
    assert last == Wait(0, 26)  # the second waited nine minutes: 9 + 1.28 * sqrt(2 * 9 * 10 / 1)


def test_the_judge_lives_days():
    found = judge(office(1, visitors=36), range(1, 3))
    assert set(found) == {OURS, *METHODS}
    assert found[OURS].ranges > 10
