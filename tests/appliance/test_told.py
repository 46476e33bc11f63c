"""Lost, doubled, nobody's: by numbers that somebody outside the machine holds."""

from systemd.vm.told import Told
from systemd.vm.verdict import wrong


def told(*answers: tuple[str, str]) -> Told:
    made = Told()
    for key, ticket in answers:
        made.acknowledge(key, ticket)
    return made


def test_everybody_holds_what_the_machine_knows():
    held = told(("k1", "A1"), ("k2", "A2"), ("k1", "A1"))
    assert (held.held(), held.lost(["A1", "A2"]), held.doubled(["A1", "A2"])) == (2, [], [])
    assert held.nobodys(["A1", "A2"]) == []


def test_what_the_machine_forgot_is_lost():
    assert told(("k1", "A1"), ("k2", "A2")).lost(["A1"]) == ["A2"]


def test_two_people_with_one_number():
    assert told(("k1", "A1"), ("k2", "A1")).doubled(["A1"]) == ["A1"]


def test_one_number_twice_in_the_memory():
    assert told(("k1", "A1")).doubled(["A1", "A1"]) == ["A1"]


def test_somebody_who_asked_once_and_got_two():
    held = told(("k1", "A1"), ("k1", "A2"))
    assert held.doubled(["A1", "A2"]) == ["A2"]


def test_a_number_that_nobody_got():
    assert told(("k1", "A1")).nobodys(["A1", "A2"]) == ["A2"]


PROOF = {
    "broken": "", "cuts": 30, "acknowledged": 600, "lost": 0, "doubled": 0, "nobodys": 0, "watchdog_reboots": 2,
    "root_read_only": True, "data_stay": True, "root_writes": 0, "open_root_seen_by_doctor": True,
    "stays_hung_without_watchdog": True, "controls": {"synchronous_off": 3, "lying_disk": 9},
    "clock_days": 1, "clock_wrong": 0, "clock_refused": ["past", "ahead"], "clock_called": True,
}  # fmt: skip
PARTS = ["office", "clock", "watchdog", "controls", "endpoint"]


def test_a_proof_has_every_word_and_controls_that_lose():
    assert wrong(PROOF, PARTS) == []
    for key, value in {
        "lost": 1, "doubled": 1, "nobodys": 1, "broken": "x", "root_read_only": False, "root_writes": 1, "cuts": 0,
        "acknowledged": 0, "data_stay": False, "stays_hung_without_watchdog": False, "watchdog_reboots": 1,
        "clock_days": 2, "clock_wrong": 1, "clock_refused": ["past"], "clock_called": False,
    }.items():  # fmt: skip
        assert wrong(PROOF | {key: value}, PARTS) == [key]


def test_a_control_that_loses_nothing_is_none():
    blind = PROOF | {"controls": {"synchronous_off": 0, "lying_disk": 9}}
    assert wrong(blind, PARTS) == ["synchronous_off"]
    assert wrong(blind, ["office"]) == []


def test_what_was_not_seen_did_not_hold():
    for missing in PROOF.keys() - {"broken", "controls"}:
        assert wrong({key: value for key, value in PROOF.items() if key != missing}, PARTS) == [missing]
    assert wrong({}, ["controls"]) == ["synchronous_off", "lying_disk"]
