"""A scripted clerk in a real Chromium works sixty citizens with the keyboard, then with the mouse, in a moving line.

``make clerk-check`` prints one JSON line: how many were served, how many presses were lost or met the wrong person,
how often the page fell behind the desk, and the presses and seconds of each task. Exit 1 where anything was lost or wrong.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean

from contracts.vocabulary import CounterId, TicketId, TicketState
from tests.chromium import Page, chromium, end
from tests.clerk_check.hands import Hand, Keyboard, Mouse
from tests.clocks import RunningClock
from tests.integration.controller.house import MORNING, PIN, PIN_HASH, SECOND_PANEL, House
from tests.integration.controller.web_house import app_of, open_web
from tests.serving import served

PEOPLE = 60
CHANGES_S = 1 / 3
PATIENCE_S = 20.0
PAUSE_S = 1.1
"""Between two tasks: a clerk looks up; a press sooner after another one is taken for a slip of the finger."""
WAITING_AT_FIRST = 30
ONE = CounterId("1")
IN_LINE = (TicketState.WAITING, TicketState.CALLED, TicketState.FINISHED)
"""Whoever waits again may be called at the other counter before one looks."""
BEFORE = {"absent who returns": "3 screens of scrolling", "find a number": "46 rows read"}
"""What the page of before needed; a number could not be given, and only a doubtful slip be printed again."""
OFFICE = {
    "clerks": [{"id": "lan", "name": "Nguyễn Thị Lan", "pin_hash": PIN_HASH}],
    "policy": {"kiosk_burst": 0, "recall_pause_s": 0},
}


@dataclass
class Score:
    """What came of one hand's day."""

    served: int = 0
    lost: int = 0
    wrong_person: int = 0
    behind: int = 0
    """How often the page did not come to show what the desk had done."""
    presses: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


class Clerk:
    """Does one task after the other, and looks at the desk for what came of each."""

    def __init__(self, house: House, page: Page, hand: Hand) -> None:
        self._house, self._page, self._hand = house, page, hand
        self.score = Score()

    @property
    def here(self) -> TicketId | None:
        """Who is at the counter."""
        return self._house.desk.day.at_counter.get(ONE)

    def state(self, ticket: TicketId) -> TicketState:
        """Where a ticket stands."""
        return self._house.desk.day.tickets[ticket].state

    async def does(self, task: str, act: Callable[[], Awaitable[int]], happened: Callable[[], bool]) -> bool:
        """One task: what it took, and whether it led to what was meant."""
        await asyncio.sleep(PAUSE_S)
        begun = time.monotonic()
        self.score.presses[task].append(await act())
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not happened():  # noqa: ASYNC110 - what it waits for tells nobody
                    await asyncio.sleep(0.02)
        except TimeoutError:
            self.score.lost += 1
            return False
        self.score.seconds[task].append(time.monotonic() - begun)
        await self._shown(task)
        return True

    async def _shown(self, task: str) -> None:
        """A clerk reads who is there before the next press; a page that does not come to show it is told as it is."""
        ticket = self._house.desk.day.ticket_at(ONE)
        number = ticket.number if ticket else "–"
        shows = f"document.querySelector('.number').textContent === '{number}'"
        idle = "!document.querySelector('dialog[open], [aria-busy]')"
        wait = (
            f"const end = performance.now() + {PATIENCE_S * 1000}; const look = () => ({shows} && {idle}) ? done('') : "
            "performance.now() < end ? setTimeout(look, 20) : done(document.body.innerText); look();"
        )
        if behind := await self._page.evaluate(f"new Promise((done) => {{ {wait} }})"):
            self.score.behind += 1
            print(f"after {task}: {number} is there, and the page shows:\n{behind}", file=sys.stderr)

    async def citizen(self, n: int) -> None:
        """One citizen, with what happens to every few of them."""
        if not await self.does("call", self._hand.call, lambda: self.here is not None):
            return
        ticket = self.here
        assert ticket is not None
        if n % 5 == 1:
            await self._is_absent_and_returns(ticket)
        elif n % 5 == 2:
            await self._is_set_aside(ticket)
        elif n % 5 == 3:
            await self.does("again", self._hand.again, lambda: self._times(ticket) == 2)
            copies = self._slips()
            number = self._house.desk.day.tickets[ticket].number
            await self.does("reprint", lambda: self._hand.reprint(number), lambda: self._slips() > copies)
            await self._finishes(ticket)
        elif n % 5 == 4:
            await self.does(
                "transfer", self._hand.transfer, lambda: self.state(ticket) is not TicketState.CALLED
            )
            self._meets(ticket, *IN_LINE)
        else:
            given = len(self._house.desk.day.tickets)
            mine = "@clerk-lan"
            await self.does(
                "give",
                self._hand.give,
                lambda: any(t.device == mine for t in list(self._house.desk.day.tickets.values())[given:]),
            )
            await self._finishes(ticket)
        self.score.served += 1

    def _times(self, ticket: TicketId) -> int:
        return self._house.desk.day.tickets[ticket].times

    def _slips(self) -> int:
        return sum(1 for slip in self._house.desk.day.slips.values() if slip.copy_no > 1)

    def _meets(self, ticket: TicketId, *wanted: TicketState) -> None:
        if self.state(ticket) not in wanted:
            self.score.wrong_person += 1

    async def _finishes(self, ticket: TicketId) -> None:
        await self.does("finish", self._hand.finish, lambda: self.here is None)
        self._meets(ticket, TicketState.FINISHED)

    async def _is_absent_and_returns(self, ticket: TicketId) -> None:
        number = self._house.desk.day.tickets[ticket].number
        await self.does("absent", self._hand.absent, lambda: self.here is None)
        self._meets(ticket, TicketState.NO_SHOW)
        waits = lambda: self.state(ticket) is not TicketState.NO_SHOW  # noqa: E731 - read where it stands
        await self.does("absent who returns", lambda: self._hand.returns(ticket, number), waits)
        self._meets(ticket, *IN_LINE)

    async def _is_set_aside(self, ticket: TicketId) -> None:
        number = self._house.desk.day.tickets[ticket].number
        await self.does("set aside", self._hand.aside, lambda: self.here is None)
        self._meets(ticket, TicketState.PARKED)
        await self.does("find and call", lambda: self._hand.find(number), lambda: self.here is not None)
        if self.here != ticket:
            self.score.wrong_person += 1
        await self._finishes(ticket)


async def moving(house: House) -> None:
    """Three times a second somebody comes, or is called at the other counter."""
    n = 0
    while True:
        await asyncio.sleep(CHANGES_S)
        n += 1
        if n % 2:
            await house.ask(house.issue("land" if n % 3 else "civil"))
        else:
            await house.ask(house.call("2"), SECOND_PANEL)


async def day_with(kind: type[Hand], people: int) -> Score:
    """A day of one hand."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_web(Path(folder), RunningClock(MORNING), **OFFICE) as (house, _client):
            for _ in range(WAITING_AT_FIRST + people):
                await house.issued()
            async with served(app_of(house)) as site, chromium(1366, 768) as page:
                await page.go(f"{site}/")
                await page.submit(clerk="lan", pin=PIN, counter=str(ONE))
                line = asyncio.create_task(moving(house))
                clerk = Clerk(house, page, kind(page))
                try:
                    for n in range(1, people + 1):
                        await clerk.citizen(n)
                finally:
                    line.cancel()
                    await asyncio.gather(line, return_exceptions=True)
                return clerk.score


def told(score: Score) -> dict[str, object]:
    """A score as the line says it."""
    return {
        "served": score.served,
        "lost": score.lost,
        "wrong_person": score.wrong_person,
        "behind": score.behind,
        "clicks_per_task": {task: round(mean(found), 1) for task, found in score.presses.items()},
        "seconds_per_task": {task: round(mean(found), 2) for task, found in score.seconds.items()},
    }


async def main(people: int) -> int:
    """Both hands, and the line."""
    scores = {kind.name: await day_with(kind, people) for kind in (Keyboard, Mouse)}
    whole = {
        "served": sum(score.served for score in scores.values()),
        "lost": sum(score.lost for score in scores.values()),
        "wrong_person": sum(score.wrong_person for score in scores.values()),
        "behind": sum(score.behind for score in scores.values()),
        **{name: told(score) for name, score in scores.items()},
        "before": BEFORE,
    }
    print(json.dumps(whole, ensure_ascii=False))
    wrong = any(whole[what] for what in ("lost", "wrong_person", "behind"))
    return int(wrong or whole["served"] != 2 * people)


if __name__ == "__main__":
    try:
        status = asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE))
    finally:
        end()
    sys.exit(status)
