"""The simulated day: well days keep every promise, the same seed is the same day, and built-in faults are caught."""

from pathlib import Path

import pytest

from controller.what_if.of_office import Wanted, of_office
from controller.what_if.people import visitors_of
from controller.what_if.run import MONDAY, run
from controller.what_if.scenario import FaultLoad, Scenario
from controller.what_if.settings import rules_of, settings_of
from controller.what_if.shipped import scenario
from controller.what_if.toml_text import as_toml
from hardware.host.settings_file import SettingsError
from simulation.day.check import day_of, explain
from simulation.day.controls import Control
from simulation.day.every_step import Death, one_death
from simulation.day.history import Fault, Happening, History, Visit, history_of
from simulation.day.pace import faster
from simulation.day.shrink import shortest

pytestmark = pytest.mark.slow


def minutes_of(**faults: int) -> Scenario:
    """The small commune in a few minutes, with six visitors."""
    small = faster(scenario("small-commune"), 120)
    return small.model_copy(update={"visitors": 6, "faults": FaultLoad(**faults)})


def test_on_a_well_day_everybody_is_served_and_every_promise_is_looked_at():
    outcome = day_of(minutes_of(), 1)
    assert outcome.violations == ()
    assert outcome.tickets == 6
    assert outcome.served >= 4
    assert outcome.starts == 1
    assert {f"P{n}" for n in range(1, 12)} == set(outcome.checks)


def test_the_same_seed_is_the_same_day_and_another_seed_is_not():
    plan = minutes_of(desk_kills=1, bad_weather=1)
    first = day_of(plan, 3)
    assert day_of(plan, 3).digest == first.digest
    assert day_of(plan, 4).digest != first.digest


def test_faults_happen_and_break_nothing():
    outcome = day_of(minutes_of(desk_kills=2, power_cuts=1, broker_crashes=1, link_cuts=2, disk_faults=1), 2)
    assert outcome.violations == ()
    assert outcome.starts == 4
    assert outcome.tickets >= 6


@pytest.mark.parametrize(
    ("control", "faults"),
    [
        (Control.NORMAL, {"power_cuts": 2}),
        (Control.EARLY, {"desk_kills": 1}),
        (Control.NO_IDS, {"bad_weather": 4}),
        (Control.WALL, {"clock_steps": 2}),
        (Control.SAID_ONCE, {}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_control_is_caught(control: Control, faults: dict[str, int]):
    plan = minutes_of(**faults)
    assert any(day_of(plan, seed, control).violations for seed in range(1, 7))


def test_a_failing_seed_is_explained_by_little():
    plan = minutes_of(desk_kills=2, power_cuts=2, link_cuts=2)
    seed, outcome = next(
        (seed, found) for seed in range(1, 9) if (found := day_of(plan, seed, Control.NORMAL)).violations
    )
    told = explain(plan, seed, outcome, Control.NORMAL)
    assert len(told["history"]) < len(history_of(plan, seed).happenings) / 2
    assert any("power-cut" in line for line in told["history"])


def test_the_shortest_history_is_found():
    happenings: tuple[Happening, ...] = (
        *(Visit(float(n), f"v{n}", "kiosk-1", "land", False, 1, True) for n in range(20)),
        Fault(30, "kill"),
    )

    def fails(history: History) -> bool:
        return any(isinstance(x, Fault) for x in history.happenings) and any(
            isinstance(x, Visit) and x.who == "v13" for x in history.happenings
        )

    found = shortest(History(1, happenings), 40, fails, 200)
    assert [str(x).strip() for x in found.happenings] == [
        "13.0 s  visitor v13 at kiosk-1 for land",
        "30.0 s  kill desk",
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("visitors = 30", "visitors = 0", ["visitors", "0"]),
        ("share = 55", "share = -1", ["services.0.share", "-1"]),
        ("minutes = 14", "minutes = 999", ["services.1.minutes", "999"]),
        ("desk_kills = 2", "desk_kills = -2", ["faults.desk_kills", "-2"]),
        ('take_until = "11:15"', 'take_until = "06:15"', ["sessions.0.take_until", "06:15"]),
        ('services = ["justice", "results"]', 'services = ["tax"]', ["counters.0.services", "tax"]),
        ('at = "13:10"', 'at = "12:10"', ["rush.1.at", "12:10"]),
        ("kiosks = 1", "kiosks = 1\nvisitor = 3", ["visitor", "visitors"]),
    ],
    ids=["nobody", "share", "long", "fewer-than-none", "hours", "unknown-service", "rush", "misspelt"],
)
def test_impossible_numbers_are_told_with_file_key_and_value(
    tmp_path: Path, old: str, new: str, told: list[str]
):
    text = (Path("controller/what_if/scenarios/small-commune.toml")).read_text("utf-8")
    assert old in text
    changed = tmp_path / "mine.toml"
    changed.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(SettingsError) as error:
        scenario(str(changed))
    for part in ["mine.toml", *told]:
        assert part in str(error.value)


def test_a_scenario_that_is_not_there_is_told_with_those_that_are():
    with pytest.raises(SettingsError, match="small-commune"):
        scenario("nowhere")


def test_a_recorded_day_is_lived_again_with_faults(tmp_path: Path):
    plan = scenario("small-commune")
    events = run(rules_of(plan), visitors_of(plan, 4)).events
    wanted = Wanted(MONDAY, day=MONDAY)
    recorded, _ = of_office(
        settings_of(plan), wanted, lambda day: events if day == MONDAY.isoformat() else []
    )
    path = tmp_path / "recorded.toml"
    path.write_text(as_toml(recorded) + "\n[faults]\ndesk_kills = 1\nbad_weather = 1\n", "utf-8")
    outcome = day_of(faster(scenario(str(path)), 120), 1)
    assert outcome.violations == ()
    assert outcome.starts == 2
    assert outcome.tickets >= 25


@pytest.mark.parametrize("step", [5, 22])
@pytest.mark.parametrize("power", [False, True], ids=["kill", "power-cut"])
def test_a_death_at_any_step_on_the_way_of_a_number_loses_and_doubles_nothing(step: int, power: bool):  # noqa: FBT001
    outcome = one_death(scenario("small-commune"), Death(step, power))
    assert outcome.violations == ()
    assert (outcome.starts, outcome.tickets) == (2, 2)
