"""Who asks to belong to the office now. Pure: time comes from outside, secrets too.

A request lives ten minutes; there are eight at most, the oldest goes first, and three wrong codes end one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from contracts.pairing import PairAnswer, PairOffer, PairRequest, PairState, code, commitment

LIVES_S, MOST, MOST_TRIES = 600.0, 8, 3
REMEMBERED_S = 1800.0
"""For so long a device that asks late is told what became of its request."""
MOST_REMEMBERED = 64


@dataclass(frozen=True)
class Asking:
    """One request that nobody has answered yet."""

    asked: PairRequest
    offered: PairOffer
    key: str
    """The digest of its public key: a request is signed anew at each start, and never looks the same twice."""
    address: str
    since: float
    code: str = ""
    """Empty until the device has told its secret."""
    tries: int = 0


@dataclass(frozen=True)
class Answered:
    """What became of a request, and since when."""

    asking: Asking
    answer: PairAnswer
    since: float


@dataclass(frozen=True)
class Requests:
    """All that ask, and what became of those that asked before."""

    waiting: tuple[Asking, ...] = ()
    answered: tuple[tuple[str, Answered], ...] = ()
    crowded_out: int = 0
    """How many had to go for others, for as long as one of them is remembered: a flood."""

    def find(self, request_id: str) -> Asking | None:
        """The request with this id, while nobody has answered it."""
        return next((each for each in self.waiting if each.offered.id == request_id), None)

    def shown(self) -> tuple[Asking, ...]:
        """Those that have told their secret: there is a code to compare."""
        return tuple(each for each in self.waiting if each.code)


def tidy(requests: Requests, now: float) -> Requests:
    """Without what is too old."""
    for each in requests.waiting:
        if now - each.since >= LIVES_S:
            requests = answer(requests, each.offered.id, PairAnswer(state=PairState.EXPIRED), now)
    kept = tuple((i, told) for i, told in requests.answered if now - told.since < REMEMBERED_S)
    flood = any(told.answer.state is PairState.CROWDED_OUT for _, told in kept)
    return replace(requests, answered=kept, crowded_out=requests.crowded_out if flood else 0)


def ask(requests: Requests, new: Asking) -> Requests:
    """One more asks; the same key from the same address takes its own place, else the oldest goes."""
    now = new.since
    requests = tidy(requests, now)
    for each in requests.waiting:
        if (each.key, each.address) == (new.key, new.address):
            requests = answer(requests, each.offered.id, PairAnswer(state=PairState.REPLACED), now)
    if len(requests.waiting) >= MOST:
        oldest = requests.waiting[0].offered.id
        requests = answer(requests, oldest, PairAnswer(state=PairState.CROWDED_OUT), now)
        requests = replace(requests, crowded_out=requests.crowded_out + 1)
    return replace(requests, waiting=(*requests.waiting, new))


def reveal(requests: Requests, request_id: str, secret: str, now: float) -> Requests:
    """A device tells its secret, once; a request ends when it is not what it committed to."""
    requests = tidy(requests, now)
    found = requests.find(request_id)
    if found is None or (found.code and found.code != code(found.asked, found.offered, secret)):
        return requests
    if commitment(secret) != found.asked.commitment:
        return answer(requests, request_id, PairAnswer(state=PairState.REJECTED), now)
    return _with(requests, replace(found, code=code(found.asked, found.offered, secret)))


def compare(requests: Requests, request_id: str, typed: str, now: float) -> tuple[Requests, bool]:
    """A caretaker typed the code that a device shows; whether it is the one that we have for it."""
    found = requests.find(request_id)
    if found is None or not found.code:
        return requests, False
    if typed == found.code:
        return requests, True
    if found.tries + 1 >= MOST_TRIES:
        return answer(requests, request_id, PairAnswer(state=PairState.WRONG_CODE), now), False
    return _with(requests, replace(found, tries=found.tries + 1)), False


def answer(requests: Requests, request_id: str, told: PairAnswer, now: float) -> Requests:
    """A request is answered and waits no longer."""
    found = requests.find(request_id)
    if found is None:
        return requests
    waiting = tuple(each for each in requests.waiting if each is not found)
    answered = (*requests.answered, (request_id, Answered(found, told, now)))
    return replace(requests, waiting=waiting, answered=answered[-MOST_REMEMBERED:])


def refused_names(requests: Requests) -> tuple[Asking, ...]:
    """Machines that asked under a name that another one has, not long ago: each of them once."""
    told = (each for _, each in requests.answered if each.answer.state is PairState.NAME_TAKEN)
    return tuple({(each.asking.asked.device, each.asking.address): each.asking for each in told}.values())


def answer_of(requests: Requests, request_id: str) -> PairAnswer:
    """What a device is told that asks what became of its request."""
    if requests.find(request_id):
        return PairAnswer(state=PairState.WAITING)
    told: Mapping[str, Answered] = dict(requests.answered)
    return told[request_id].answer if request_id in told else PairAnswer(state=PairState.EXPIRED)


def _with(requests: Requests, changed: Asking) -> Requests:
    waiting = (changed if each.offered.id == changed.offered.id else each for each in requests.waiting)
    return replace(requests, waiting=tuple(waiting))
