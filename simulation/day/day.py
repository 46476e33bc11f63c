"""One simulated day, from the first number to the last: the same history gives the same journal to the letter."""

import asyncio
import hashlib
import sqlite3
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from controller.journal.folder import FILE
from controller.what_if.scenario import Scenario
from simulation.day.controls import Control
from simulation.day.faults import Faults
from simulation.day.history import Fault, History, Visit, lasts_s
from simulation.day.ledger import Violation
from simulation.day.living import ended, lived
from simulation.day.office import SimOffice
from simulation.day.promises import Watch
from simulation.day.reference import LAST_SLIP_STATES

LAST_SLIPS_S = 150.0
"""Longer than a printer waits for paper."""


@dataclass(frozen=True)
class Outcome:
    """What became of a day."""

    violations: tuple[Violation, ...]
    digest: str
    """Of the journal: its newest hash, and how many events there are."""
    tickets: int
    served: int
    starts: int
    """Of the desk."""
    points: int
    """Steps at which the desk could have died."""
    checks: Counter[str]
    faults: Counter[str]
    hours: float
    """Of the office's own time."""


def live(scenario: Scenario, history: History, control: Control = Control.NONE) -> Outcome:
    """Let the day pass; it ends at the first promise that is broken."""
    return lived(lambda folder: _live(scenario, history, folder, control))


async def _live(scenario: Scenario, history: History, folder: Path, control: Control) -> Outcome:
    office = SimOffice(scenario, history, folder / "data", control)
    watch = Watch(office)
    faults = Faults(office, watch)
    office.start()
    for happening in history.happenings:
        if isinstance(happening, Visit):
            office.loop.call_at(happening.at, office.kiosks[happening.kiosk].row.append, happening)
        else:
            office.loop.call_at(happening.at, faults.happen, happening)
    ends = lasts_s(scenario)
    while office.loop.time() < ends + LAST_SLIPS_S and not office.ledger.violations:
        await asyncio.sleep(1.0)
        for panel in office.panels.values():
            panel.open = office.serves()
        watch.look()
    _at_the_end(office)
    office.stop()
    await ended()
    return _outcome(office)


def _at_the_end(office: SimOffice) -> None:
    """What must hold when everything has come to rest."""
    ledger, reference = office.ledger, office.reference
    if ledger.violations:
        return
    for job, state in reference.slips.items():
        out = ledger.paper[job]
        ledger.check("P3", state in LAST_SLIP_STATES, f"{job} is {state} at the end")
        ledger.check("P3", state != "printed" or out, f"{job} is printed and no paper came out")
        ledger.check("P3", state != "not-printed" or not out, f"{job} is not printed and paper came out")
    with sqlite3.connect(f"{(office.disk.data_dir / FILE).as_uri()}?mode=ro", uri=True) as db:
        reference.begin_again(db)
    db.close()
    desk = office.desk.desk
    ledger.check("P11", desk is not None, "there is no desk at the end")
    if desk:
        fold = {ticket.id: str(ticket.state) for ticket in desk.day.tickets.values()}
        day = desk.day.date.replace("-", "")  # a clock that stepped on may have begun another one
        true = {ticket: line.state for ticket, line in reference.tickets.items() if ticket.startswith(day)}
        ledger.check("P10", fold == true, "the desk's day is not what its journal says")


def _outcome(office: SimOffice) -> Outcome:
    reference, happenings = office.reference, office.history.happenings
    digest = hashlib.sha256(f"{reference.head} {len(reference.rows)}".encode()).hexdigest()
    return Outcome(
        violations=tuple(office.ledger.violations),
        digest=digest[:16],
        tickets=len(reference.tickets),
        served=sum(line.state == "finished" for line in reference.tickets.values()),
        starts=office.desk.starts,
        points=office.desk.points_passed,
        checks=office.ledger.checks,
        faults=Counter(x.kind for x in happenings if isinstance(x, Fault)),
        hours=office.loop.time() / 3600,
    )
