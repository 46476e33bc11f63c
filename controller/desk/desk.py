"""The desk: the single writer. Inbox -> decide -> journal -> answer and announce.

Commands from the link and from the web enter the same inbox. They are decided one after another on a
tentative day, committed together in one durable transaction, and only then answered and announced. If
the commit fails, the day is what the journal says and everybody is refused: nothing happened.
"""

import asyncio
import contextlib
import logging
from collections import ChainMap
from collections.abc import Callable
from dataclasses import dataclass, replace

from contracts import messages as m
from contracts.vocabulary import CounterId, FaultCode, RefusalCode, RequestId
from controller.desk.announcer import Announcer
from controller.desk.inbox import Inbox
from controller.desk.judging import Asked, Judge, Verdict
from controller.desk.steady_clock import SteadyClock
from controller.domain.commands import Tick
from controller.domain.day import Day, fold
from controller.domain.decide import Decided, close_day, decide
from controller.domain.events import AnyEvent, ClockConfirmed, JournalMended
from controller.domain.now import Now
from controller.domain.office import Office
from controller.faults import are_degrading, faults_of
from controller.journal.entries import Answered, Entry
from controller.journal.errors import JournalConflictError, JournalFullError
from controller.journal.night_check import NightCheck
from controller.journal.skip_lost import skip_lost
from controller.journal.writer import Writer
from controller.metrics import Metrics
from controller.principals import Principal
from controller.ticket_dossiers import TicketDossiers

log = logging.getLogger(__name__)

HEAL_S = 5.0
"""Between two attempts to write after the disk was full; kiosks ask for nothing until one succeeds."""


@dataclass(frozen=True)
class DeskParts:
    """What a desk works with."""

    office: Office
    judge: Judge
    writer: Writer
    announcer: Announcer
    clock: SteadyClock
    metrics: Metrics
    ticket_dossiers: TicketDossiers | None = None
    """Where the dossiers of tickets are kept; None: nowhere."""


class Desk:
    """Decides. One task owns all state; ``day`` may be read by anyone in the loop."""

    def __init__(self, parts: DeskParts) -> None:
        self.office, self.announcer, self.metrics = parts.office, parts.announcer, parts.metrics
        self.day = Day("")
        self.storage_failed = False
        self._judge, self._writer, self._clock = parts.judge, parts.writer, parts.clock
        self._ticket_dossiers = parts.ticket_dossiers
        self.night_check = NightCheck(parts.office, parts.writer)
        self._inbox = Inbox()
        self._answers: ChainMap[RequestId, Answered] = ChainMap({})
        """Those of the present day first, then those of the day before: midnight does not end a retry."""
        self._heal_at = 0.0
        self._untold: dict[FaultCode, dict[str, str]] = {}
        """How the journal was mended before this start: an event says so as soon as the day is certain."""

    def now(self) -> Now:
        """What the clock says."""
        return self._clock.now()

    def stamp(self) -> int:
        """The desk's time: never behind what the journal has seen."""
        return self.now().stamp(self.day.last_at)

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return self._clock.monotonic()

    async def open(self) -> None:
        """Remember everything: replay the newest day, then come to the present."""
        recovered = await self._writer.start(self._clock.utc_ms())
        self._answers, self._untold = ChainMap(recovered.answers), recovered.mends
        await skip_lost(self._writer, self.office, self.now(), recovered)
        self.announcer.begin(recovered.epoch, self._writer.last_seq, recovered.outbox)
        self.day = await self._replay(recovered.newest_day or self.office.service_day(self._clock.utc_ms()))
        self._clock.begin(self.day.last_at)
        await self._turn_day()
        await self._forget_before(self.day.date)

    def submit(self, asked: Asked) -> None:
        """Put a command into the inbox; refuse it at once when the inbox is full."""
        self._inbox.put(asked)

    async def ask(self, message: m.AnyCommand, principal: Principal) -> m.AnyReply:
        """Submit a command and wait for its answer."""
        waiting: asyncio.Future[m.AnyReply] = asyncio.get_running_loop().create_future()
        self.submit(
            Asked(message, principal, lambda reply: None if waiting.done() else waiting.set_result(reply))
        )
        return await waiting

    async def run(self, alive: Callable[[], None]) -> None:
        """Work until cancelled; ``alive`` is called every time around (it feeds the watchdog)."""
        while True:
            batch = await self._inbox.gather()
            await self._look_at_clock()
            await self._turn_day()
            if batch:
                await self._serve(batch)
            else:
                await self.night_check.go_on(self.day.date, self.now())
            await self._tick()
            alive()

    def dossier_at(self, counter: CounterId) -> str:
        """The dossier for which the citizen at a counter comes; empty when there is none."""
        ticket = self.day.at_counter.get(counter)
        return (self._ticket_dossiers and self._ticket_dossiers.of(ticket)) or ""

    async def events(self, day: str) -> tuple[AnyEvent, ...]:
        """Everything that happened on a day."""
        return await self._writer.events(day)

    async def verify(self, day: str) -> str | None:
        """The first fault in the hash chain of a day; None when it holds."""
        return await self._writer.verify(day)

    def faults(self) -> tuple[m.Fault, ...]:
        """What is wrong with the desk itself."""
        return faults_of(
            self.office,
            self.day,
            self.now(),
            storage_failed=self.storage_failed,
            reserve_intact=self._writer.reserve_intact(),
            untold=self._untold,
            damaged=self.night_check.found,
        )

    async def _serve(self, batch: list[Asked]) -> None:
        try:
            verdicts = await self._settle(batch)
        except JournalConflictError:  # a request id older than our memory: the journal knows its answer
            self._answers.update(await self._writer.answers([asked.message.request_id for asked in batch]))
            verdicts = [await self._settle_alone(asked) for asked in batch]
        entries = [verdict.entry for verdict in verdicts if verdict.entry]
        if entries:  # the boards first: it is committed, and a person looks up at the chime
            self.announcer.show_calls(self.day, self.stamp())
        for verdict in verdicts:
            self.metrics.answered(verdict.reply)
            self._keep_dossier(verdict)
            verdict.asked.answer(verdict.reply)
        self._tell(entries)

    def _keep_dossier(self, verdict: Verdict) -> None:
        """Remember for which dossier a number was taken: beside the journal, and never in its way."""
        asked, reply = verdict.asked.message, verdict.reply
        issued = reply.result if isinstance(reply, m.Accepted) else None
        if not (self._ticket_dossiers and isinstance(asked, m.IssueTicket) and isinstance(issued, m.Issued)):
            return
        if asked.dossier and issued.ticket in self.day.tickets:
            self._ticket_dossiers.keep(issued.ticket, asked.dossier)

    async def _settle(self, batch: list[Asked]) -> list[Verdict]:
        """Judge a batch and commit it as one."""
        with self.metrics.deciding():
            now = replace(self.now(), degraded=are_degrading(self.faults()))
            verdicts = self._judge.verdicts(batch, self.day, self._answers, now)
        entries = [verdict.entry for verdict in verdicts if verdict.entry]
        if entries and not await self._commit(entries, verdicts[-1].day):
            return [_unstored(verdict) for verdict in verdicts]
        for verdict in verdicts:
            if verdict.entry and verdict.entry.answer:
                self._answers[verdict.asked.message.request_id] = verdict.entry.answer
        return verdicts

    async def _settle_alone(self, asked: Asked) -> Verdict:
        """Settle one command; what the journal will not have is refused, and stops nobody else."""
        try:
            return (await self._settle([asked]))[0]
        except JournalConflictError as error:
            log.critical("command %s of %s refused: %s", asked.message.kind, asked.principal.name, error)
            return Verdict(asked, asked.refused(RefusalCode.STORAGE_FAILED, detail=str(error)), self.day)

    async def _commit(self, entries: list[Entry], after: Day) -> bool:
        try:
            with self.metrics.committing():
                await self._writer.commit(entries)
        except JournalFullError as error:
            log.critical("commands refused: %s", error)
            self.storage_failed = True
            self.day = fold(
                Day(self.day.date, last_at=self.day.last_at), await self._writer.reread(self.day.date)
            )
            return False
        self.storage_failed = False
        self.day = after
        if any(isinstance(event, ClockConfirmed) for entry in entries for event in entry.events):
            self._clock.accept()
        return True

    def _announce(self, entries: list[Entry]) -> None:
        if entries:
            self.announcer.show_calls(self.day, self.stamp())
        self._tell(entries)

    def _tell(self, entries: list[Entry]) -> None:
        for entry in entries:
            self.announcer.tell(entry, self.day)

    async def _tick(self) -> None:
        """What is due by the clock alone, and whatever boards and kiosks have not seen yet."""
        due = decide(self.office, self.day, Tick(), self.now())
        if isinstance(due, Decided) and due.events:
            await self._happen(due.events)
        if self._untold:
            await self._tell_mends()
        await self._heal()
        self.announcer.show_rest(self.day, self.now(), faults=self.faults())

    async def _heal(self) -> None:
        """After the disk was full: try it again now and then, so that nobody has to."""
        whole = not self.storage_failed and self._writer.reserve_intact()
        if not whole and self.monotonic() >= self._heal_at:
            self._heal_at = self.monotonic() + HEAL_S
            self.storage_failed = not await self._writer.heal()

    async def _happen(self, events: tuple[AnyEvent, ...]) -> bool:
        after = fold(self.day, events)
        entry = self._judge.entry(self.day, after, events)
        stored = await self._commit([entry], after)
        if stored:
            self._announce([entry])
        return stored

    async def _look_at_clock(self) -> None:
        """Take over a new time of the machine once it has held and something vouches for it."""
        if self._clock.look():
            now = self.now()
            await self._happen((ClockConfirmed(now.stamp(self.day.last_at), now.machine, by_machine=True),))

    async def _turn_day(self) -> None:
        """Close a day that is over and go to the one that the clock says, fresh or where it was left.

        A clock that is not trusted changes nothing: the day stays, and gives no numbers. One that jumped changes
        nothing either: the desk's time goes on as if it had not.
        """
        now = self.now()
        if not now.trusted_after(self.day.last_at):
            return
        date = self.office.service_day(now.stamp(self.day.last_at))
        if date == self.day.date:
            return
        await self._forget_before(date)
        events = close_day(self.day, now.clock)
        if events and not await self._happen(events):
            return
        self.day = await self._replay(date)
        self._answers = ChainMap({}, self._answers.maps[0])
        if self.day.last_at > now.clock:  # a person put the clock back to a day that had come further
            await self._happen((ClockConfirmed(self.day.last_at, now.clock),))
        else:
            self.day = replace(self.day, last_at=now.clock)

    async def _tell_mends(self) -> None:
        """Write into the day how the journal was mended: whoever reads it later knows which numbers to doubt."""
        now = self.now()
        if not now.trusted_after(self.day.last_at):
            return
        at = now.stamp(self.day.last_at)
        if await self._happen(tuple(JournalMended(at, how, facts) for how, facts in self._untold.items())):
            self._untold = {}
            with contextlib.suppress(JournalFullError):  # then the next start tells it again
                await self._writer.forget_mends()

    async def _forget_before(self, date: str) -> None:
        if self._ticket_dossiers:
            await self._ticket_dossiers.turn(date)

    async def _replay(self, date: str) -> Day:
        return fold(Day(date), await self._writer.events(date))


def _unstored(verdict: Verdict) -> Verdict:
    """The verdict when its batch could not be committed: refused, unless it was settled before."""
    if verdict.known or isinstance(verdict.reply, m.Refused):
        return verdict
    return replace(verdict, reply=verdict.asked.refused(RefusalCode.STORAGE_FAILED), entry=None)
