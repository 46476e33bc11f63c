"""Tells the province what happened: from the journal, in order, one batch at a time, for as long as it takes.

The journal is the queue: nothing is lost while there is no network, for weeks, and nothing is remembered here but a name.
"""

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable
from uuid import uuid4

from contracts.province import (
    FACTS,
    LINEAGES,
    MOST_FACTS,
    Agreed,
    Answer,
    OfficeCard,
    OfficeNow,
    Opening,
    Verdict,
)
from controller.sending.agreeing import Search
from controller.sending.centre import Centre, TroubleError
from controller.sending.choosing import Piece, pseudonyms
from controller.sending.enrolling import ask_centre, kept_enrolling
from controller.sending.patience import wait_s
from controller.sending.reader import UNREADABLE, JournalReader, Seen
from controller.sending.state import Progress, keep, kept_in, pseudonym_key
from controller.sending.stating import Stating
from controller.sending.telling import Teller
from controller.settings import OfficeSettings

log = logging.getLogger(__name__)

BETWEEN_S = 0.25
"""Between two batches of a backlog: the desk and its pages share the processor."""
CARD_EVERY = 240
"""Messages between two that say what the office is called."""
WRITE_MS = 10 * 60_000
"""How exactly it is known after a restart when the centre took something last."""


class Sender:
    """One for an office. Belongs to the loop; files are read and written and bodies packed in threads."""

    def __init__(self, settings: OfficeSettings) -> None:
        self.progress = Progress(kept_in(settings.data_dir))
        self.teller: Teller | None = None
        """Set by whoever knows how the office is; without one nothing is sent."""
        self.stating = Stating()
        self.soon = asyncio.Event()
        """Set by whoever knows that there is no need to wait."""
        self._settings, self._data_dir = settings.province, settings.data_dir
        self._reader: JournalReader | None = None
        self._centre = Centre(settings.province)
        self._beat, self._failures, self._most, self._written_at = 0, 0, MOST_FACTS, 0

    async def follow(self) -> None:
        """Send for ever; nothing where no centre is set."""
        if not self._settings.url:
            await asyncio.Event().wait()
        try:
            while True:
                wait = await self.once()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.soon.wait(), wait)
                self.soon.clear()
        finally:
            await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._centre.close()

    async def once(self, luck: Callable[[], float] = random.random) -> float:
        """One exchange; returns after how many seconds the next one is due."""
        now = self.teller.now(self._beat) if self.teller else None
        if now is None:
            return self._settings.every_s
        self._beat += 1
        try:
            wait = await self._exchange(now)
        except TroubleError as trouble:
            return self._failed(trouble, now.at, luck)
        except UNREADABLE as error:
            log.warning("the journal cannot be read for the province: %s", type(error).__name__)
            return self._failed(TroubleError("journal"), now.at, luck)
        self._failures, self.progress.trouble, self.progress.trouble_since = 0, "", None
        return wait

    async def _exchange(self, now: OfficeNow) -> float:
        await self._enrol(now.at)
        reader = await asyncio.to_thread(self._tools)
        seen = await asyncio.to_thread(reader.seen)
        await self._follow_lineage(seen.lineage)
        if self.progress.upto is None:
            self.progress.upto = await self._open(reader, seen)
        self.progress.backlog = max(0, seen.seq - self.progress.upto)
        piece = await asyncio.to_thread(reader.piece, self.progress.upto + 1, self._most)
        if piece is None:
            await self._begin_anew(now.at)
            return BETWEEN_S
        told = now.model_copy(
            update={
                "backlog": max(0, self.progress.backlog - piece.last + piece.first - 1),
                "last_at": seen.at,
                "certificates": (*now.certificates, *self._centre.certificate),
            }
        )
        answer = await self._send(piece, told)
        await self._take(answer, piece, now.at)
        self.progress.backlog = max(0, seen.seq - (self.progress.upto or 0))
        if not self.progress.backlog:
            await self._state(told)
        return BETWEEN_S if self.progress.backlog or self.progress.upto is None else self._settings.every_s

    async def _enrol(self, at: int) -> None:
        """Ask the centre that the caretaker typed a code for, until it has said yes or no.

        With a key that works facts go on meanwhile, whatever becomes of the new one.
        """
        there = await asyncio.to_thread(kept_enrolling, self._data_dir)
        if there is None or there.url != self._settings.url or not there.waits_for_centre:
            return
        try:
            await ask_centre(self._data_dir, there, at, self._centre.enrol)
        except OSError:
            raise TroubleError("disk") from None
        except TroubleError as trouble:
            if not await asyncio.to_thread(self._centre.has_key):
                raise
            log.warning("the province's centre does not enrol: %s", trouble.key)

    async def _state(self, now: OfficeNow) -> None:
        """What does not follow from facts, when all facts are there."""
        statements = await self.stating.unsaid(self._beat)
        upto = self.progress.upto
        if not statements or upto is None:
            return
        self._beat += 1
        reader = await asyncio.to_thread(self._tools)
        piece = await asyncio.to_thread(reader.piece, upto + 1, 0)
        if piece is None:
            return  # the journal is another one meanwhile: the next message says so
        fresh = now.model_copy(update={"beat": self._beat - 1})
        batch = piece.batch(self.progress.kept.sent_as, fresh).model_copy(update={"statements": statements})
        answer = await self._centre.tell(FACTS, batch, Answer)
        if answer.verdict is Verdict.TAKEN:
            await self._note_taken(answer, now.at)
            self.stating.said(statements, answer.stated)

    async def _send(self, piece: Piece, now: OfficeNow) -> Answer:
        card = self._card() if self._beat % CARD_EVERY == 1 else None
        batch = piece.batch(self.progress.kept.sent_as, now).model_copy(update={"card": card})
        try:
            answer = await self._centre.tell(FACTS, batch, Answer)
        except TroubleError as trouble:
            if trouble.key == "refused":
                self._most = max(1, self._most // 2)  # something on the way takes only smaller ones
            raise
        self._most = min(MOST_FACTS, self._most * 2)
        return answer

    async def _take(self, answer: Answer, piece: Piece, at: int) -> None:
        match answer.verdict:
            case Verdict.OPEN:
                self.progress.upto = None
                self.stating.forget()
            case Verdict.CONTRADICTION:
                await self._begin_anew(at)
            case Verdict.GO_ON if answer.upto < piece.first - 1:
                self.progress.upto = answer.upto
                self.stating.forget()
            case Verdict.TAKEN if answer.upto >= piece.last:
                self.progress.upto = answer.upto
                await self._note_taken(answer, at)
            case _:
                raise TroubleError("no-centre")

    async def _note_taken(self, answer: Answer, at: int) -> None:
        kept, more = self.progress.kept, len(answer.apart)
        fresh = {"taken_at": at, "apart": kept.apart + more}
        self.progress.kept = kept.model_copy(update=fresh)
        if more:
            log.warning("the province does not count: %s", answer.apart[:20])
        if more or at - self._written_at >= WRITE_MS:
            self._written_at = at
            await asyncio.to_thread(keep, self._data_dir, self.progress.kept)

    async def _open(self, reader: JournalReader, seen: Seen) -> int:
        """Find where the centre's knowledge ends, and begin there; returns the last place that it has."""
        line, search = self.progress.kept.sent_as, Search(0, seen.seq + 1)
        while places := search.places():
            marks = await asyncio.to_thread(reader.marks, places, search.low)
            if not marks:
                break
            agreed = await self._centre.tell(LINEAGES, Opening(lineage=line, marks=marks), Agreed)
            search = search.narrowed(marks, agreed.seq)
        marks = await asyncio.to_thread(reader.marks, (search.low,), 0) if search.low else ()
        return (await self._centre.tell(LINEAGES, Opening(lineage=line, marks=marks, begin=True), Agreed)).seq

    def _tools(self) -> JournalReader:
        if self._reader is None:
            try:
                names = str if self._settings.clerk_names else pseudonyms(pseudonym_key(self._data_dir))
            except OSError:
                raise TroubleError("disk") from None
            self._reader = JournalReader(self._data_dir, names)
        return self._reader

    def _card(self) -> OfficeCard | None:
        return self.teller.card() if self.teller else None

    async def _follow_lineage(self, lineage: str) -> None:
        if self.progress.kept.journal != lineage:
            await self._name(journal=lineage, sent_as=lineage)

    async def _begin_anew(self, at: int) -> None:
        """The centre knows another history under this name: what is here goes on under one of its own."""
        log.warning("the province knows another journal of this office: sending goes on as a new lineage")
        await self._name(sent_as=uuid4().hex, contradicted_at=at)

    async def _name(self, **news: str | int) -> None:
        self.progress.upto = None
        self.progress.kept = self.progress.kept.model_copy(update=news)
        await asyncio.to_thread(keep, self._data_dir, self.progress.kept)

    def _failed(self, trouble: TroubleError, at: int, luck: Callable[[], float]) -> float:
        if trouble.key != self.progress.trouble:
            log.warning("the province's centre: %s", trouble.key)
            self.progress.trouble = trouble.key
        self.progress.trouble_since = self.progress.trouble_since or at
        wait = wait_s(self._failures, luck, trouble.asked_s)
        self._failures += 1
        return wait
