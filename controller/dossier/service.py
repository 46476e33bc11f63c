"""The look-up: whoever asks, how often, of whom, and what may be told. At most two questions at a time."""

import asyncio
import logging
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from contracts import messages as m
from contracts.dossiers import DossierCode, DossierStatus, ProofRule, needs_counter
from contracts.vocabulary import RefusalCode, RequestId
from controller.dossier import breaker as circuit
from controller.dossier.cache import Cache, Kept
from controller.dossier.faults import (
    Now,
    Outage,
    expiring_fault,
    guessed_fault,
    guessed_here_fault,
    noted,
    outage_fault,
    trouble_fault,
)
from controller.dossier.guessing import Guessing
from controller.dossier.port import TOTAL_S, DossierSource, Down, Found, NotFound, Outcome, Why
from controller.dossier.privacy import seen
from controller.dossier.proof import typed_proof
from controller.dossier.proof_limits import ProofLimits
from controller.dossier.settings import DossierSettings
from hardware.ports import Clock
from hardware.quiet_errors import place_of

log = logging.getLogger(__name__)

AT_ONCE = 2
MOST_WAITING = 20
"""Beyond them nobody could be answered in time."""
MOST_DOSSIERS = 20
PACE_S, SPREAD_S = 1.0, 0.5
"""What was not found is answered after a second, so that the time tells nothing either. Where the main system
itself takes nearly so long or longer, up to half a second of chance is added: steps would widen a small gap."""
SLOW_S = TOTAL_S
"""Where many misses went before, the next is told after so long."""


@dataclass(frozen=True)
class LookUpAnswer:
    """An outcome as it may be told: the reply without its envelope. ``why`` is for the counters.

    ``proven``: the main system took the second factor.
    """

    result: m.LookedUp | None = None
    code: RefusalCode | None = None
    seconds: int = 0
    why: str = "found"
    proven: bool = False

    def reply(self, request_id: RequestId) -> m.AnyReply:
        """For the wire."""
        if self.result is not None:
            return m.Accepted(request_id=request_id, result=self.result)
        facts = {"seconds": str(self.seconds)} if self.seconds else {}
        return m.Refused(request_id=request_id, code=self.code or RefusalCode.LOOK_UP_DOWN, facts=facts)


class DossierService:
    """Lives in the event loop. Nothing that it logs holds a code, and nothing that it knows outlives it."""

    def __init__(
        self,
        settings: DossierSettings,
        source: DossierSource,
        clock: Clock,
        utc_offset_minutes: int,
        count: Callable[[str], None] = lambda _why: None,
    ) -> None:
        """``count`` hears why each look-up ended as it did."""
        self._settings, self._source, self._clock, self._count = settings, source, clock, count
        self._utc_offset_minutes = utc_offset_minutes
        self._limits, self._rules = settings.limits.rules(), settings.breaker.rules()
        self._breaker, self._cache = circuit.Breaker(), Cache(settings.fresh_s)
        self._guessing, self._proofs = Guessing(self._limits), ProofLimits(self._limits)
        self.queue_of: Callable[[str], str] = lambda _name: ""
        """The code of the service in which a procedure of that name is received; "" where nobody knows."""
        self._outage: Outage | None = None
        self._slots, self._waiting = asyncio.Semaphore(AT_ONCE), 0
        self._luck = random.SystemRandom()

    async def look_up(
        self, place: str, code: DossierCode, proof: str = "", session: str = ""
    ) -> LookUpAnswer:
        """Answer within ``TOTAL_S``. ``place``: a device or an address; ``session``: one of those at it. Raises nothing."""
        try:
            return self._told(await self._answer(_Question(place, session, code, proof)))
        except Exception as error:  # noqa: BLE001 - whatever it is, a citizen waits, and its text could quote a dossier
            log.critical("the look-up broke down with %s", place_of(error))
            return self._told(LookUpAnswer(code=RefusalCode.LOOK_UP_DOWN, why=Why.CRASHED))

    async def _answer(self, q: "_Question") -> LookUpAnswer:
        begin = self._clock.monotonic()
        self._cache.forget_old(begin)
        wait = self._guessing.enter(q.place, q.session, q.code, q.proof, begin)
        if wait > 0:
            return LookUpAnswer(code=RefusalCode.LOOK_UP_LIMIT, seconds=int(wait) + 1, why="limit")
        given = typed_proof(self._settings, q.proof)
        wait = self._proofs.enter(q.code, begin) if given else 0.0
        if wait > 0:
            return LookUpAnswer(code=RefusalCode.PROOF_LIMIT, seconds=int(wait) + 1, why="proof-limit")
        outcome = NotFound() if given is None else await self._outcome(q.code, given)
        found = outcome.kept.found if isinstance(outcome, _Shown) else outcome
        if given:
            self._proofs.leave(q.code, found)
        if isinstance(found, Found) and self._settings.proof is not ProofRule.NONE:
            self._proofs.share(_codes(q.code, found))
        return await self._end(q, outcome, begin, proven=bool(given))

    async def _end(
        self, q: "_Question", outcome: "_Shown | NotFound | Down", begin: float, *, proven: bool
    ) -> LookUpAnswer:
        """What is told of an outcome, and what it means for the limits."""
        now = self._clock.monotonic()
        if isinstance(outcome, Down):
            log.log(_level(outcome.why), "look-up failed: %s", outcome.why)
            return LookUpAnswer(code=RefusalCode.LOOK_UP_DOWN, why=outcome.why)
        if isinstance(outcome, NotFound):
            self._guessing.missed(q.place, q.session, q.code, q.proof, now)
            slow = self._guessing.slow(q.place, q.session, now)
            await asyncio.sleep(max(0.0, SLOW_S - (now - begin)) if slow else self._pause(now - begin))
            return LookUpAnswer(code=RefusalCode.DOSSIER_NOT_FOUND, why="not-found")
        self._guessing.found(q.place, q.session, q.code, q.proof, now)
        return LookUpAnswer(result=self._shown(outcome, proven=proven), proven=proven)

    def _pause(self, took: float) -> float:
        """How long a miss is held back that is known after ``took`` seconds; together at most ``TOTAL_S``."""
        late = took + SPREAD_S * self._luck.random()
        return max(0.0, min(max(PACE_S, late), TOTAL_S) - took)

    def faults(self) -> tuple[m.Fault, ...]:
        """What the caretaker should look into, as of now. Holds no code and nothing of an answer."""
        now = Now(self._clock.monotonic(), self._clock.utc_ms(), self._utc_offset_minutes)
        left_alone = self._breaker.open_until is not None
        found = (
            outage_fault(self._outage, left_alone=left_alone, now=now),
            expiring_fault(self._source.vouched_until(), now),
            guessed_fault(self._guessing.everywhere(now.monotonic), now),
            *(guessed_here_fault(one, now) for one in self._guessing.places(now.monotonic)),
        )
        told = (trouble_fault(trouble, now) for trouble in self._source.troubles())
        return tuple(fault for fault in (*found, *told) if fault)

    def vouched_until(self) -> float | None:
        """When the main system's certificate ends, as it showed it last, in seconds of the epoch; None: nobody knows."""
        return self._source.vouched_until()

    async def close(self) -> None:
        """Let go of the source."""
        await self._source.close()

    async def _outcome(self, code: DossierCode, proof: str) -> "_Shown | NotFound | Down":
        if proof:
            found = await self._in_time(code, proof)
            return _Shown(self._kept(found), cached=False) if isinstance(found, Found) else found
        now = self._clock.monotonic()
        kept = self._cache.fresh(code, now)
        if kept:
            return _Shown(kept, cached=False)
        outcome = await self._in_time(code, "")
        if isinstance(outcome, Found):
            kept = self._kept(outcome)
            self._cache.put(code, kept)
            return _Shown(kept, cached=False)
        if isinstance(outcome, NotFound):
            self._cache.drop(code)
            return outcome
        kept = self._cache.any(code, self._clock.monotonic())
        return _Shown(kept, cached=True) if kept else outcome

    def _kept(self, found: Found) -> Kept:
        as_of = self._clock.utc_ms() if found.as_of is None else found.as_of
        return Kept(found, as_of, self._clock.monotonic())

    async def _in_time(self, code: DossierCode, proof: str) -> Outcome:
        try:
            async with asyncio.timeout(TOTAL_S):
                return await self._ask(code, proof)
        except TimeoutError:
            return Down(Why.TOO_SLOW)

    async def _ask(self, code: DossierCode, proof: str) -> Outcome:
        """Ask the source when a slot is free and the circuit lets us."""
        if self._waiting >= MOST_WAITING:
            return Down(Why.BUSY)
        self._waiting += 1
        try:
            await self._slots.acquire()
        finally:
            self._waiting -= 1
        try:
            entered = circuit.enter(self._breaker, self._clock.monotonic())
            if entered is None:
                return Down(Why.BUSY)
            self._breaker = entered
            return await self._asked(code, proof)
        finally:
            self._slots.release()

    async def _asked(self, code: DossierCode, proof: str) -> Outcome:
        outcome: Outcome = Down(Why.TOO_SLOW)  # stays when we are cancelled: the time is over
        try:
            outcome = await self._source.ask(code, proof)
            if proof and isinstance(outcome, Down) and outcome.why is Why.OTHER_RECORD:
                outcome = NotFound()  # another word than for a wrong one would say that this one was right
        except Exception as error:  # noqa: BLE001 - any adapter's; neither text nor traceback: they could quote a dossier
            log.critical("the look-up broke down with %s", place_of(error))
            outcome = Down(Why.CRASHED)
        finally:
            now = self._clock.monotonic()
            self._outage = noted(self._outage, outcome, now)
            if isinstance(outcome, Down) and outcome.answered:
                self._breaker = circuit.answered(self._breaker)
            elif isinstance(outcome, Down):
                self._breaker = circuit.failed(
                    self._breaker, self._rules, now, self._luck.random(), outcome.retry_after_s
                )
            else:
                self._breaker = circuit.succeeded()
        return outcome

    def _shown(self, shown: "_Shown", *, proven: bool) -> m.LookedUp:
        fields, today = self._settings.shown(proven=proven), self.today()
        kept = shown.kept
        dossiers = tuple(
            self._helped(seen(record, fields, today, kept.as_of, cached=shown.cached))
            for record in kept.found.records[:MOST_DOSSIERS]
        )
        ready = any(one.status is DossierStatus.RESULT_READY for one in dossiers)
        return m.LookedUp(
            dossiers=dossiers,
            result_service=self._settings.result_service if ready else None,
            more=max(0, len(kept.found.records) - MOST_DOSSIERS),
        )

    def _helped(self, told: m.DossierSeen) -> m.DossierSeen:
        """With the queue in which somebody helps on with it, as far as what is shown says which."""
        if not needs_counter(told.status, told.deadline):
            return told
        known = self.queue_of(told.procedure) if told.procedure else ""
        return told.model_copy(update={"service": known or self._settings.help_service})

    def today(self) -> date:
        """The office's date."""
        offset = timedelta(minutes=self._utc_offset_minutes)
        return (datetime.fromtimestamp(self._clock.utc_ms() / 1000, UTC) + offset).date()

    def _told(self, told: LookUpAnswer) -> LookUpAnswer:
        self._count(told.why)
        return told


def _codes(asked: DossierCode, found: Found) -> Iterator[DossierCode]:
    """Everything that an answer was about: the dossiers and their receipt."""
    yield asked
    for record in found.records:
        yield record.code
        if record.receipt:
            yield record.receipt


@dataclass(frozen=True)
class _Question:
    """Who asks, and for what."""

    place: str
    session: str
    code: DossierCode
    proof: str


@dataclass(frozen=True)
class _Shown:
    kept: Kept
    cached: bool


def _level(why: Why) -> int:
    """What a person must look into is louder than what passes by itself; an open circuit was told before."""
    if why is Why.BUSY:
        return logging.DEBUG
    serious = (Why.UNTRUSTED, Why.REFUSED_US, Why.OTHER_RECORD, Why.REDIRECT, Why.NO_FILE)
    return logging.ERROR if why in serious else logging.WARNING
