"""A service day by the dice, through the real rules: every press there is, mistakes taken back, a closing by mistake."""

from random import Random

from contracts.vocabulary import ClerkId
from controller.domain import commands as c
from controller.domain.day import Day, fold
from controller.domain.decide import Decided, close_day, decide
from controller.domain.events import AnyEvent
from controller.domain.now import Now
from tests import builders as b

OFFICE = b.open_office()
COUNTERS = (b.ONE, b.TWO, b.THREE)
SERVICES = (b.CIVIL, b.LAND, b.RESULTS)
LONGEST_STEP_MS = 90_000
DAY_MS = 9 * 3_600_000
"""Many presses come closer together, so that all of them find the office open."""


def any_day(
    seed: int, presses: int = 160, *, date: str = b.DATE, closes: bool = True
) -> tuple[Day, list[AnyEvent]]:
    """The day, and the events that it is the fold of."""
    dice, happened, day = Random(seed), list[AnyEvent](), Day(date)  # noqa: S311 - a play, no secret
    at, longest = b.clock("07:00", date), min(LONGEST_STEP_MS, 2 * DAY_MS // presses)
    for press in range(presses):
        at += dice.randrange(min(1_000, longest - 1), longest)
        if press == presses // 2 and dice.random() < 0.5:
            shut = close_day(day, at)
            happened += shut
            day = fold(day, shut)
            command: c.Command = c.ReopenDay()
        else:
            command = _press(dice, day)
        found = decide(OFFICE, day, command, Now(at))
        if isinstance(found, Decided):
            happened += found.events
            day = fold(day, found.events)
    if closes:
        shut = close_day(day, max(at, b.clock("20:00", date)))
        happened += shut
        day = fold(day, shut)
    return day, happened


def _press(dice: Random, day: Day) -> c.Command:
    counter = dice.choice(COUNTERS)
    tickets = list(day.tickets) or [b.ticket("A001")]
    presses: list[c.Command] = [
        *[c.IssueTicket(dice.choice(SERVICES), b.KIOSK, dice.choice([*b.GROUPS, b.PLAIN, b.PLAIN]))] * 6,
        *[c.CallNext(counter)] * 5,
        c.CallNumber(counter, dice.choice(tickets)),
        c.Recall(counter),
        c.MarkNoShow(counter),
        c.Finish(counter),
        c.Transfer(counter, to_service=dice.choice(SERVICES)),
        c.Transfer(counter, to_counter=dice.choice(COUNTERS)),
        c.Park(counter, "papers"),
        *[c.Undo(counter)] * 4,
        c.Resume(dice.choice(tickets)),
        c.Cancel(dice.choice(tickets), "left", counter),
        c.SignIn(counter, dice.choice([b.HOA, b.BINH, ClerkId("lan")])),
        c.SignOut(counter),
    ]
    return dice.choice(presses)
