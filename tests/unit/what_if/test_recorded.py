"""A journal becomes a scenario, and a scenario is the same again as a file."""

from datetime import timedelta
from pathlib import Path
from statistics import fmean

import pytest

from controller.domain.events import AnyEvent
from controller.what_if.of_office import Wanted, of_office
from controller.what_if.people import visitors_of
from controller.what_if.recorded import TooLittleError
from controller.what_if.run import MONDAY, run
from controller.what_if.scenario import Scenario
from controller.what_if.settings import rules_of, settings_of
from controller.what_if.shipped import names, scenario
from controller.what_if.toml_text import as_toml

DAY = MONDAY


def events_of(plan: Scenario, seed: int) -> list[AnyEvent]:
    return run(rules_of(plan), visitors_of(plan, seed)).events


def days_of(plan: Scenario, count: int) -> dict[str, list[AnyEvent]]:
    """The same weekday again and again: a simulated day has one date, whatever day it is filed under."""
    return {
        (DAY - timedelta(days=7 * back)).isoformat(): events_of(plan, back) for back in range(1, count + 1)
    }


def test_what_a_scenario_does_makes_that_scenario_again():
    plan = scenario("busy-ward")
    days = days_of(plan, 6)
    again, basis = of_office(settings_of(plan), Wanted(DAY, 1, 6), lambda day: days.get(day, []))
    assert (basis.days, basis.numbers) == (6, 6 * 240)
    assert again.visitors == 240
    assert {s.code for s in again.services} == {s.code for s in plan.services}
    total = sum(s.share for s in plan.services)
    for service in again.services:
        meant = next(s for s in plan.services if s.code == service.code)
        assert service.minutes == pytest.approx(meant.minutes, rel=0.2)
        assert service.share / (6 * 240) == pytest.approx(meant.share / total, abs=0.05)
    assert again.priority_share == pytest.approx(plan.priority_share, abs=0.04)
    assert again.counter_services == plan.counter_services
    assert again.sessions == plan.sessions
    early = sum(r.share for r in again.rush if r.at < "07:45")
    assert early == pytest.approx(0.22 + 0.56 * 60 / 480, abs=0.08)


def test_the_waits_of_the_recorded_office_are_its_own():
    plan = scenario("everything-goes-wrong")
    days = days_of(plan, 5)
    again, _ = of_office(settings_of(plan), Wanted(DAY, 0, 5), lambda day: days.get(day, []))

    def mean_wait(which: Scenario) -> float:
        lived = [run(rules_of(which), visitors_of(which, seed)) for seed in range(50, 54)]
        return fmean(p.waited for day in lived for p in day.places if p.waited is not None)

    assert mean_wait(again) == pytest.approx(mean_wait(plan), rel=0.4)


def test_one_day_is_taken_person_by_person():
    plan = scenario("small-commune")
    days = {DAY.isoformat(): events_of(plan, 4)}
    again, _ = of_office(settings_of(plan), Wanted(DAY, day=DAY), lambda day: days.get(day, []))
    lived, replayed = run(rules_of(plan), visitors_of(plan, 4)), run(rules_of(again), visitors_of(again, 99))
    called = [p for p in lived.places if p.ended is not None]
    assert len(replayed.places) == len(called) > 20
    assert [p.service for p in replayed.places] == [p.service for p in called]
    before, after = [p.waited for p in called], [p.waited for p in replayed.places]
    assert after == pytest.approx(before, abs=2)


def test_of_a_few_numbers_nothing_is_said():
    with pytest.raises(TooLittleError):
        of_office(settings_of(scenario("small-commune")), Wanted(DAY), lambda _day: [])


@pytest.mark.parametrize("name", names())
def test_a_scenario_is_the_same_again_as_a_file(tmp_path: Path, name: str):
    path = tmp_path / "again.toml"
    path.write_text(as_toml(scenario(name)), "utf-8")
    assert scenario(str(path)) == scenario(name)


def test_series_that_share_a_prefix_are_told_apart(tmp_path: Path):
    plan = scenario("small-commune")
    settings = settings_of(plan)
    shared = tuple(service.model_copy(update={"prefix": ""}) for service in settings.services)
    events = events_of(plan, 4)
    again, _ = of_office(
        settings.model_copy(update={"services": shared}),
        Wanted(DAY, day=DAY),
        lambda day: events if day == DAY.isoformat() else [],
    )
    path = tmp_path / "again.toml"
    path.write_text(as_toml(again), "utf-8")
    assert scenario(str(path)) == again
