"""A small day on which everything went well, for tests that then break one thing."""

from dataclasses import replace
from typing import Any

from simulation.office.evidence import Answer, Evidence, Fact, Paper, Recovery, ShownCall
from simulation.office.judge import Verdict, judge

SERVICES = {"1": frozenset({"land"}), "2": frozenset({"land", "social"})}
DAY = "20261121"


def ticket(number: str) -> str:
    return f"{DAY}-{number}"


def issued(number: str, service: str = "land") -> tuple[Fact, ...]:
    job = f"{ticket(number)}-1"
    return (
        Fact("TicketIssued", ticket=ticket(number), number=number, service=service),
        Fact("SlipQueued", ticket=ticket(number), job=job),
        Fact("SlipChanged", ticket=ticket(number), job=job, slip="printed"),
    )


def called(number: str, counter: str) -> Fact:
    return Fact("TicketCalled", ticket=ticket(number), counter=counter)


def ended(number: str, counter: str, kind: str = "TicketFinished") -> Fact:
    return Fact(kind, ticket=ticket(number), counter=counter)


def a_good_day() -> Evidence:
    """Three citizens, two counters: D001 and D003 served, D002 did not come."""
    numbers = ("D001", "D002", "D003")
    return Evidence(
        citizens=3,
        touches=3,
        presses=3,
        journal=(
            *(fact for number in numbers for fact in issued(number)),
            called("D001", "1"),
            called("D002", "2"),
            ended("D002", "2", "TicketNoShow"),
            ended("D001", "1"),
            called("D003", "1"),
            ended("D003", "1"),
        ),
        answers=(
            *(Answer("kiosk-1", f"ask-{n}", "issued", ticket(n), n) for n in numbers),
            Answer("panel-1", "call-1", "called", ticket("D001"), "D001", "1"),
            Answer("api", "call-2", "called", ticket("D002"), "D002", "2"),
            Answer("panel-1", "call-3", "called", ticket("D003"), "D003", "1"),
        ),
        announced=frozenset(ticket(n) for n in numbers),
        paper=tuple(Paper(f"{ticket(n)}-1", whole=True) for n in numbers),
        shown=(ShownCall("the board", "D001", "1"), ShownCall("the sign", "D002", "2")),
        at_counters={"1": "", "2": ""},
        on_signs={"1": "", "2": ""},
        board_wanted=("D003", "D002", "D001"),
        on_board=frozenset(numbers),
        recoveries=(Recovery("kill -9 kiosk", 2.5),),
        press_to_board_ms=(10.0, 20.0, 30.0),
        screens=frozenset({"services", "sending", "number"}),
    )


def with_more(evidence: Evidence, **more: tuple[Any, ...]) -> Evidence:
    """The day, with more of something."""
    longer: dict[str, Any] = {name: (*getattr(evidence, name), *items) for name, items in more.items()}
    return replace(evidence, **longer)


def verdict(evidence: Evidence) -> Verdict:
    return judge(evidence, SERVICES)


def broken(evidence: Evidence) -> set[str]:
    """The promises that the judge finds broken."""
    return {found.promise for found in verdict(evidence).broken}
