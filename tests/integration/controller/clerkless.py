"""Tickets straight into a journal, decided by the real rules, without a desk: for tests that crash it."""

from pathlib import Path
from typing import Any
from uuid import UUID

from contracts import messages as m
from contracts.vocabulary import DeviceId
from controller.desk.judging import Judge, Submission, Verdict
from controller.desk.snapshots import Snapshots
from controller.domain.day import Day, fold
from controller.domain.now import Now
from controller.journal.entries import Entry
from controller.journal.folder import FILE
from controller.journal.journal import Journal
from controller.office_from_settings import devices_of, office_of
from controller.principals import Principal
from tests.integration.controller.house import MORNING, settings_of, sparse_reserve

DAY = "2026-11-23"
SECOND_MS = 1000


class Ledger:
    """Who issues and calls on an open journal, one command a second."""

    def __init__(self, journal: Journal, day: str = DAY, at: int = MORNING) -> None:
        self.journal = journal
        settings = settings_of(policy={"kiosk_burst": 0})  # it asks each second, all day
        office = office_of(settings)
        self._judge, self._devices = Judge(office, Snapshots(settings, office)), devices_of(settings)
        self.day = fold(Day(day), journal.events(day))
        self.now = max(at, self.day.last_at)
        self.asked = 0

    def judged(self, kind: type[m.Command], by: str | Principal = "kiosk-1", **fields: Any) -> Verdict:
        """What a command leads to; nothing is written."""
        self.asked += 1
        self.now += SECOND_MS
        request = str(UUID(int=self.now * 1000 + self.asked))
        message: Any = kind(request_id=request, at=self.now, **fields)
        asked = Submission(message, self._principal(by), lambda _reply: None)
        return self._judge.verdicts([asked], self.day, {}, Now(self.now))[0]

    def _principal(self, by: str | Principal) -> Principal:
        return by if isinstance(by, Principal) else self._devices.principal(DeviceId(by))

    def commit(self, verdict: Verdict) -> None:
        assert verdict.entry, verdict.reply
        self.journal.commit([verdict.entry])
        self.day = verdict.day

    def issue(self, service: str = "civil") -> str:
        """The next number, durable when this returns."""
        verdict = self.judged(m.IssueTicket, service=service)
        self.commit(verdict)
        return self.day.tickets[self.day.waiting[-1]].number

    def call(self) -> None:
        self.commit(self.judged(m.CallNext, by="panel-1", counter="1"))

    def entry(self) -> Entry:
        """The entry of one more ticket, not written."""
        found = self.judged(m.IssueTicket, service="civil").entry
        assert found
        return found


def a_journal(data_dir: Path) -> Journal:
    sparse_reserve(data_dir)
    return Journal(data_dir)


def busy_days(data_dir: Path, days: int = 3, tickets: int = 60) -> list[str]:
    """Fill a journal and close it properly; its days."""
    dates = [f"2026-11-{23 + ahead}" for ahead in range(days)]
    journal = a_journal(data_dir)
    for ahead, date in enumerate(dates):
        ledger = Ledger(journal, date, MORNING + ahead * 86_400_000)
        for turn in range(tickets):
            ledger.issue("land" if turn % 3 == 2 else "civil")
            if turn % 2:
                ledger.call()
    journal.close()
    return dates


def numbers_in(journal: Journal, day: str = DAY) -> list[str]:
    """The numbers of a day, as the events tell."""
    return [ticket.number for ticket in fold(Day(day), journal.events(day)).tickets.values()]


def db_file(data_dir: Path) -> Path:
    return data_dir / FILE
