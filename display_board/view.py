"""What the board knows -> what the page and the signs show."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from contracts import messages as m
from contracts.texts import FIRST, Catalogue
from contracts.vocabulary import CounterId
from display_board.idle import idle_words
from display_board.local_time import local
from display_board.model import BANNER_AFTER_S, EFFECT_S, SIGNS_DARK_AFTER_S, Model
from display_board.notes import notes_of
from display_board.pairing_words import pairing_words
from hardware.ports import SignText


@dataclass(frozen=True)
class ShownCall:
    """One called number. ``counter`` is said in full, ``counter_short`` stands below a heading."""

    number: str
    counter: str
    counter_short: str


@dataclass(frozen=True)
class ShownSpotlight:
    """The big panel; ``effect`` while it should flash."""

    call: ShownCall
    effect: bool
    turn: int


@dataclass(frozen=True)
class ShownWaiting:
    """How many wait for one service."""

    prefix: str
    name: str
    count: int
    wait: str
    """How long the next one will wait, in words; empty: not known, or no numbers are given."""
    closed: bool


@dataclass(frozen=True)
class Page:
    """Everything on the hall page. No field could hold the name of a citizen."""

    office: str
    authority: str
    clock: str
    date: str
    as_of: str
    """The local time at which the shown numbers were last confirmed; empty when they never were."""
    lost: bool
    spotlight: ShownSpotlight | None
    recent: tuple[ShownCall, ...]
    """The last call of each counter, newest first, but for the one in the big panel."""
    waiting: tuple[ShownWaiting, ...]
    resting: tuple[str, ...]
    """Counters at which nobody serves while others do."""
    notes: tuple[str, ...]
    """Hours and notices, which take turns in one line."""
    idle: tuple[str, str]
    """What the big panel says when nobody is called, in Vietnamese and English."""
    notice: tuple[str, str] | None
    """For the office's people, in Vietnamese and English: what is wrong with this board, and what to do."""

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)


def page_of(model: Model, now: float, texts: Catalogue, ticker: str = "") -> Page:
    """The page at ``now``. A lost desk has no clock: a clock that runs would prove what is not so."""
    lost = model.quiet_s(now) > BANNER_AFTER_S
    desk_ms = None if lost else model.desk_ms(now)
    clock = None if desk_ms is None else local(model, desk_ms)
    office = model.office
    return Page(
        office=office.name[FIRST] if office else "",
        authority=office.authority[FIRST] if office else "",
        clock=f"{clock:%H:%M}" if clock else "",
        date=f"{texts.say(FIRST, f'weekday.{clock.isoweekday()}')}, {clock:%d/%m/%Y}" if clock else "",
        as_of=_as_of(model),
        lost=lost,
        spotlight=_spotlight(model, now, texts),
        recent=_recent(model, texts),
        waiting=_waiting(model, texts),
        resting=_resting(model, texts),
        notes=notes_of(model, desk_ms, ticker, texts),
        idle=idle_words(model, None if lost else desk_ms, texts),
        notice=_notice(model, texts),
    )


def sign_of(model: Model, counter: CounterId, now: float, texts: Catalogue) -> SignText:
    """The sign over ``counter``: the number while it is called, else the counter's label; dashes when unsure."""
    desk = model.counters.get(counter)
    if desk is None or model.quiet_s(now) > SIGNS_DARK_AFTER_S:
        return SignText(texts.say(FIRST, "sign.lost"))
    short = _counter_short(texts, desk.state.label)
    if is_resting(model, desk.state):
        back = desk.state.pause.back_at if desk.state.pause else None
        words = texts.say(FIRST, "sign.back-at" if back else "sign.resting", time=back or "")
        return SignText(words, counter=short, short=texts.say(FIRST, "sign.resting-short"))
    if desk.state.call is None:
        return SignText(counter_name(texts, desk.state.label), counter=short)
    recalled = desk.recalled is not None and now - desk.recalled < EFFECT_S
    return SignText(desk.state.call.number, inverted=recalled, counter=short)


def counter_name(texts: Catalogue, label: str) -> str:
    """How a counter is said in full: a bare number gets the word for a counter before it."""
    return texts.say(FIRST, "counter.named", label=label) if label.isdigit() else label


def _counter_short(texts: Catalogue, label: str) -> str:
    return label.removeprefix(texts.say(FIRST, "counter.word")).strip() or label


def _call(call: m.Call, texts: Catalogue) -> ShownCall:
    return ShownCall(call.number, counter_name(texts, call.label), _counter_short(texts, call.label))


def _spotlight(model: Model, now: float, texts: Catalogue) -> ShownSpotlight | None:
    spot = model.spotlight
    if spot is None:
        return None
    return ShownSpotlight(_call(spot.call, texts), spot.loud and now - spot.since < EFFECT_S, spot.turn)


def _recent(model: Model, texts: Catalogue) -> tuple[ShownCall, ...]:
    calls = model.board.calls if model.board else ()
    big = model.spotlight.call.ticket if model.spotlight else None
    listed = sorted(
        (*calls, *(c.state.call for c in model.counters.values() if c.state.call)), key=lambda call: -call.at
    )
    last: dict[CounterId, m.Call] = {}
    for call in listed:
        last.setdefault(call.counter, call)
    return tuple(_call(call, texts) for call in last.values() if call.ticket != big)


def _waiting(model: Model, texts: Catalogue) -> tuple[ShownWaiting, ...]:
    if model.office is None or model.board is None:
        return ()
    counts = model.board.waiting
    queues = {queue.service: queue for queue in model.queues.services} if model.queues else {}
    return tuple(
        _service(service, counts.get(service.code, 0), queues.get(service.code), texts)
        for service in model.office.services
    )


def _service(
    service: m.ServiceInfo, count: int, queue: m.ServiceQueue | None, texts: Catalogue
) -> ShownWaiting:
    closed = queue is not None and queue.closed is not None
    wait = queue.wait if queue and not closed else None
    words = "" if wait is None else texts.say(FIRST, "waiting.range", low=wait.low, high=wait.high)
    if wait and wait.low == wait.high:
        words = texts.say(FIRST, "waiting.about", high=wait.high)
    return ShownWaiting(service.prefix, service.name[FIRST], count, words, closed)


def _resting(model: Model, texts: Catalogue) -> tuple[str, ...]:
    return tuple(
        _rests(counter.state, texts)
        for counter in model.counters.values()
        if is_resting(model, counter.state)
    )


def _rests(state: m.CounterState, texts: Catalogue) -> str:
    back = state.pause.back_at if state.pause else None
    key, named = "counter.back-at" if back else "counter.resting", counter_name(texts, state.label)
    words = texts.say(FIRST, key, counter=named, time=back or "")
    why = state.pause.why if state.pause else None
    return f"{words} ({why[FIRST]})" if why else words


def is_resting(model: Model, state: m.CounterState) -> bool:
    """Whether nobody serves at a counter while somebody does at another one, or its clerk has a break."""
    if state.pause is not None and state.call is None:
        return True
    if state.clerk is not None or state.call is not None:
        return False
    if not any(counter.state.clerk for counter in model.counters.values()):
        return False  # nobody works, or nobody signs in here
    calls = model.board.calls if model.board else ()
    return all(call.counter != state.counter for call in calls)  # a button box calls without a clerk


def _notice(model: Model, texts: Catalogue) -> tuple[str, str] | None:
    if model.pairing:
        return _said(texts, *pairing_words(model.pairing))
    if model.twice is None:
        return None
    key = "notice.name-twice-at" if model.twice.address else "notice.name-twice"
    return _said(texts, key, {"device": model.twice.device, "address": model.twice.address})


def _said(texts: Catalogue, key: str, facts: Mapping[str, str]) -> tuple[str, str]:
    return texts.say(FIRST, key, **facts), texts.say("en", key, **facts)


def _as_of(model: Model) -> str:
    if model.board is None:
        return ""
    confirmed = max(model.board.at, model.pulse.desk_ms if model.pulse else 0)
    return f"{local(model, confirmed):%H:%M}"
