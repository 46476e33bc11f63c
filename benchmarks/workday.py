"""A service day without wire and web: the real rules and the real journal, command by command."""

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from contracts import messages as m
from contracts.vocabulary import CounterId, DeviceId, PriorityGroup, SlipState
from controller.desk.judging import Judge, Submission
from controller.desk.snapshots import Snapshots
from controller.domain.day import Day
from controller.domain.decide import close_day
from controller.domain.now import Now
from controller.journal.entries import Answered
from controller.journal.journal import Journal
from controller.office_from_settings import devices_of, office_of
from controller.settings import OfficeSettings
from hardware.link.station import new_request_id

MONDAY_MS = 1_767_574_800_000
"""08:00 of 2026-01-05 in Viet Nam: past, and after the year in which clocks are believed."""
STEP_MS = 5_000
"""Between two commands: 250 citizens come and go in some hours."""


@dataclass
class Spent:
    """CPU time of this process for one kind of command, in seconds."""

    times: int = 0
    rules_s: float = 0.0
    journal_s: float = 0.0


class RefusedError(Exception):
    """The rules said no to something that a benchmark counted on."""


class Workday:
    """One day of one office. ``spent`` adds up the CPU time by kind of command."""

    def __init__(self, settings: OfficeSettings, journal: Journal, opens_at: int) -> None:
        """``opens_at``: UTC milliseconds of the first command."""
        office = office_of(settings)
        self._judge, self._devices = Judge(office, Snapshots(settings, office)), devices_of(settings)
        self._journal, self._settings, self._at = journal, settings, opens_at
        self._answers: dict[Any, Answered] = {}
        self.day = Day(office.service_day(opens_at))
        self.spent: dict[str, Spent] = defaultdict(Spent)

    def counter_for(self, index: int) -> CounterId:
        """A counter for the ``index``-th citizen's service: calls there keep up with the numbers given."""
        service = self._settings.services[index % len(self._settings.services)].code
        return next(c.id for c in self._settings.counters if service in c.services)

    def issue(self, index: int) -> m.Issued:
        """The ``index``-th citizen takes a number at the kiosk; one of eight has priority."""
        service = self._settings.services[index % len(self._settings.services)].code
        priority = PriorityGroup.ELDERLY if index % 8 == 0 else PriorityGroup.ORDINARY
        kiosk = self._settings.kiosks[0].device
        reply = self._ask(kiosk, lambda about: m.IssueTicket(service=service, priority=priority, **about))
        assert isinstance(reply.result, m.Issued)
        return reply.result

    def printed(self, issued: m.Issued) -> None:
        """Its slip comes out, as the printer tells."""
        printer, job = self._settings.kiosks[0].printer, issued.job
        assert printer
        assert job
        self._ask(printer, lambda about: m.ReportSlip(job=job, state=SlipState.SENDING, **about))
        self._ask(printer, lambda about: m.ReportSlip(job=job, state=SlipState.PRINTED, **about))

    def call(self, counter: CounterId) -> bool:
        """A clerk calls the next; whether somebody came."""
        panel = next(c.panel for c in self._settings.counters if c.id == counter)
        assert panel
        reply = self._ask(panel, lambda about: m.CallNext(counter=counter, **about))
        return isinstance(reply.result, m.Called)

    def close(self) -> None:
        """The day ends as the desk ends it."""
        events = close_day(self.day, self._at)
        self._journal.commit([self._judge.entry(self.day, self.day, events)])

    def _ask(self, device: DeviceId, command: Callable[[dict[str, Any]], m.AnyCommand]) -> m.Accepted:
        self._at += STEP_MS
        message = command({"request_id": new_request_id(), "at": self._at})
        begin = time.process_time()
        asked = Submission(message, self._devices.principal(device), lambda _reply: None)
        (verdict,) = self._judge.verdicts([asked], self.day, self._answers, Now(self._at))
        decided = time.process_time()
        if not isinstance(verdict.reply, m.Accepted) or verdict.entry is None:
            raise RefusedError(f"{message}: {verdict.reply}")
        self._journal.commit([verdict.entry])
        self.day = verdict.day
        if verdict.entry.answer:
            self._answers[message.request_id] = verdict.entry.answer
        spent = self.spent[message.kind]
        spent.times += 1
        spent.rules_s += decided - begin
        spent.journal_s += time.process_time() - decided
        return verdict.reply
