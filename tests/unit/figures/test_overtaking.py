"""Whom a call passed: as many as the call itself tells, and nobody by name who was not passed."""

from datetime import UTC, datetime
from random import Random

import pytest

from contracts.texts import load_catalogue
from contracts.vocabulary import CallRule, ServiceCode
from controller.domain import commands as c
from controller.domain import events as e
from controller.domain.counter_rules import passed_by_hand
from controller.domain.day import Day, apply
from controller.domain.decide import Decided, decide
from controller.domain.now import Now
from controller.domain.selection import callable_at
from controller.domain.staffing import staffed
from controller.figures.audit import Audit
from controller.figures.overtaking import Overtaking, overtakings, passed_by
from controller.figures.report import Names
from controller.figures.story import story
from controller.web.figures import TEXTS
from tests import builders as b
from tests.days import MORNING

OFFICE = b.open_office()
PRESSES = 250


def truth(day: Day, called: e.TicketCalled) -> set[str]:
    """By the rules, which know the office."""
    here = staffed(OFFICE, day.staffing, day.clerks, called.at).counters[called.counter]
    mine = day.tickets[called.ticket]
    if called.rule is CallRule.BY_HAND:
        left = called.left  # by the same press: whoever was there waits again
        return {other.number for other in passed_by_hand(day, here, mine) if other.id != left}
    return {
        other.number
        for other in day.waiting_tickets()
        if other.place < mine.place and callable_at(here, other) and other.id != called.left
    }


def press(dice: Random, day: Day) -> c.Command:
    """Many who wait, few who are called in order, many who are sent to a counter or to a clerk."""
    counter, service = dice.choice(list(OFFICE.counters)), dice.choice(list(OFFICE.services))
    somebody = dice.choice(list(day.tickets) or [b.ticket("A001")])
    presses: list[c.Command] = [
        *[c.IssueTicket(service, b.KIOSK, dice.choice([b.ELDERLY, b.PLAIN, b.PLAIN]))] * 6,
        *[c.CallNext(counter)] * 4,
        *[c.CallNumber(counter, somebody)] * 3,
        c.Transfer(counter, to_service=service),
        c.Transfer(counter, to_counter=dice.choice(list(OFFICE.counters))),
        c.Transfer(counter, to_counter=counter, to_clerk=dice.choice([b.HOA, b.BINH])),
        c.SignIn(counter, dice.choice([b.HOA, b.BINH])),
        c.SignOut(counter),
    ]
    return dice.choice(presses)


@pytest.mark.seeded
@pytest.mark.parametrize("seed", range(10))
def test_the_number_is_the_calls_own_and_nobody_is_named_who_was_not_passed(seed: int):
    dice, day, at = Random(seed), Day(b.DATE), b.clock("07:00")  # noqa: S311 - a play, no secret
    for _ in range(PRESSES):
        at += dice.randrange(2_000, 20_000)
        found = decide(OFFICE, day, press(dice, day), Now(at))
        for event in found.events if isinstance(found, Decided) else ():
            if isinstance(event, e.TicketCalled):
                passed, wanted = passed_by(day, event), truth(day, event)
                assert passed.count == event.ahead == len(wanted)
                assert {other.number for other in passed.named} <= wanted
            day = apply(day, event)


def day_of(*numbers: tuple[str, str]) -> list[e.AnyEvent]:
    """Numbers that were taken one after the other, each with its service."""
    return [
        e.TicketIssued(MORNING + place, b.ticket(n), n, ServiceCode(s), place, place, b.PLAIN, "vi", b.KIOSK)
        for place, (n, s) in enumerate(numbers, 1)
    ]


def by_hand(number: str, ahead: int, *candidates: str) -> e.TicketCalled:
    told = tuple(map(b.ticket, (*candidates, number)))
    return e.TicketCalled(
        MORNING + 99, b.ticket(number), b.ONE, CallRule.BY_HAND, told, (), b.HOA, ahead=ahead
    )


FOUR = (("A001", "civil"), ("A002", "civil"), ("A003", "civil"), ("B001", "land"), ("A004", "civil"))


def listed(events: list[e.AnyEvent]) -> Overtaking:
    (found,) = overtakings(b.DATE, events)
    return found


def test_the_fourth_who_was_passed_is_found_by_the_number_that_the_call_tells():
    heads = ("A001", "A002", "A003")
    found = listed([*day_of(*FOUR), by_hand("A004", 4, *heads)])
    assert (found.count, found.passed) == (4, ("A001", "A002", "A003", "B001"))
    assert listed([*day_of(*FOUR), by_hand("A004", 3, *heads)]).passed == heads


def test_where_it_cannot_be_known_who_it_was_the_number_stays_right():
    numbers = (*FOUR[:4], ("C001", "results"), FOUR[4])
    events = [*day_of(*numbers), by_hand("A004", 4, "A001", "A002", "A003")]
    found, texts = listed(events), load_catalogue(*TEXTS)
    assert (found.count, found.passed) == (4, ("A001", "A002", "A003"))

    def say(key: str, **facts: object) -> str:
        return texts.say("vi", key, **facts)

    audit = Audit(Names({}, {}, {}), say, lambda at: datetime.fromtimestamp(at / 1000, UTC))
    assert audit.overtakings([found]).rows[0][-1] == "A001, A002, A003 và 1 số nữa"
    told = [one.line for one in story(b.DATE, events)][-1]
    assert (told.facts["ahead"], told.facts["passed"]) == ("4", "A001, A002, A003…")


def test_a_journal_of_an_older_program_tells_no_number():
    found = listed([*day_of(*FOUR), by_hand("A004", 0, "A001", "A002", "A003")])
    assert (found.count, found.passed) == (3, ("A001", "A002", "A003"))
    assert not list(overtakings(b.DATE, [*day_of(*FOUR), by_hand("A001", 0)]))
