"""Every sequence of up to four commands of two clerks and two kiosks, all in the same millisecond."""

from collections.abc import Iterator

import pytest

from contracts.vocabulary import RefusalCode, TicketState
from controller.domain import commands as c
from controller.domain.day import Day, fold
from controller.domain.decide import decide
from controller.domain.now import Now
from controller.domain.refusals import Refusal
from tests import builders as b
from tests.unit.controller.promises import check

OFFICE = b.open_office()
NOW = Now(b.clock("08:30"))
COMMANDS: tuple[c.Command, ...] = (
    b.take(b.CIVIL),
    b.take(b.CIVIL, b.ELDERLY, b.SECOND_KIOSK),
    b.take(b.LAND, device=b.SECOND_KIOSK),
    c.CallNext(b.ONE),
    c.CallNext(b.TWO),
    c.Finish(b.ONE),
    c.MarkNoShow(b.ONE),
    c.Park(b.TWO),
    c.Transfer(b.ONE, to_counter=b.TWO),
    c.CallNumber(b.TWO, b.ticket("A001")),
    c.Resume(b.ticket("A001")),
    c.Cancel(b.ticket("A002")),
)
DEPTH = 4
POSSIBLE = {
    RefusalCode.QUEUE_EMPTY,
    RefusalCode.COUNTER_IDLE,
    RefusalCode.UNKNOWN_TICKET,
    RefusalCode.WRONG_STATE,
}
ENDED = {TicketState.FINISHED, TicketState.CANCELLED}

BEGINNINGS = {
    "nothing has happened": b.a_day(),
    "two wait": b.after(OFFICE, b.a_day(), b.take(), b.take(b.CIVIL, b.ELDERLY)),
    "one is at each counter and two wait": b.after(
        OFFICE, b.a_day(), *[b.take()] * 3, b.take(b.LAND), c.CallNext(b.ONE), c.CallNext(b.TWO)
    ),
}


Next = tuple[c.Command, Day | None]
"""A command, and the day after it; None: it was refused, and the day goes on as it was."""


class Tree:
    """Every sequence; what comes of one day is judged once, however many refused commands lead back to it."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Day, list[Next]]] = {}

    def after(self, day: Day) -> list[Next]:
        """Every command on this day."""
        if id(day) not in self._known:
            self._known[id(day)] = day, [(command, _judged(day, command)) for command in COMMANDS]
        return self._known[id(day)][1]

    def steps(self, day: Day, depth: int) -> Iterator[Next]:
        """Every step of every sequence of up to ``depth`` commands."""
        for command, after in self.after(day):
            yield command, after
            if depth > 1:
                yield from self.steps(after or day, depth - 1)


def _judged(before: Day, command: c.Command) -> Day | None:
    found = decide(OFFICE, before, command, NOW)
    if isinstance(found, Refusal):
        assert found.code in POSSIBLE
        return None
    after = fold(before, found.events)
    check(OFFICE, after)
    assert before.tickets.keys() <= after.tickets.keys(), "a ticket was lost"
    assert after.last_at == NOW.clock
    _ends_are_final(before, after, command)
    _only_one_counter_is_touched(before, after, command)
    return after


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_every_interleaving_keeps_every_promise(beginning: str):
    found = [after is None for _, after in Tree().steps(BEGINNINGS[beginning], DEPTH)]
    assert len(found) == sum(len(COMMANDS) ** n for n in range(1, DEPTH + 1))
    assert any(found)


def _ends_are_final(before: Day, after: Day, command: c.Command) -> None:
    """Nothing comes back but whom a counter has finished just now, and that counter itself calls back."""
    for key, ticket in before.tickets.items():
        called_back = (
            isinstance(command, c.CallNumber)
            and (command.ticket, command.counter) == (key, ticket.counter)
            and ticket.state is TicketState.FINISHED
        )
        if ticket.state in ENDED and not called_back:
            assert after.tickets[key] == ticket


def _only_one_counter_is_touched(before: Day, after: Day, command: c.Command) -> None:
    counter = getattr(command, "counter", None)
    for other in (b.ONE, b.TWO):
        there = before.at_counter.get(other)
        gave_up = isinstance(command, c.Cancel) and command.ticket == there
        if other != counter and not gave_up:
            assert after.at_counter.get(other) == there


def test_whatever_two_clerks_press_first_they_get_two_citizens():
    day = b.after(OFFICE, b.a_day(), b.take(), b.take())
    for first, second in ((b.ONE, b.TWO), (b.TWO, b.ONE)):
        after = day
        for counter in (first, second):
            after = b.after_at(OFFICE, after, c.CallNext(counter), NOW.clock)
        assert (b.number_at(after, first), b.number_at(after, second)) == ("A001", "A002")
