"""What the printer does next. One queue; its head blocks, nothing overtakes, nothing prints twice.

A job is queued, then sending, and ends printed, unknown or not-printed. ``not-printed`` is said only when
no byte was sent. That a job is being sent is on the disk before the first byte, so one that is found there
at start-up is unknown: perhaps on paper, never printed again under the same job.
"""

from dataclasses import replace
from itertools import takewhile
from operator import attrgetter
from uuid import UUID, uuid5

from contracts.messages import Fault, PrintJob, ReportSlip
from contracts.vocabulary import FaultCode, JobId, RequestId, SlipState
from hardware.link import asker
from hardware.link.asker import Patience
from hardware.ports import Paper, Printed
from ticket_printer.lost_memory import followed, is_surely_new, is_waiting, lost_faults
from ticket_printer.spool import (
    Answered,
    Ask,
    Begin,
    Effect,
    Happening,
    JobArrived,
    Jobs,
    Keep,
    KeepFailed,
    Kept,
    LinkUp,
    Memory,
    Moment,
    Printer,
    PrinterFailed,
    PrinterSaid,
    SlipDone,
    Spool,
    Tell,
    Tick,
    Waiting,
)

POLL_S = 0.5
"""Between two questions to a printer that answers, so that trouble is told within a second."""
FRESH_S = 1.0
"""How old an answer of the printer may be for a slip to be begun on it."""
PATIENCE = Patience(repeat_s=2.0)
"""Of a report: how a slip ended must arrive."""
RETRY_S = 1.0
"""After an attempt that sent nothing, and between two questions to a printer that is not there."""
HANGS_S = 5.0
"""A printer that has not answered for so long is in trouble, whatever it said before."""
KEEP_AGAIN_S = 5.0
"""Between two attempts to write a memory that could not be written."""
DAYS_KEPT = 2
"""How many service days of jobs are remembered."""
UNCONFIRMED = "unconfirmed by declaration: a printer of this model cannot say whether a slip came out"
FORGOTTEN = "the printer program lost its memory: nobody knows whether this slip came out"

_ID = attrgetter("job.job")
_REPORTS = UUID("6f1b8a52-0d0f-4b8e-9d0a-1f6f0a7c2b11")
_FIT = (Paper.READY, Paper.NEAR_END, Paper.UNKNOWN)
_ENDS = {Printed.YES: SlipState.PRINTED, Printed.UNKNOWN: SlipState.UNKNOWN}
_FAULTS = {
    Paper.NEAR_END: FaultCode.PAPER_NEAR_END,
    Paper.END: FaultCode.PAPER_END,
    Paper.COVER_OPEN: FaultCode.COVER_OPEN,
    Paper.CUTTER_JAM: FaultCode.CUTTER_JAM,
    Paper.OFFLINE: FaultCode.PRINTER_OFFLINE,
}

Step = tuple[Spool, tuple[Effect, ...]]


def recover(memory: Memory, patience_s: float, now: Moment) -> Step:
    """The spool at start-up: what was being sent when the program died is unknown."""
    spool = Spool(patience_s, jobs=dict(memory.jobs), loss=memory.loss, begun_at=now.t)
    effects: tuple[Effect, ...] = (Keep(spool.memory),) if memory.loss else ()
    for job, state in memory.jobs.items():
        if state is SlipState.SENDING:
            spool, more = _end(spool, [job], SlipState.UNKNOWN, "the printer program was interrupted", now)
            effects += more
    return spool, effects


def step(spool: Spool, happening: Happening, now: Moment) -> Step:
    """The next spool, and what to do in this order."""
    effects: tuple[Effect, ...] = ()
    match happening:
        case JobArrived(job):
            spool, effects = _on_job(spool, job, now)
        case PrinterSaid(paper):
            spool = replace(spool, printer=Printer(paper, told_at=now.t))
        case PrinterFailed(fault):
            spool = replace(spool, printer=Printer(fault=fault, told_at=now.t))
        case SlipDone():
            spool, effects = _on_done(spool, happening, now)
        case Kept():
            spool = replace(spool, storage="")
        case KeepFailed(why):
            spool = replace(spool, storage=why, keep_at=now.t + KEEP_AGAIN_S)
        case Answered(request_id, again):
            spool = _on_answer(spool, request_id, again=again, now=now)
        case LinkUp():
            spool = replace(spool, unanswered=asker.hurry(spool.unanswered, now.t))
        case Tick():
            pass
    return _go_on(spool, effects, now)


def faults(spool: Spool) -> tuple[Fault, ...]:
    """What the presence of this printer says is wrong."""
    found = [spool.printer.fault] if spool.printer.fault else []
    if spool.printer.paper in _FAULTS:
        found.append(Fault(code=_FAULTS[spool.printer.paper]))
    if spool.storage:
        found.append(Fault(code=FaultCode.STORAGE_FAILED, detail=spool.storage))
    return (*found, *lost_faults(spool.loss))


def is_free(spool: Spool, now: Moment) -> bool:
    """Whether a checklist may have the printer: no slip wants it, and it can print. A warning (a low roll) holds none back."""
    wanted = spool.sending or spool.waiting or spool.printer.asked_at is not None
    return not (wanted or _trouble(spool, now))


def _on_job(spool: Spool, job: PrintJob, now: Moment) -> Step:
    known = spool.jobs.get(job.job)
    sending = spool.sending is not None and spool.sending.job.job == job.job
    if sending or job.job in map(_ID, spool.waiting):  # twice as fast as any(): with thousands it counts
        return spool, ()
    if known is not None:
        told = any(r.command.job == job.job for r in spool.unanswered)
        return (spool if told else _report(spool, [job.job], known, "", now)), ()
    if not is_waiting(spool.loss) and not is_surely_new(job.slip, spool.loss, now):
        return _end(spool, [job.job], SlipState.UNKNOWN, FORGOTTEN, now)
    return replace(spool, waiting=(*spool.waiting, Waiting(job, now.t))), ()


def _on_done(spool: Spool, done: SlipDone, now: Moment) -> Step:
    was, job, fault = spool.sending, done.job, done.fault
    if was is None or was.job.job != job:
        return spool, ()
    # Whatever the printer said before this slip is old now: it is asked again before the next one.
    printer = Printer(fault=fault, told_at=now.t) if fault else replace(spool.printer, told_at=float("-inf"))
    spool = replace(spool, sending=None, printer=printer)
    if done.outcome in _ENDS:
        return _end(spool, [job], _ENDS[done.outcome], "" if done.confirms else UNCONFIRMED, now)
    jobs = {j: s for j, s in spool.jobs.items() if j != job}
    head = replace(was, tries=was.tries + 1)
    spool = replace(spool, waiting=(head, *spool.waiting), jobs=jobs, hold_until=now.t + RETRY_S)
    return spool, (Keep(spool.memory),)


def _on_answer(spool: Spool, request_id: RequestId, *, again: bool, now: Moment) -> Spool:
    report = asker.find(spool.unanswered, request_id)
    if report is None:
        return spool
    rest = asker.without(spool.unanswered, request_id)
    if not again:
        return replace(spool, unanswered=rest)
    old = report.command
    fresh = _command(old.job, SlipState(old.state), old.detail, now)
    return replace(spool, unanswered=(*rest, asker.begin(fresh, now.t, in_s=PATIENCE.repeat_s)))


def _go_on(spool: Spool, effects: tuple[Effect, ...], now: Moment) -> Step:
    for part in (_follow_loss, _give_up, _begin, _ask, _keep_again, _repeat):
        spool, more = part(spool, now)
        effects += more
    return spool, effects


def _follow_loss(spool: Spool, now: Moment) -> Step:
    """Date a lost memory once the desk's clock is known, and forget of it when its day is over."""
    if spool.loss is None:
        return spool, ()
    loss = followed(spool.loss, spool.begun_at, now)
    dated = is_waiting(spool.loss) and not is_waiting(loss)
    news = loss is None or loss.at != spool.loss.at
    spool = replace(spool, loss=loss)
    effects: tuple[Effect, ...] = (Keep(spool.memory),) if news else ()
    if dated:
        spool, more = _sift(spool, now)
        effects += more
    return spool, effects


def _sift(spool: Spool, now: Moment) -> Step:
    """End the jobs that waited to know when memory was lost, and may have been printed before."""
    old = [w.job.job for w in spool.waiting if not is_surely_new(w.job.slip, spool.loss, now)]
    if not old:
        return spool, ()
    # The others begin to wait for the printer only now.
    new = tuple(replace(w, since=now.t) for w in spool.waiting if w.job.job not in old)
    return _end(replace(spool, waiting=new), old, SlipState.UNKNOWN, FORGOTTEN, now)


def _give_up(spool: Spool, now: Moment) -> Step:
    """End the jobs that waited too long for a printer in trouble."""
    if spool.sending or is_waiting(spool.loss):
        return spool, ()
    why = _trouble(spool, now)

    def too_long(waiting: Waiting) -> bool:
        return now.t - waiting.since >= spool.patience_s and bool(why or waiting.tries)

    # Who came first waits longest, and only the head was ever tried: behind one who waits on, all wait on.
    late = tuple(takewhile(too_long, spool.waiting))
    if not late:
        return spool, ()
    spool = replace(spool, waiting=spool.waiting[len(late) :])
    ids = [waiting.job.job for waiting in late]
    return _end(spool, ids, SlipState.NOT_PRINTED, why or "nothing could be sent", now)


def _begin(spool: Spool, now: Moment) -> Step:
    """Send the head of the queue, if the printer has just said that it is fit."""
    fresh = now.t - spool.printer.told_at <= FRESH_S
    ready = fresh and not _trouble(spool, now) and now.t >= spool.hold_until and not is_waiting(spool.loss)
    if spool.sending or not spool.waiting or not ready:
        return spool, ()
    head, *rest = spool.waiting
    jobs = _remember(spool.jobs, {head.job.job: SlipState.SENDING})
    spool = replace(spool, waiting=tuple(rest), sending=head, sending_since=now.t, jobs=jobs)
    # The desk hears of the beginning once and unconfirmed: what counts is the end.
    begun = _command(head.job.job, SlipState.SENDING, "", now)
    return spool, (Begin(head.job, spool.memory, begun),)


def _ask(spool: Spool, now: Moment) -> Step:
    """Ask the printer how it is, now and then, and before each slip."""
    printer = spool.printer
    pause = RETRY_S if printer.fault else POLL_S
    if spool.sending or printer.asked_at is not None or now.t - printer.told_at < pause:
        return spool, ()
    return replace(spool, printer=replace(printer, asked_at=now.t)), (Ask(),)


def _keep_again(spool: Spool, now: Moment) -> Step:
    """Try whether the disk is well again."""
    if not spool.storage or now.t < spool.keep_at:
        return spool, ()
    return replace(spool, keep_at=now.t + KEEP_AGAIN_S), (Keep(spool.memory),)


def _repeat(spool: Spool, now: Moment) -> Step:
    """Send again what the desk has not answered."""
    unanswered, due = asker.go_on_all(spool.unanswered, now.t, PATIENCE)
    return replace(spool, unanswered=unanswered), tuple(map(Tell, due))


def _trouble(spool: Spool, now: Moment) -> str:
    """Why nothing can be printed now; empty when it can."""
    printer = spool.printer
    if printer.fault:
        return printer.fault.code.value
    if printer.asked_at is not None and now.t - printer.asked_at >= HANGS_S:
        return "no answer"
    if printer.paper is None:
        return "not asked yet"
    return "" if printer.paper in _FIT else printer.paper.value


def _end(spool: Spool, ended: list[JobId], state: SlipState, detail: str, now: Moment) -> Step:
    spool = replace(spool, jobs=_remember(spool.jobs, dict.fromkeys(ended, state)))
    return _report(spool, ended, state, detail, now), (Keep(spool.memory),)


def _report(spool: Spool, ended: list[JobId], state: SlipState, detail: str, now: Moment) -> Spool:
    """Have it told; ``_repeat`` sends it in the same step."""
    told = set(ended)
    others = (r for r in spool.unanswered if r.command.job not in told)
    reports = (asker.begin(_command(job, state, detail, now), now.t) for job in ended)
    return replace(spool, unanswered=(*others, *reports))


def _command(job: JobId, state: SlipState, detail: str, now: Moment) -> ReportSlip:
    # The id follows from what is said and when, so this file needs no source of randomness.
    request_id = RequestId(str(uuid5(_REPORTS, f"{job} {state} {now.desk_ms}")))
    return ReportSlip.model_validate(
        {"request_id": request_id, "at": now.desk_ms, "job": job, "state": state, "detail": detail[:200]}
    )


def _remember(jobs: Jobs, news: Jobs) -> Jobs:
    known = {**{j: s for j, s in jobs.items() if j not in news}, **news}
    days = list(dict.fromkeys(_day(j) for j in reversed(known)))[:DAYS_KEPT]
    return {j: s for j, s in known.items() if _day(j) in days}


def _day(job: JobId) -> str:
    return job.partition("-")[0]
