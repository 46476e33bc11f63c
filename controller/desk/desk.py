"""The desk: the single writer. Inbox -> decide -> journal -> answer and announce.

Commands from the link and from the web enter the same inbox. They are decided one after another on a
tentative day, committed together in one durable transaction, and only then answered and announced. If
the commit fails, the day is what the journal says and everybody is refused: nothing happened.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from contracts import messages as m
from contracts.vocabulary import RefusalCode
from controller.desk.announcer import Announcer
from controller.desk.crowd import Crowd
from controller.desk.inbox import TICK_S, Inbox
from controller.desk.judging import Judge, Submission, Verdict
from controller.desk.neighbourhood import Neighbourhood
from controller.desk.print_outbox import PrintOutbox
from controller.desk.pulse import Pulse
from controller.desk.record import Record, RecordParts
from controller.desk.standing import Phase
from controller.desk.steady_clock import SteadyClock
from controller.domain.commands import Tick
from controller.domain.day import Day
from controller.domain.decide import Decided, decide
from controller.domain.now import Now
from controller.domain.office import Office
from controller.faults import are_degrading
from controller.journal.entries import Entry
from controller.journal.errors import JournalConflictError
from controller.journal.recovery.night_check import NightCheck
from controller.journal.writer import Writer
from controller.kept_apart import KeptApart
from controller.metrics import Metrics
from controller.principals import Principal
from controller.rating.ratings import Ratings
from controller.translate import private_texts

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class DeskParts:
    """What a desk works with."""

    office: Office
    judge: Judge
    writer: Writer
    announcer: Announcer
    print_outbox: PrintOutbox
    pulse: Pulse
    neighbourhood: Neighbourhood
    clock: SteadyClock
    metrics: Metrics
    crowd: Crowd
    kept_apart: KeptApart | None = None
    """Where private texts are kept; None: nowhere."""
    ratings: Ratings | None = None
    """What citizens think of it; None: they are not asked."""
    tick_s: float = TICK_S
    """It goes around at least so often."""


class Desk:
    """Decides. One task owns all state; ``day`` may be read by anyone in the loop."""

    def __init__(self, parts: DeskParts) -> None:
        self.office, self.announcer, self.metrics = parts.office, parts.announcer, parts.metrics
        self.record = Record(
            RecordParts(
                parts.office,
                parts.judge,
                parts.writer,
                parts.clock,
                parts.metrics,
                self._announce,
                parts.kept_apart,
                parts.ratings,
            )
        )
        self.ratings = parts.ratings
        self._judge, self._writer, self._clock = parts.judge, parts.writer, parts.clock
        self._print_outbox, self._kept_apart = parts.print_outbox, parts.kept_apart
        self.neighbourhood, self._pulse = parts.neighbourhood, parts.pulse
        self._crowd, self._inbox = parts.crowd, Inbox(parts.tick_s)

    @property
    def day(self) -> Day:
        """The present day."""
        return self.record.day

    @property
    def storage_failed(self) -> bool:
        """Whether nothing can be written."""
        return self.record.storage_failed

    @property
    def night_check(self) -> NightCheck:
        """What is known of old days."""
        return self.record.night_check

    def now(self) -> Now:
        """What the clock says."""
        return self.record.now()

    def stamp(self) -> int:
        """The desk's time: never behind what the journal has seen."""
        return self.record.stamp()

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return self._clock.monotonic()

    def faults(self) -> tuple[m.Fault, ...]:
        """What is wrong with the desk itself."""
        return (*self.neighbourhood.faults(), *self.record.faults(), *self._crowd.faults())

    def presence(self) -> m.Presence:
        """The desk as everyone may hear of it."""
        return self._pulse.presence(online=True)

    def alarm(self, wrong: bool) -> None:  # noqa: FBT001 - a level
        """Whether somebody must come: told with each pulse."""
        self._pulse.alarm = wrong

    async def open(self) -> None:
        """Remember everything, and come to the present."""
        recovered = await self.record.open()
        self.announcer.begin(recovered.epoch, self._writer.last_seq)
        await self.record.forget_before(self.day.date)  # slips name places, which the key of their day makes
        self._print_outbox.begin(self._judge.open_jobs(self.day))
        await self.record.turn_day()
        await self.record.forget_before(self.day.date)
        self._pulse.go_on(self.neighbourhood.standing, self.record.position(), {}, self.faults())

    def say_all(self) -> None:
        """Say everything again: the link is up, and whoever listens may have missed it."""
        self._pulse.say()
        if self.neighbourhood.serving:
            self.announcer.connected(self.day, self.stamp())
            self._print_outbox.send_all()

    def submit(self, asked: Submission) -> None:
        """Put a command into the inbox; refuse it at once when the inbox is full."""
        self._inbox.put(asked)

    async def ask(self, message: m.AnyCommand, principal: Principal) -> m.AnyReply:
        """Submit a command and wait for its answer."""
        waiting: asyncio.Future[m.AnyReply] = asyncio.get_running_loop().create_future()
        self.submit(
            Submission(
                message, principal, lambda reply: None if waiting.done() else waiting.set_result(reply)
            )
        )
        return await waiting

    async def run(self, alive: Callable[[], None]) -> None:
        """Work until cancelled; ``alive`` is called every time around (it feeds the watchdog)."""
        while True:
            batch = await self._gather()
            if self._stand():
                await self._work(batch)
            elif self.neighbourhood.standing.phase is Phase.LISTENING:
                self._inbox.put_back(batch)  # it slept, and is awake in a moment
            else:
                for asked in batch:
                    asked.answer(asked.refused(RefusalCode.NOT_SERVING))
            self._pulse.go_on(
                self.neighbourhood.standing, self.record.position(), self.announcer.digests, self.faults()
            )
            alive()

    async def _gather(self) -> list[Submission]:
        """What is asked; while this desk listens, it waits."""
        if self.neighbourhood.standing.phase is Phase.LISTENING:
            await self._inbox.rest()
            return []
        return await self._inbox.gather()

    def _stand(self) -> bool:
        """Whether this desk serves now. One that begins to says everything; one that gives way says goodbye."""
        neighbourhood, position = self.neighbourhood, self.record.position()
        served = neighbourhood.serving
        if neighbourhood.go_on(position, doubt=self.record.in_doubt):
            log.info("serving")
            self.record.believe(neighbourhood.answered(), neighbourhood.silent())
            self._pulse.go_on(neighbourhood.standing, position, self.announcer.digests, self.faults())
            self.say_all()
        if served and neighbourhood.standing.phase is Phase.ASIDE:
            log.critical("another desk serves: standing aside")
            self.announcer.listen(self._pulse.presence(online=False))
        elif served and not neighbourhood.serving:
            log.critical("nothing was done for a while: listening whether another desk serves by now")
        return neighbourhood.serving

    async def _work(self, batch: list[Submission]) -> None:
        """One turn of a desk that serves."""
        await self.record.look_at_clock()
        await self.record.turn_day()
        if not await self.record.make_up(*self.neighbourhood.news(self.day)):
            self.neighbourhood.forget_check()
            for asked in batch:
                asked.answer(asked.refused(RefusalCode.STORAGE_FAILED))
        elif batch:
            await self._serve(batch)
        else:
            await self.night_check.go_on(self.day.date, self.now())
        await self._tick()

    def private(self, reference: str) -> str:
        """The private text of a reference in the journal of today; empty where none is known."""
        return self._kept_apart.of(reference) if self._kept_apart else ""

    async def told(self, day: str) -> list[tuple[str, str]]:
        """Kind and body of everything that happened on a day; ``verify`` says whether it can be believed."""
        return await self._writer.told(day)

    async def verify(self, day: str) -> str | None:
        """The first fault in the hash chain of a day; None when it holds."""
        return await self._writer.verify(day)

    async def _serve(self, batch: list[Submission]) -> None:
        try:
            verdicts = await self._settle(batch)
        except JournalConflictError:  # a request id older than our memory: the journal knows its answer
            await self.record.recall([asked.message.request_id for asked in batch])
            verdicts = [await self._settle_alone(asked) for asked in batch]
        entries = [verdict.entry for verdict in verdicts if verdict.entry]
        if entries:  # the boards first: it is committed, and a person looks up at the chime
            self.announcer.show_calls(self.day, self.stamp())
        for verdict in verdicts:
            self.metrics.answered(verdict.reply)
            self._note_haste(verdict)
            self._keep_private(verdict)
            verdict.asked.answer(verdict.reply)
        self._tell(entries, self.day)

    def _note_haste(self, verdict: Verdict) -> None:
        """Remember which kiosk asks for numbers faster than people can, for the caretaker."""
        if isinstance(verdict.reply, m.Refused) and verdict.reply.code == RefusalCode.TOO_FAST:
            self._crowd.hurried(verdict.asked.principal.name)

    def _keep_private(self, verdict: Verdict) -> None:
        """Remember the private texts to which the journal of today refers: beside it, and never in its way."""
        if self._kept_apart is None or not isinstance(verdict.reply, m.Accepted):
            return
        for text in private_texts(verdict.asked.message):
            reference = self._kept_apart.reference(text)
            if any(reference in (*t.dossier_refs, t.note_ref) for t in self.day.tickets.values()):
                self._kept_apart.keep(text)

    async def _settle(self, batch: list[Submission]) -> list[Verdict]:
        """Judge a batch and commit it as one."""
        with self.metrics.deciding():
            now = replace(self.now(), degraded=are_degrading(self.faults()))
            verdicts = self._judge.verdicts(batch, self.day, self.record.answers, now)
        entries = [verdict.entry for verdict in verdicts if verdict.entry]
        if entries and not await self.record.commit(entries, verdicts[-1].day):
            return [_unstored(verdict) for verdict in verdicts]
        return verdicts

    async def _settle_alone(self, asked: Submission) -> Verdict:
        """Settle one command; what the journal will not have is refused, and stops nobody else."""
        try:
            return (await self._settle([asked]))[0]
        except JournalConflictError as error:
            log.critical("command %s of %s refused: %s", asked.message.kind, asked.principal.name, error)
            return Verdict(asked, asked.refused(RefusalCode.STORAGE_FAILED, detail=str(error)), self.day)

    def _announce(self, entries: list[Entry], after: Day) -> None:
        if not self.neighbourhood.serving:
            return
        self.announcer.show_calls(after, self.now().stamp(after.last_at))
        self._tell(entries, after)

    def _tell(self, entries: list[Entry], day: Day) -> None:
        for entry in entries:
            self.announcer.tell(entry, day)
            self._print_outbox.take(entry)

    async def _tick(self) -> None:
        """What is due by the clock alone, and whatever boards and kiosks have not seen yet."""
        due = decide(self.office, self.day, Tick(), self.now())
        if isinstance(due, Decided) and due.events:
            await self.record.happen(due.events)
        await self.record.tell_mends()
        await self.record.heal()
        self.announcer.show_rest(self.day, self.now())
        self.announcer.say_due()
        self._print_outbox.go_on()


def _unstored(verdict: Verdict) -> Verdict:
    """The verdict when its batch could not be committed: refused, unless it was settled before."""
    if verdict.known or isinstance(verdict.reply, m.Refused):
        return verdict
    return replace(verdict, reply=verdict.asked.refused(RefusalCode.STORAGE_FAILED), entry=None)
