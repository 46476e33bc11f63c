"""The present day, and the journal behind it: what was committed has happened, and nothing else has."""

import contextlib
import logging
from collections import ChainMap
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from contracts import messages as m
from contracts.vocabulary import DeviceId, FaultCode, RequestId
from controller.desk.judging import Judge
from controller.desk.pulse import Position
from controller.desk.steady_clock import SteadyClock
from controller.domain.day import Day, fold
from controller.domain.decide import close_day, ends_for_somebody
from controller.domain.events import AnyEvent, ClockConfirmed, JournalMended
from controller.domain.lost_rules import DOUBTS, Lost, Span, skips
from controller.domain.now import Now
from controller.domain.office import Office
from controller.faults import FACT_LENGTH, faults_of, unread_fault
from controller.file_stamp import file_stamp
from controller.journal.entries import Answered, Entry
from controller.journal.errors import JournalFullError, JournalGoneError
from controller.journal.recovered import Recovered
from controller.journal.recovery.night_check import NightCheck
from controller.journal.recovery.skip_lost import skip_lost
from controller.journal.remembering import remembered
from controller.journal.writer import Writer
from controller.kept_apart import KeptApart
from controller.metrics import Metrics
from controller.rating.ratings import Ratings
from hardware.host.memory import nothing_is_rubbish

log = logging.getLogger(__name__)

LOOK_S = 0.5
"""Between two looks whether the journal is still in its place."""
HEAL_S = 5.0
"""Between two attempts to write after the disk was full; kiosks ask for nothing until one succeeds."""


@dataclass(frozen=True)
class RecordParts:
    """What a record works with."""

    office: Office
    judge: Judge
    writer: Writer
    clock: SteadyClock
    metrics: Metrics
    announce: Callable[[list[Entry], Day], None]
    """Told of what happened by itself, with the day after it."""
    kept_apart: KeptApart | None = None
    """Where private texts are kept; None: nowhere."""
    ratings: Ratings | None = None
    """Keeps at the end of a day which visits may still be rated; None: none."""


class Record:
    """One task writes; ``day`` may be read by anyone in the loop."""

    def __init__(self, parts: RecordParts) -> None:
        self.day = Day("")
        self.storage_failed = False
        self.answers: ChainMap[RequestId, Answered] = ChainMap({})
        """Those of the present day first, then those of the day before: midnight does not end a retry."""
        self.untold: dict[FaultCode, dict[str, str]] = {}
        """How the journal was mended before this start: an event says so as soon as the day is certain."""
        self.night_check = NightCheck(parts.office, parts.writer)
        self._office, self._judge, self._writer = parts.office, parts.judge, parts.writer
        self._clock, self._metrics, self._announce = parts.clock, parts.metrics, parts.announce
        self._kept_apart, self._ratings = parts.kept_apart, parts.ratings
        self._heal_at = self._look_at = 0.0
        self._gone = False
        self._epoch, self._lineage = 0, ""
        self._began = False
        """Whether this start began a new lineage, or found one that nothing was written in."""
        self.in_doubt = False
        """Whether the journal may be an older copy, so that the neighbours should all be heard."""

    def now(self) -> Now:
        """What the clock says."""
        return self._clock.now()

    def stamp(self) -> int:
        """The desk's time: never behind what the journal has seen."""
        return self.now().stamp(self.day.last_at)

    def faults(self) -> tuple[m.Fault, ...]:
        """What is wrong with the desk itself."""
        return faults_of(
            self._office,
            self.day,
            self.now(),
            storage_failed=self.storage_failed,
            reserve_intact=self._writer.reserve_intact(),
            untold=self.untold,
            damaged=self.night_check.found,
        ) + unread_fault(self._writer.unread)

    async def open(self) -> Recovered:
        """Remember everything: replay the newest day, then come to the present."""
        with nothing_is_rubbish():
            return await self._open()

    async def _open(self) -> Recovered:
        recovered = await self._writer.start(self._clock.utc_ms())
        self.answers, self.untold = ChainMap(recovered.answers), recovered.mends
        self._epoch, self._lineage, self.in_doubt = recovered.epoch, recovered.lineage, recovered.in_doubt
        self._began = recovered.in_doubt
        await skip_lost(self._writer, self._office, self.now(), recovered)
        date = recovered.newest_day or self._office.service_day(self._clock.utc_ms())
        # What was skipped a moment ago may be of this day, too.
        self.day = await self._replay(date) if recovered.lost else remembered(date, recovered.events)
        self._clock.begin(self.day.last_at, partial(ends_for_somebody, self._office, self.day))
        return recovered

    def position(self) -> Position:
        """Which memory this is, and how far it has come."""
        return Position(self._epoch, self._lineage, self._writer.last_seq, self.day.last_at)

    def believe(self, answered: tuple[DeviceId, ...], silent: tuple[DeviceId, ...]) -> None:
        """The neighbours were asked: what a person should know of it, where the memory was in doubt."""
        what = "none" if not answered else "some" if silent else "all"
        facts = {
            "what": what,
            "answered": ", ".join(answered)[:FACT_LENGTH],
            "silent": ", ".join(silent)[:FACT_LENGTH],
        }
        for how in DOUBTS & self.untold.keys():
            self.untold[how] = {**self.untold[how], **facts}

    async def make_up(self, spans: tuple[Span, ...], who: tuple[DeviceId, ...]) -> bool:
        """Skip what neighbours saw and the journal does not know. False: it could not be written down."""
        if not spans:
            return True
        nth = await self._writer.count_loss()
        log.critical("numbers of %s are not in the journal; seen by %s", self.day.date, ", ".join(who))
        at = self.stamp()
        skipped = skips(self._office, self.day, Lost(0, {self.day.date: spans}, nth), at)
        if not self._began:
            self._lineage, self._began = await self._writer.begin_lineage(), True
        if FaultCode.JOURNAL_RESTORED in {**self.untold, **self.day.mended}:
            return await self.happen(skipped)  # a person knows that it is an older copy, and why
        facts = {"what": "neighbours", "devices": ", ".join(who)[:FACT_LENGTH]}
        return await self.happen((*skipped, JournalMended(at, FaultCode.JOURNAL_SHORT, facts)))

    async def commit(self, entries: list[Entry], after: Day) -> bool:
        """Make it so: ``after`` is the day when the entries are durable. False: nothing happened."""
        try:
            with self._metrics.committing():
                await self._writer.commit(entries)
        except JournalGoneError as error:
            self._is_gone(error)
            return False
        except JournalFullError as error:
            log.critical("commands refused: %s", error)
            self.storage_failed = True
            date, last_at = self.day.date, self.day.last_at
            self.day = remembered(date, await self._writer.reread(date), last_at)
            return False
        self.storage_failed = False
        self.day = after
        for entry in entries:
            if entry.request_id and entry.answer:
                self.answers[entry.request_id] = entry.answer
            if any(isinstance(event, ClockConfirmed) for event in entry.events):
                self._clock.accept()
        return True

    async def happen(self, events: tuple[AnyEvent, ...]) -> bool:
        """Something that nobody asked for. False: it could not be written."""
        after = fold(self.day, events)
        entry = self._judge.entry(self.day, after, events)
        stored = await self.commit([entry], after)
        if stored:
            self._announce([entry], after)
        return stored

    async def recall(self, requests: list[RequestId]) -> None:
        """Remember the answers that these requests got, as far as the journal knows."""
        self.answers.update(await self._writer.answers(requests))

    async def look_at_clock(self) -> None:
        """Take over a new time of the machine once it has held and something vouches for it."""
        if self._clock.look():
            now = self.now()
            await self.happen((ClockConfirmed(now.stamp(self.day.last_at), now.machine, by_machine=True),))

    async def turn_day(self) -> None:
        """Close a day that is over and go to the one that the clock says, fresh or where it was left.

        A clock that is not trusted changes nothing: the day stays, and gives no numbers. One that jumped changes
        nothing either: the desk's time goes on as if it had not.
        """
        now = self.now()
        if not now.trusted_after(self.day.last_at):
            return
        date = self._office.service_day(now.stamp(self.day.last_at))
        if date == self.day.date:
            return
        await self.forget_before(date)
        events = close_day(self.day, now.clock)
        if events and not await self.happen(events):
            return
        self.day = await self._replay(date)
        self.answers = ChainMap({}, self.answers.maps[0])
        if self.day.last_at > now.clock:  # a person put the clock back to a day that had come further
            await self.happen((ClockConfirmed(self.day.last_at, now.clock),))
        else:
            self.day = replace(self.day, last_at=now.clock)

    async def forget_before(self, date: str) -> None:
        """Erase the private texts of other days, after it was noted which visits of the day that ends phones may still rate."""
        if self._ratings and date != self.day.date:
            await self._ratings.carry(self.day, self.now().clock)
        if self._kept_apart:
            await self._kept_apart.turn(date)

    async def tell_mends(self) -> None:
        """Write into the day how the journal was mended: whoever reads it later knows which numbers to doubt."""
        now = self.now()
        if not self.untold or not now.trusted_after(self.day.last_at):
            return
        at = now.stamp(self.day.last_at)
        if await self.happen(tuple(JournalMended(at, how, facts) for how, facts in self.untold.items())):
            self.untold = {}
            with contextlib.suppress(JournalFullError):  # then the next start tells it again
                await self._writer.forget_mends()

    async def heal(self) -> None:
        """After the disk was full, or the journal was taken away: try it again, so that nobody has to."""
        monotonic = self._clock.monotonic()
        if monotonic >= self._look_at and not self._gone:
            self._look_at = monotonic + LOOK_S
            if not await self._writer.in_place():
                self._is_gone("the journal was taken away")
        whole = not self.storage_failed and self._writer.reserve_intact()
        if not whole and monotonic >= self._heal_at:
            self._heal_at = monotonic + HEAL_S
            self.storage_failed = not await self._writer.heal(file_stamp(self._clock.utc_ms()))
            if self._gone and not self.storage_failed:
                await self._take_up()

    def _is_gone(self, why: object) -> None:
        log.critical("commands refused: %s", why)
        self.storage_failed = self._gone = True
        self._heal_at = 0.0  # at once: what is in memory is not on any disk

    async def _take_up(self) -> None:
        """The journal was written anew: go on from what it says."""
        self._gone = False
        self.day = await self._replay(self.day.date)
        self._lineage, self.untold = await self._writer.lineage(), await self._writer.mends()

    async def _replay(self, date: str) -> Day:
        return remembered(date, await self._writer.events(date))
