"""The whole board without a screen: what happens -> what the board knows.

The spotlight is a queue: each call or recall gets its turn and holds it, none overwrites another. Only a
call that is new *to this board while it watches* is announced: what the board finds when it starts, what an
older journal brings back and what is a minute old is shown, but quietly. What is withdrawn before its turn,
or in the middle of it, is announced no more; nor is a ticket that has left its counter.
"""

from dataclasses import dataclass, replace

from contracts import messages as m
from contracts.pairing import PairNote
from contracts.topics import DESK
from display_board.model import HOLD_S, LATE_S, CallKey, Counter, Model, Pulse, Spotlight
from hardware.link.name import NameTwice
from hardware.ports import Connected, Disconnected

_RETAINED_SLACK_MS = 4000
"""A retained pulse of a living desk is at most one period (two seconds) old, and some delay."""


@dataclass(frozen=True)
class Tick:
    """Time passed. ``twice``: another machine has this board's name. ``pairing``: it does not belong to its office yet."""

    twice: NameTwice | None = None
    pairing: PairNote | None = None


Happening = m.Message | Connected | Disconnected | Tick


def step(model: Model, happening: Happening, now: float) -> Model:
    """What the board knows after ``happening`` at ``now`` (monotonic seconds)."""
    match happening:
        case m.Presence(device=device) if device == DESK:
            model = _on_pulse(model, happening, now)
        case m.OfficeState():
            model = replace(model, office=happening)
        case m.QueueState():
            model = replace(model, queues=happening)
        case m.BoardState():
            model = _on_board(model, happening, now)
        case m.CounterState():
            model = _on_counter(model, happening, now)
        case Connected():
            model = replace(model, doubtful=True)
        case Tick(twice=twice, pairing=pairing):
            model = replace(model, twice=twice, pairing=pairing)
        case _:  # Disconnected, and what does not concern a board
            pass
    return _turn_spotlight(_without_the_left(model), now)


def _without_the_left(model: Model) -> Model:
    """Who has left the counter is called no more: neither now nor later."""
    queue = tuple(call for call in model.queue if not model.has_left(call))
    spot = model.spotlight
    gone = spot is not None and model.has_left(spot.call)
    if not gone and len(queue) == len(model.queue):
        return model
    return replace(model, queue=queue, spotlight=None if gone else spot)


def _on_pulse(model: Model, presence: m.Presence, now: float) -> Model:
    believed = presence.online and (not model.doubtful or _fits_clock(model, presence.at, now))
    pulse = Pulse(presence.at, now) if believed else model.pulse
    return replace(model, pulse=pulse, doubtful=False)


def _fits_clock(model: Model, at: int, now: float) -> bool:
    expected = model.desk_ms(now)
    return expected is not None and abs(at - expected) <= _RETAINED_SLACK_MS


def _on_counter(model: Model, state: m.CounterState, now: float) -> Model:
    before = model.counters.get(state.counter)
    recalled = None
    if before and before.state.call and state.call and before.state.call.ticket == state.call.ticket:
        recalled = now if state.call.times > before.state.call.times else before.recalled
    return replace(model, counters={**model.counters, state.counter: Counter(state, recalled)})


def _on_board(model: Model, board: m.BoardState, now: float) -> Model:
    keys = frozenset(_key(call) for call in board.calls)
    if model.board is None or board.epoch != model.board.epoch:
        return replace(model, board=board, seen=keys, queue=(), spotlight=None)
    fresh = [
        call
        for call in reversed(board.calls)
        if _key(call) not in model.seen and not _is_late(model, board, call, now)
    ]
    told_again = {call.ticket for call in fresh}
    waiting = (call for call in model.queue if call.ticket not in told_again and _stands(call, board))
    spotlight = model.spotlight if model.spotlight and _stands(model.spotlight.call, board) else None
    seen = _of_the_day(model.seen | keys, board)
    return replace(model, board=board, seen=seen, queue=(*waiting, *fresh), spotlight=spotlight)


def _stands(call: m.Call, board: m.BoardState) -> bool:
    """Whether a call was not withdrawn: it is listed, or so old that newer ones have pushed it off a full list."""
    if any(other.ticket == call.ticket and other.counter == call.counter for other in board.calls):
        return True
    return len(board.calls) >= m.BOARD_CALLS and call.at <= board.calls[-1].at


def _key(call: m.Call) -> CallKey:
    return (call.ticket, call.counter, call.times, call.at)


def _of_the_day(seen: frozenset[CallKey], board: m.BoardState) -> frozenset[CallKey]:
    """Forget yesterday's calls, or a board that runs for years remembers them all."""
    days = {call.ticket.partition("-")[0] for call in board.calls}
    return frozenset(key for key in seen if key[0].partition("-")[0] in days) if days else seen


def _is_late(model: Model, board: m.BoardState, call: m.Call, now: float) -> bool:
    desk_ms = model.desk_ms(now)
    return (board.at if desk_ms is None else desk_ms) - call.at > LATE_S * 1000


def _turn_spotlight(model: Model, now: float) -> Model:
    spot = model.spotlight
    if spot and spot.loud and now - spot.since < HOLD_S:
        return model
    if model.queue:
        first, *rest = model.queue
        spot = Spotlight(first, now, loud=True, turn=model.turns + 1)
        return replace(model, spotlight=spot, turns=spot.turn, queue=tuple(rest))
    calls = [call for call in model.board.calls if not model.has_left(call)] if model.board else []
    if spot and any(call.ticket == spot.call.ticket and call.counter == spot.call.counter for call in calls):
        return model
    quiet = Spotlight(calls[0], now, loud=False, turn=model.turns) if calls else None
    return model if quiet is None and spot is None else replace(model, spotlight=quiet)
