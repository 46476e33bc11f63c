"""Commands -> verdicts: what each would lead to and what to answer. Touches nothing; the desk commits."""

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from contracts import messages as m
from contracts.codec import encode
from contracts.vocabulary import DeviceId, JobId, Millis, RefusalCode, RequestId, SlipState
from controller.desk.admission import admit
from controller.desk.snapshots import Snapshots
from controller.domain import events as e
from controller.domain.day import Day, fold
from controller.domain.decide import Decided, decide
from controller.domain.now import Now
from controller.domain.office import Office
from controller.domain.refusals import Refusal
from controller.domain.slip_rules import OPEN
from controller.journal.entries import Answered, Entry
from controller.principals import Principal
from controller.translate import PRIVATE, command_of
from hardware.quiet_errors import place_of

log = logging.getLogger(__name__)

Answers = Mapping[RequestId, Answered]


@dataclass(frozen=True)
class Submission:
    """A command in the inbox, and where its answer goes."""

    message: m.AnyCommand
    principal: Principal
    answer: Callable[[m.AnyReply], None]

    def refused(
        self,
        code: RefusalCode,
        *,
        detail: str = "",
        facts: Mapping[str, str] | None = None,
        opens_at: Millis | None = None,
    ) -> m.Refused:
        """The answer no."""
        return m.Refused(
            request_id=self.message.request_id,
            code=code,
            detail=detail,
            facts=dict(facts or {}),
            opens_at=opens_at,
        )


@dataclass(frozen=True)
class Verdict:
    """One command's outcome. ``day`` is the day after it; ``entry`` is None when there is nothing to commit."""

    asked: Submission
    reply: m.AnyReply
    day: Day
    entry: Entry | None = None
    known: bool = False
    """The answer was committed earlier: it stands whatever happens to this batch."""


def fingerprint(message: m.AnyCommand, principal: Principal) -> str:
    """What makes two requests the same: who asks and everything that is asked, not when.

    When a rating was touched is worked out anew for each try, by clocks that are a moment apart.

    Nothing private: the fingerprint is kept for days, and a short code could be guessed from its hash.
    """
    body = message.model_dump_json(exclude={"at", "given_at", "request_id", "desk", *PRIVATE})
    return hashlib.blake2b(f"{principal.name}\n{body}".encode(), digest_size=12).hexdigest()


class Judge:
    """Applies admission, memory and rules to a batch of commands."""

    def __init__(
        self,
        office: Office,
        snapshots: Snapshots,
        reference: Callable[[str], str] = lambda _text: "",
    ) -> None:
        """``reference`` turns a private text into what the journal may know of it."""
        self._office, self._snapshots = office, snapshots
        self._reference = reference

    def verdicts(self, batch: list[Submission], day: Day, answers: Answers, now: Now) -> list[Verdict]:
        """The verdicts of a batch, each on the day that the one before left."""
        found: list[Verdict] = []
        fresh: dict[RequestId, Answered] = {}
        for asked in batch:
            verdict = self._one(asked, day, answers, fresh, now)
            found.append(verdict)
            day = verdict.day
            if verdict.entry and verdict.entry.answer:
                fresh[asked.message.request_id] = verdict.entry.answer
        return found

    def entry(
        self,
        before: Day,
        after: Day,
        events: tuple[e.AnyEvent, ...],
        request_id: RequestId | None = None,
        answer: Answered | None = None,
    ) -> Entry:
        """What the journal must write so that ``events`` have happened."""
        touched = {
            t for event in events for t in (getattr(event, "ticket", None), getattr(event, "left", None)) if t
        }
        queued = [event for event in events if isinstance(event, e.SlipQueued)]
        return Entry(
            day=before.date,
            events=events,
            request_id=request_id,
            answer=answer,
            tickets=tuple(
                after.tickets[t]
                for t in touched
                if t in after.tickets  # a rating may be of the day before
                and after.tickets[t] != before.tickets.get(t)
            ),
            outbox={slip.job: (slip.printer, self._job(after, slip)) for slip in queued},
            ended_jobs=tuple(
                ev.job for ev in events if isinstance(ev, e.SlipChanged) and _is_over(before, ev)
            ),
        )

    def open_jobs(self, day: Day) -> dict[JobId, tuple[DeviceId, str]]:
        """The slips of a day whose end nobody reported: job -> (printer, body)."""
        return {
            slip.job: (
                slip.printer,
                self._job(day, e.SlipQueued(slip.since, slip.job, slip.ticket, slip.printer, slip.copy_no)),
            )
            for slip in day.slips.values()
            if slip.state in OPEN
        }

    def _one(
        self, asked: Submission, day: Day, answers: Answers, fresh: dict[RequestId, Answered], now: Now
    ) -> Verdict:
        known, just_now = answers.get(asked.message.request_id), fresh.get(asked.message.request_id)
        try:
            if known or just_now:
                return _again(asked, known or just_now, day, known=known is not None)
            return self._decided(asked, day, now)
        except Exception as error:  # noqa: BLE001 - one command that nobody foresaw must not stop the desk
            kind, who = asked.message.kind, asked.principal.name
            log.error("command %s of %s failed: %s", kind, who, place_of(error))  # noqa: TRY400 - its text could quote the command
            return Verdict(
                asked, asked.refused(RefusalCode.MALFORMED, detail="internal error, see the log"), day
            )

    def _decided(self, asked: Submission, day: Day, now: Now) -> Verdict:
        message = asked.message
        no = admit(asked.principal, message, day, now.clock, self._office.policy.kiosk_burst)
        if no:
            return Verdict(asked, asked.refused(no), day)
        found = decide(self._office, day, command_of(message, asked.principal.name, self._refer), now)
        if isinstance(found, Refusal):
            return Verdict(asked, asked.refused(found.code, facts=found.facts, opens_at=found.opens_at), day)
        after = fold(day, found.events)
        if found.ticket and found.outlook:
            self._snapshots.know(after, found.ticket, found.events[0].at, found.outlook)
        reply = m.Accepted(request_id=message.request_id, result=self._result(found, after))
        if not found.events:
            return Verdict(asked, reply, after)
        answer = Answered(fingerprint(message, asked.principal), reply.model_dump_json())
        return Verdict(asked, reply, after, self.entry(day, after, found.events, message.request_id, answer))

    def _refer(self, text: str) -> str:
        """What the journal may know of a private text."""
        try:
            return self._reference(text)
        except Exception as error:  # noqa: BLE001 - a number waits for no reference, and its text could quote the text
            log.critical("no reference to a private text: %s", place_of(error))
            return ""

    def _result(self, found: Decided, day: Day) -> m.Issued | m.Called | m.Done | m.Leased:
        if found.leased_by:
            return self._snapshots.leased(day, found.leased_by.device, found.leased_by.book)
        match found.events:
            case (e.TicketIssued(alone_at=None) as issued, *_):
                return self._snapshots.issued(day, issued.ticket, found.job, issued.at)
            case (*_, e.TicketCalled() as called) | (
                *_,
                e.TicketCalled() as called,
                _,
            ):  # which may end a break
                number = day.tickets[called.ticket].number
                return m.Called(ticket=called.ticket, number=number, counter=called.counter, rule=called.rule)
        return m.Done(queue_empty=found.queue_empty)

    def _job(self, day: Day, slip: e.SlipQueued) -> str:
        return encode(self._snapshots.print_job(day, slip.job, slip.ticket, slip.copy_no, slip.at)).decode()


def _again(asked: Submission, answered: Answered | None, day: Day, *, known: bool) -> Verdict:
    if answered is None or answered.fingerprint != fingerprint(asked.message, asked.principal):
        return Verdict(asked, asked.refused(RefusalCode.REQUEST_REUSED), day, known=True)
    first = m.Accepted.model_validate_json(answered.reply)
    return Verdict(asked, first.model_copy(update={"repeated": True}), day, known=known)


def _is_over(before: Day, event: e.SlipChanged) -> bool:
    """Whether the printer need not be sent this job again.

    A number on the screen ends a job that no printer has begun; one that is being sent runs to its own end.
    """
    if event.state is SlipState.ON_SCREEN:
        slip = before.slips.get(event.job)
        return slip is None or slip.state is not SlipState.SENDING
    return event.state is not SlipState.SENDING
