"""The judge of the demo check catches every kind of broken promise, and finds none on a good day."""

from dataclasses import replace

import pytest

from simulation.office.evidence import Answer, Evidence, Fact, Paper, Recovery, ShownCall
from simulation.office.judge import percentile
from tests.unit.sim.office_evidence import (
    a_good_day,
    broken,
    called,
    ended,
    issued,
    ticket,
    verdict,
    with_more,
)


def test_a_good_day_breaks_no_promise_and_is_counted_right():
    found = verdict(a_good_day())
    assert found.broken == ()
    assert (found.issued, found.printed, found.called) == (3, 3, 3)
    assert (found.served, found.no_show) == (2, 1)
    assert (found.duplicates, found.double_calls, found.lost, found.slips_unknown) == (0, 0, 0, 0)
    assert found.boards_converged
    assert (found.p50_ms, found.p99_ms, found.recovery_s) == (20.0, 30.0, 2.5)


def test_a_number_twice_in_the_journal_is_a_duplicate():
    day = a_good_day()
    again = Fact("TicketIssued", ticket="20261121-D901", number="D001", service="land")
    found = verdict(replace(day, journal=(again, *day.journal)))
    assert found.duplicates == 1
    assert "P1" in {b.promise for b in found.broken}


def test_a_number_in_two_hands_is_a_duplicate():
    day = with_more(a_good_day(), answers=(Answer("kiosk-1", "other", "issued", ticket("D001"), "D001"),))
    assert "P1" in broken(day)
    assert verdict(day).duplicates == 1


def test_a_slip_that_comes_out_twice_is_a_duplicate():
    assert broken(with_more(a_good_day(), paper=(Paper(f"{ticket('D001')}-1", whole=True),))) == {"P1"}


def test_half_a_slip_before_the_whole_one_is_no_duplicate():
    assert broken(with_more(a_good_day(), paper=(Paper(f"{ticket('D001')}-1", whole=False),))) == set()


@pytest.mark.parametrize(
    "day",
    [
        with_more(a_good_day(), answers=(Answer("kiosk-1", "x", "issued", ticket("D009"), "D009"),)),
        with_more(a_good_day(), paper=(Paper(f"{ticket('D009')}-1", whole=True),)),
        replace(a_good_day(), announced=frozenset({ticket("D009")})),
    ],
    ids=["given", "on paper", "announced"],
)
def test_a_number_that_left_the_desk_and_is_not_in_the_journal_is_lost(day: Evidence):
    assert broken(day) == {"P2"}
    assert verdict(day).lost == 1


def test_a_ticket_that_nobody_ever_called_is_lost():
    day = with_more(a_good_day(), journal=issued("D004"), paper=(Paper(f"{ticket('D004')}-1", whole=True),))
    assert broken(replace(day, touches=4)) == {"P2"}


def test_a_citizen_without_a_number_is_lost():
    assert broken(replace(a_good_day(), citizens=4)) == {"P2"}


def test_a_slip_without_an_end_is_silent():
    day = a_good_day()
    journal = tuple(f for f in day.journal if not (f.kind == "SlipChanged" and f.ticket == ticket("D002")))
    assert broken(replace(day, journal=journal)) == {"P3"}


def test_a_slip_called_printed_without_paper_is_caught():
    assert broken(replace(a_good_day(), paper=a_good_day().paper[1:])) == {"P3"}


@pytest.mark.parametrize("claim", ["not-printed", "voided"])
def test_paper_that_the_journal_denies_is_caught(claim: str):
    day = a_good_day()
    denied = Fact("SlipChanged", ticket=ticket("D001"), job=f"{ticket('D001')}-1", slip=claim)
    assert broken(with_more(day, journal=(denied,))) == {"P3"}


def test_an_unknown_slip_is_counted_and_no_fault():
    day = a_good_day()
    unknown = Fact("SlipChanged", ticket=ticket("D001"), job=f"{ticket('D001')}-1", slip="unknown")
    found = verdict(with_more(day, journal=(unknown,)))
    assert found.broken == ()
    assert found.slips_unknown == 1


def test_a_ticket_without_any_slip_is_silent():
    day = a_good_day()
    journal = tuple(f for f in day.journal if not (f.job and f.ticket == ticket("D002")))
    assert broken(replace(day, journal=journal)) == {"P3"}


def test_one_request_with_two_answers_is_caught():
    day = a_good_day()
    assert "P4" in broken(
        with_more(day, answers=(replace(day.answers[0], number="D002", ticket=ticket("D002")),))
    )


def test_a_repeated_answer_is_no_second_effect():
    day = a_good_day()
    assert broken(with_more(day, answers=(day.answers[0], day.answers[3]))) == set()


def test_more_numbers_than_touches_is_caught():
    assert broken(replace(a_good_day(), touches=2)) == {"P4"}


def test_more_calls_than_presses_is_caught():
    assert broken(replace(a_good_day(), presses=2)) == {"P4"}


@pytest.mark.parametrize("kind", ["TicketTransferred", "TicketResumed", "TicketParked"])
def test_an_effect_that_nobody_asked_for_is_caught(kind: str) -> None:
    assert broken(with_more(a_good_day(), journal=(Fact(kind, ticket=ticket("D001")),))) == {"P4"}


def test_an_unknown_slip_whose_number_was_then_shown_counts_as_both() -> None:
    job = f"{ticket('D001')}-1"
    ends = tuple(
        Fact("SlipChanged", ticket=ticket("D001"), job=job, slip=s) for s in ("unknown", "on-screen")
    )
    found = verdict(with_more(a_good_day(), journal=ends))
    assert (found.slips_unknown, found.on_screen, found.broken) == (1, 1, ())


def test_a_ticket_called_at_two_counters_is_a_double_call():
    day = a_good_day()
    position = day.journal.index(called("D001", "1")) + 1
    journal = (*day.journal[:position], called("D001", "2"), ended("D001", "2"), *day.journal[position:])
    found = verdict(replace(day, journal=journal, presses=4))
    assert found.double_calls == 1
    assert "P5" in {b.promise for b in found.broken}


def test_a_call_to_a_counter_that_is_taken_is_a_double_call():
    day = a_good_day()
    journal = tuple(f for f in day.journal if f != ended("D001", "1"))
    found = verdict(replace(day, journal=journal))
    assert found.double_calls == 1
    assert "P5" in {b.promise for b in found.broken}


def test_two_presses_that_got_the_same_citizen_are_a_double_call():
    other = Answer("api", "call-9", "called", ticket("D001"), "D001", "2")
    assert broken(with_more(a_good_day(), answers=(other,))) == {"P5"}


def test_a_later_ticket_of_the_same_class_called_first_is_disorder():
    journal = (*issued("D001"), *issued("D002"), *issued("D003"))
    journal += (called("D002", "1"), ended("D002", "1"), called("D001", "2"), ended("D001", "2"))
    journal += (called("D003", "1"), ended("D003", "1"))
    day = replace(a_good_day(), journal=journal, shown=())
    assert broken(day) == {"P6"}


def test_a_ticket_that_the_counter_does_not_serve_may_be_passed_over():
    journal = (*issued("A001", "social"), *issued("D001"), called("D001", "1"), ended("D001", "1"))
    journal += (called("A001", "2"), ended("A001", "2"))
    paper = (Paper(f"{ticket('A001')}-1", whole=True), Paper(f"{ticket('D001')}-1", whole=True))
    day = replace(a_good_day(), citizens=2, journal=journal, paper=paper, answers=(), shown=())
    assert broken(replace(day, announced=frozenset())) == set()


def test_a_sign_that_ends_with_the_wrong_number_is_caught():
    found = verdict(replace(a_good_day(), on_signs={"1": "D001", "2": ""}))
    assert not found.boards_converged
    assert {b.promise for b in found.broken} == {"P7"}


def test_a_sign_that_nobody_heard_from_is_caught():
    assert broken(replace(a_good_day(), on_signs={"1": ""})) == {"P7"}


def test_a_hall_page_without_the_latest_call_is_caught():
    assert broken(replace(a_good_day(), on_board=frozenset({"D001", "D002"}))) == {"P7"}


def test_a_board_that_showed_a_call_that_never_was_is_caught():
    assert broken(with_more(a_good_day(), shown=(ShownCall("the board", "D001", "2"),))) == {"P7"}


def test_a_sign_that_was_late_on_the_way_is_caught():
    assert broken(replace(a_good_day(), late_boards=("the sign of 1 was late",))) == {"P7"}


@pytest.mark.parametrize(("seconds", "start_s"), [(None, 0.5), (5.1, 0.5), (5.1, 1.6), (30.1, 10.0)])
def test_a_fault_that_did_not_heal_is_caught(seconds: float | None, start_s: float):
    assert broken(with_more(a_good_day(), recoveries=(Recovery("kill -9 board", seconds, start_s),))) == {
        "P8"
    }


@pytest.mark.parametrize(("seconds", "start_s"), [(4.9, 0.5), (4.9, 1.9), (12.0, 4.1)])
def test_on_a_busy_machine_healing_takes_what_starts_take(seconds: float, start_s: float):
    assert not broken(with_more(a_good_day(), recoveries=(Recovery("kill -9 board", seconds, start_s),)))


def test_a_screen_that_nobody_knows_is_caught():
    assert broken(replace(a_good_day(), screens=frozenset({"traceback"}))) == {"P8"}


def test_a_broken_chain_is_caught():
    assert broken(replace(a_good_day(), chain_fault="event 7 does not fit")) == {"P10"}


def test_percentiles_are_nearest_rank():
    values = tuple(float(n) for n in range(1, 101))
    assert (percentile(values, 50), percentile(values, 99), percentile((), 50)) == (50.0, 99.0, None)
    assert percentile((7.0,), 99) == 7.0


def two_tickets(first: str, second: str) -> Evidence:
    """D001 and D002 of these priority groups; D002 is called first."""
    first_facts, second_facts = issued("D001"), issued("D002")
    journal = (
        replace(first_facts[0], priority=first),
        *first_facts[1:],
        replace(second_facts[0], priority=second),
        *second_facts[1:],
        *(called("D002", "1"), ended("D002", "1"), called("D001", "1"), ended("D001", "1")),
        *(fact for fact in a_good_day().journal if "D003" in fact.ticket),
    )
    return replace(a_good_day(), journal=journal, shown=())


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("ordinary", "elderly", set()),
        ("elderly", "ordinary", {"P6"}),
        ("elderly", "merit", {"P6"}),
        ("ordinary", "ordinary", {"P6"}),
    ],
)
def test_only_a_priority_ticket_may_overtake_and_only_ordinary_ones(
    first: str, second: str, expected: set[str]
) -> None:
    assert broken(two_tickets(first, second)) == expected
