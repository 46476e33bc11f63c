"""Were the promises kept? A pure function of the evidence; each broken promise is named with what broke it."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from simulation.office.evidence import Answer, Evidence
from simulation.office.ledger import SLIP_ENDS, Ledger

HEALS_S = 5.0
"""After a kill, on a machine with time; P11 allows 30 s where a person or a cable is involved."""
STARTS = 3.0
"""On a busy one: so many times what a start takes that does nothing."""
PLAIN_SCREENS = frozenset(
    {
        "starting",
        "services",
        "priority",
        "sending",
        "number",
        "closed",
        "refused",
        "no-connection",
        "out-of-order",
        "scan",
        "manual",
        "proof",
        "asking",
        "dossier",
        "remark",
    }
)


@dataclass(frozen=True)
class Broken:
    """A promise that was not kept."""

    promise: str
    what: str


@dataclass(frozen=True)
class Verdict:
    """What happened, in numbers, and what broke."""

    issued: int
    printed: int
    called: int
    served: int
    no_show: int
    duplicates: int
    double_calls: int
    lost: int
    slips_unknown: int
    on_screen: int
    """Numbers that went to the glass instead of paper."""
    boards_converged: bool
    p50_ms: float | None
    p99_ms: float | None
    recovery_s: float | None
    """The slowest recovery; None when something never recovered."""
    broken: tuple[Broken, ...]


def judge(evidence: Evidence, services: dict[str, frozenset[str]]) -> Verdict:
    """``services``: what each counter serves."""
    ledger = Ledger(services).follow(evidence.journal)
    duplicates = [*ledger.duplicates, *_given_twice(evidence)]
    lost = list(_lost(evidence, ledger))
    called_wrongly = [*ledger.double_calls, *_called_twice(evidence)]
    boards = list(_boards(evidence, ledger))
    broken = [
        *(Broken("P1", what) for what in duplicates),
        *(Broken("P2", what) for what in lost),
        *(Broken("P3", what) for what in _silent_slips(evidence, ledger)),
        *(Broken("P4", what) for what in _effects(evidence, ledger)),
        *(Broken("P5", what) for what in called_wrongly),
        *(Broken("P6", what) for what in ledger.disorder),
        *(Broken("P7", what) for what in boards),
        *(Broken("P8", what) for what in _frozen(evidence)),
        *((Broken("P10", evidence.chain_fault),) if evidence.chain_fault else ()),
    ]
    ends = Counter(ledger.ended.values())
    seconds = [r.seconds for r in evidence.recoveries]
    return Verdict(
        issued=len(ledger.issued),
        printed=sum(state == "printed" for state in ledger.slips.values()),
        called=len(ledger.calls),
        served=ends["finished"],
        no_show=ends["no-show"],
        duplicates=len(duplicates),
        double_calls=len(called_wrongly),
        lost=len(lost),
        slips_unknown=len(ledger.doubtful),
        on_screen=sum(state == "on-screen" for state in ledger.slips.values()),
        boards_converged=not boards,
        p50_ms=percentile(evidence.press_to_board_ms, 50),
        p99_ms=percentile(evidence.press_to_board_ms, 99),
        recovery_s=None if None in seconds else round(max(filter(None, seconds), default=0.0), 2),
        broken=tuple(broken),
    )


def percentile(values: tuple[float, ...], percent: int) -> float | None:
    """The nearest-rank percentile, to a hundredth; None of nothing."""
    if not values:
        return None
    rank = max(1, -(-len(values) * percent // 100))
    return round(sorted(values)[rank - 1], 2)


def _given_twice(evidence: Evidence) -> Iterator[str]:
    """P1 from outside: one number in two hands."""
    holders: dict[str, set[str]] = defaultdict(set)
    for answer in evidence.answers:
        if answer.kind == "issued":
            holders[answer.number].add(answer.request_id)
    for number, requests in holders.items():
        if len(requests) > 1:
            yield f"{number} was given to {len(requests)} requests"
    for job, times in Counter(paper.job for paper in evidence.paper if paper.whole).items():
        if times > 1:
            yield f"slip {job} came out {times} times"


def _lost(evidence: Evidence, ledger: Ledger) -> Iterator[str]:
    """P2: whatever left the desk is in the journal, and nobody who waited was forgotten."""
    seen = {a.ticket: f"given to {a.by}" for a in evidence.answers if a.kind == "issued"}
    seen |= {paper.job.rpartition("-")[0]: "on paper" for paper in evidence.paper}
    seen |= dict.fromkeys(evidence.announced, "announced")
    for ticket, where in seen.items():
        if ticket not in ledger.issued:
            yield f"{ticket} was {where} and is not in the journal"
    for ticket in ledger.issued:
        if ticket not in ledger.ended:
            yield f"{ticket} was issued and never ended"
    if len(ledger.issued) < evidence.citizens:
        yield f"{evidence.citizens} citizens came, {len(ledger.issued)} have a number"


def _silent_slips(evidence: Evidence, ledger: Ledger) -> Iterator[str]:
    """P3: every copy ends somehow, and ``printed`` is said only of paper that was seen."""
    whole = {paper.job for paper in evidence.paper if paper.whole}
    for job, state in ledger.slips.items():
        if state not in SLIP_ENDS:
            yield f"slip {job} stayed {state}"
        if state == "printed" and job not in whole:
            yield f"slip {job} is called printed, and no paper was seen"
        if state in ("not-printed", "voided") and job in whole:
            yield f"slip {job} is called {state}, and its paper was seen"
    with_slip = {job.rpartition("-")[0] for job in ledger.slips}
    for ticket in ledger.issued:
        if ticket not in with_slip:
            yield f"{ticket} never had a slip"


def _effects(evidence: Evidence, ledger: Ledger) -> Iterator[str]:
    """P4: one request, one answer, one effect."""
    yield from ledger.uncaused
    answers: dict[str, set[Answer]] = defaultdict(set)
    for answer in evidence.answers:
        answers[answer.request_id].add(answer)
    for request_id, different in answers.items():
        if len(different) > 1:
            yield f"request {request_id} got {len(different)} different answers"
    if len(ledger.issued) > evidence.touches:
        yield f"{evidence.touches} touches on a service, {len(ledger.issued)} numbers"
    if len(ledger.calls) > evidence.presses:
        yield f"{evidence.presses} presses of call-next, {len(ledger.calls)} calls"


def _called_twice(evidence: Evidence) -> Iterator[str]:
    """P5 from outside: two clerks were told that they have the same citizen."""
    callers: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for answer in evidence.answers:
        if answer.kind == "called":
            callers[answer.ticket].add((answer.request_id, answer.counter))
    for ticket, calls in callers.items():
        if len(calls) > 1:
            yield f"{ticket} was called by {len(calls)} presses"


def _boards(evidence: Evidence, ledger: Ledger) -> Iterator[str]:
    """P7: every board ends with the truth, and none ever showed a call that did not happen."""
    numbers = {ticket: fact.number for ticket, fact in ledger.issued.items()}
    happened = {(numbers.get(ticket, ""), counter) for ticket, counter in ledger.calls}
    for call in dict.fromkeys(evidence.shown):
        if (call.number, call.counter) not in happened:
            yield f"{call.where} showed {call.number} at {call.counter}, which was never called there"
    yield from evidence.late_boards
    for counter, number in evidence.at_counters.items():
        if evidence.on_signs.get(counter) != number:
            yield f"the sign of {counter} shows {evidence.on_signs.get(counter)!r}, not {number!r}"
    missing = [number for number in evidence.board_wanted if number not in evidence.on_board]
    if missing:
        yield f"the hall page lacks {', '.join(missing)}"


def _frozen(evidence: Evidence) -> Iterator[str]:
    """P8: the kiosk always showed a screen that it knows, and every failure ended."""
    for screen in sorted(evidence.screens - PLAIN_SCREENS):
        yield f"the kiosk showed an unknown screen {screen!r}"
    for recovery in evidence.recoveries:
        if recovery.seconds is None:
            yield f"{recovery.cause} never healed"
        elif recovery.seconds > (allowed := max(HEALS_S, STARTS * recovery.start_s)):
            yield f"{recovery.cause} healed after {recovery.seconds:.1f} s, allowed {allowed:.0f} s"
