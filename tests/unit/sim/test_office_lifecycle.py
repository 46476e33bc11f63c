"""When the demo starts, kills or leaves alone a program: decided from times, like a unit on a Pi."""

from simulation.office.lifecycle import Life, due, ended, notified, restart_after_s, started


def a_ready_program() -> Life:
    life = started(Life(notifies=True, wanted=True), 100.0)
    return notified(life, "READY=1\nSTATUS=serving", 101.0)


def test_a_wanted_program_is_started_at_once():
    assert due(Life(notifies=True, wanted=True), 0.0) == "start"


def test_a_program_that_nobody_wants_is_left_alone():
    assert due(Life(notifies=True), 0.0) == "nothing"
    assert due(ended(a_ready_program(), 0, 102.0).__class__(notifies=True, phase="dead"), 999.0) == "nothing"


def test_a_notifying_program_is_ready_when_it_says_so():
    life = started(Life(notifies=True, wanted=True), 100.0)
    assert life.phase == "starting"
    assert a_ready_program().phase == "ready"
    assert a_ready_program().why == "serving"


def test_a_silent_program_is_ready_when_it_runs():
    assert started(Life(notifies=False, wanted=True), 100.0).phase == "ready"


def test_a_program_without_a_sign_of_life_is_killed_after_thirty_seconds():
    assert due(a_ready_program(), 131.0) == "nothing"
    assert due(a_ready_program(), 131.1) == "kill"


def test_feeding_the_watchdog_keeps_a_program_alive():
    assert due(notified(a_ready_program(), "WATCHDOG=1", 130.0), 159.9) == "nothing"


def test_the_broker_has_no_watchdog():
    assert due(started(Life(notifies=False, wanted=True), 0.0), 10_000.0) == "nothing"


def test_a_program_that_never_becomes_ready_is_killed():
    life = started(Life(notifies=True, wanted=True), 0.0)
    assert due(life, 90.0) == "nothing"
    assert due(life, 90.1) == "kill"


def test_a_killed_program_comes_back_after_half_a_second():
    life = ended(a_ready_program(), -9, 200.0)
    assert life.why == "signal 9"
    assert due(life, 200.4) == "nothing"
    assert due(life, 200.5) == "start"
    assert started(life, 200.5).restarts == 1


def test_a_program_that_cannot_start_waits_longer_each_time_but_not_for_ever():
    life, waits = Life(notifies=True, wanted=True), []
    for _ in range(6):
        life = ended(started(life, 0.0), 1, 0.0)
        waits.append(restart_after_s(life))
    assert waits == [1.0, 2.0, 4.0, 8.0, 8.0, 8.0]


def test_wrong_settings_are_not_tried_again():
    life = ended(started(Life(notifies=True, wanted=True), 0.0), 78, 1.0)
    assert life.phase == "failed"
    assert due(life, 1000.0) == "nothing"


def test_a_notification_of_a_run_that_is_over_changes_nothing():
    dead = ended(a_ready_program(), -9, 200.0)
    assert notified(dead, "READY=1", 200.1) == dead
