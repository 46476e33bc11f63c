"""An update was taken back: today's journal holds what only the newer program understands."""

import contextlib
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from contracts import messages as m
from contracts.vocabulary import FaultCode
from controller.journal.event_codec import chain
from controller.journal.projections import TICKET
from controller.journal.seals import seal
from tests.clocks import FakeClock
from tests.integration.controller.clerkless import db_file
from tests.integration.controller.house import CLERK, MORNING, number, open_house


def newer(folder: Path, kind: str, change: dict[str, Any], like: str = "TicketIssued") -> None:
    """Append what a newer program would: an event as one that is there, with another kind or other words."""
    with contextlib.closing(sqlite3.connect(db_file(folder), isolation_level=None)) as db:
        seq, day, head = db.execute("SELECT seq, day, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
        (told,) = db.execute("SELECT body FROM event WHERE kind = ? ORDER BY seq LIMIT 1", (like,)).fetchone()
        body = json.dumps(json.loads(told) | change)
        row = (seq + 1, day, kind, body, None, chain(head, seq + 1, day, kind, body, None))
        db.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)", row)
        if kind == "TicketIssued":  # its row for the reports was written with it
            told = db.execute("SELECT * FROM ticket ORDER BY id").fetchone()
            values = [change["ticket"], told[1], told[2], change["n"], change["number"], *told[5:-1]]
            db.execute(TICKET, (*values, seal(*values)))


LATER: dict[str, tuple[str, dict[str, Any], str]] = {
    "a kind that this program does not know": ("TicketWelcomed", {"by": "robot"}, "TicketIssued"),
    "a word that this program does not know": (
        "TicketIssued",
        {"priority": "astronaut", "n": 5, "number": "A005", "ticket": "20261123-A005"},
        "TicketIssued",
    ),
    "a number in a kind of its own": (
        "TicketBooked",
        {"n": 5, "number": "A005", "ticket": "20261123-A005"},
        "TicketIssued",
    ),
    "a number that only it knows is called": ("TicketCalled", {"ticket": "20261123-Z001"}, "TicketCalled"),
    "another form of what was there": (
        "TicketCalled",
        {"counter": {"floor": 2, "desk": "1"}},
        "TicketCalled",
    ),
}


@pytest.mark.parametrize("kind", LATER)
async def test_the_program_of_before_serves_gives_no_number_twice_and_tells(
    tmp_path: Path, kind: str
) -> None:
    clock = FakeClock(MORNING)
    async with open_house(tmp_path, clock) as house:
        given = [(await house.issued()).number for _ in range(3)]
        await house.ask(house.call(), CLERK)
    name, change, like = LATER[kind]
    newer(tmp_path, name, change, like)
    async with open_house(tmp_path, clock) as house:
        given += [(await house.issued()).number for _ in range(2)]
        assert len({*given, "A005"}) == 5 + ("A005" in str(change))
        assert number(await house.ask(house.call(), CLERK)) == given[1], "nobody is called twice"
        unread = kind != "a number that only it knows is called"
        told = [fault.facts for fault in house.desk.faults() if fault.code is FaultCode.JOURNAL_NEWER]
        assert told == ([{"count": "1"}] if unread else [])
        assert await house.writer.verify(house.desk.day.date) is None, "it stays in the chain"
    async with open_house(tmp_path, clock) as house:
        assert isinstance(await house.ask(house.issue()), m.Accepted)


async def test_a_number_that_a_kiosk_gave_alone_in_unknown_words_ends_no_series(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    alone = {"n": 835, "number": "A835", "ticket": "20261123-A835", "alone_at": MORNING}
    async with open_house(tmp_path, clock) as house:
        await house.issued()
    newer(tmp_path, "TicketIssued", {"priority": "astronaut", **alone})
    async with open_house(tmp_path, clock) as house:
        assert (await house.issued()).number == "A002"
