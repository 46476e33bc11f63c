"""What a counter's button box does: gestures become commands, the state and the replies become lamps.

A press is meant for the ticket that the lamps stood for when the finger came down, and names it and that moment: the
desk refuses it when another one is at the counter by then. While the desk is not heard nothing is sent and nothing is
kept. What the desk does not answer is repeated under the same request id, and four seconds after the press it is given
up, because a call that comes late is worse than none. Presses that are read together, after a stall, are asked one
after the other, each for its own moment.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from contracts import messages as m
from contracts.vocabulary import CounterId, FaultCode, RequestId, TicketId
from hardware.counter_panel.asked import ClerkCommand, OfKey, command_of
from hardware.counter_panel.hands import Dialled, KeyName
from hardware.counter_panel.happenings import (
    Answered,
    Asked,
    DigitStuck,
    Fingered,
    Happening,
    KeysLost,
    Moment,
    StateArrived,
    Tick,
    Useless,
)
from hardware.counter_panel.key import Gesture
from hardware.link import asker
from hardware.link.asker import OpenQuestion, Patience

PATIENCE = Patience(repeat_s=1.0, give_up_s=4.0)
"""One second before the desk itself refuses the command as too old."""
SECOND_PRESS_S = 1.0
"""As on the clerk's page: a press of "next" so soon after any other is a double press, not another citizen."""
AFTER_CALL_S = 2.0
"""So soon after a call a press of "next" does not count, wherever the call came from; until then its lamp is dark."""
ERROR_S = 2.0
BLINK_S = 0.4
"""One blink, on and off: 2.5 a second, below the three a second that can harm."""


class LampName(StrEnum):
    """The lamps of a box; a box may lack some. A lamp with a key's name is in or beside that key."""

    NEXT = "next"
    RECALL = "recall"
    NO_SHOW = "no-show"
    FINISH = "finish"
    ERROR = "error"
    ALARM = "alarm"
    """Not the counter's: somebody must look after a machine of the office."""


@dataclass(frozen=True)
class Wish:
    """What a key asked for, and the desk has not answered; ``read_at``: when this program came to know of it."""

    key: KeyName
    question: OpenQuestion[ClerkCommand]
    read_at: float


@dataclass(frozen=True)
class Panel:
    """Everything the box knows."""

    counter: CounterId
    state: m.CounterState | None = None
    wish: Wish | None = None
    later: tuple[Wish, ...] = ()
    """What was pressed, and is asked when the wish before it is answered."""
    error_since: float = float("-inf")
    stuck: frozenset[str] = frozenset()
    keys_fault: m.Fault | None = None
    second_press_s: float = SECOND_PRESS_S
    acted_at: float = float("-inf")
    """When a press last became a command."""
    changed_at: float = float("-inf")
    """When the ticket at the counter came, or the one before left."""
    before: TicketId | None = None
    """The ticket that was there until then."""
    meant: TicketId | None = None
    """The ticket for which the finger came down that is still on a key."""

    def by_ear(self, request_id: RequestId) -> bool:
        """Whether that is the id of what two keys or a typed number asked for, which have no lamp of their own."""
        asked = self.wish.question if self.wish else None
        return asked is not None and asked.id == request_id and not isinstance(asked.command, OfKey)


Step = tuple[Panel, tuple[ClerkCommand, ...]]

_COMMANDS: dict[tuple[KeyName, Gesture], type[OfKey]] = {
    (KeyName.NEXT, Gesture.PRESS): m.CallNext,
    (KeyName.RECALL, Gesture.PRESS): m.Recall,
    (KeyName.NO_SHOW, Gesture.LONG): m.MarkNoShow,  # it sends a citizen away: never by a slip of the finger
    (KeyName.FINISH, Gesture.PRESS): m.Finish,
}


def gesture_of(key: KeyName) -> Gesture:
    """How a key must be pressed."""
    return next(gesture for name, gesture in _COMMANDS if name is key)


def step(panel: Panel, happening: Happening, now: Moment) -> Step:
    """The next panel, and the commands to send now."""
    match happening:
        case Fingered():
            panel = _on_finger(panel, happening, now)
        case Asked():
            panel = _on_asked(panel, happening, now)
        case Useless():
            panel = replace(panel, error_since=now.t)
        case DigitStuck(key, stuck):
            panel = replace(panel, stuck=panel.stuck | {key} if stuck else panel.stuck - {key})
        case StateArrived(state):
            panel = _on_state(panel, state, now)
        case Answered(request_id, refused):
            panel = _on_answer(panel, request_id, refused=refused, now=now)
        case KeysLost(fault):
            panel = replace(panel, keys_fault=fault, stuck=frozenset())
        case Tick():
            pass
    return _go_on(panel, now)


def lamps(panel: Panel, now: Moment) -> frozenset[LampName]:
    """The lamps that are lit at this moment."""
    lit = {LampName(key) for key in KeyName if key in panel.stuck and _blink(now.t)}
    error_s = now.t - panel.error_since
    if not now.desk_alive:
        lit |= {LampName.ERROR} if error_s >= ERROR_S or _blink(error_s) else set()
        return frozenset(lit)
    if error_s < ERROR_S or panel.keys_fault:
        lit.add(LampName.ERROR)
    if panel.wish:
        asked = LampName(panel.wish.key)
        return frozenset(lit | {asked} if _blink(now.t - panel.wish.question.since) else lit)
    if (
        panel.state
        and panel.state.waiting
        and KeyName.NEXT not in panel.stuck
        and not _just_called(panel, now.t)
    ):
        lit.add(LampName.NEXT)
    if panel.state and panel.state.call:
        lit |= {LampName(key) for key in KeyName if key != KeyName.NEXT and key not in panel.stuck}
    return frozenset(lit)


def faults(panel: Panel) -> tuple[m.Fault, ...]:
    """What the presence of this box says is wrong."""
    found = [panel.keys_fault] if panel.keys_fault else []
    found += [m.Fault(code=FaultCode.KEY_STUCK, detail=key) for key in sorted(panel.stuck)]
    return tuple(found)


def _on_finger(panel: Panel, finger: Fingered, now: Moment) -> Panel:
    key = finger.key
    if finger.gesture is Gesture.STUCK:
        return replace(panel, stuck=panel.stuck | {key})
    if finger.gesture is Gesture.RELEASE:
        return replace(panel, stuck=panel.stuck - {key})
    if finger.gesture is Gesture.PRESS:
        panel = replace(panel, meant=_meant(panel, finger.at))
    kind = _COMMANDS.get((key, finger.gesture))
    if kind is None or _blinked(panel, finger.at):
        return panel
    hasty = finger.at - panel.acted_at < panel.second_press_s or _just_called(panel, finger.at)
    if kind is m.CallNext and hasty:
        return panel
    nobody = panel.meant is None and kind is not m.CallNext
    if not now.desk_alive or panel.state is None or nobody:  # a lamp that is dark stands for nobody
        return replace(panel, error_since=now.t)
    return _wished(panel, key, _command(kind, panel, finger, now), finger.at, now)


def _on_asked(panel: Panel, asked: Asked, now: Moment) -> Panel:
    what = asked.what
    if _blinked(panel, what.at):
        return panel
    at, command = _desk_ms(now, what.at), None
    about: dict[str, Any] = {"request_id": asked.request_id, "at": at, "counter": panel.counter}
    if now.desk_alive and panel.state:
        command = command_of(what, panel.state, _meant(panel, what.at), about)
    if command is None:
        return replace(panel, error_since=now.t)
    key = KeyName.NEXT if isinstance(what, Dialled) else what.key
    return _wished(panel, key, command, what.at, now)


def _wished(panel: Panel, key: KeyName, command: ClerkCommand, at: float, now: Moment) -> Panel:
    wish = Wish(key, asker.begin(command, at), now.t)
    panel = replace(panel, acted_at=at, error_since=float("-inf"))
    return replace(panel, later=(*panel.later, wish)) if panel.wish else replace(panel, wish=wish)


def _meant(panel: Panel, at: float) -> TicketId | None:
    """Who was at the counter when a finger came down."""
    return panel.before if at < panel.changed_at else _ticket(panel.state)


def _desk_ms(now: Moment, at: float) -> int:
    return now.desk_ms - round((now.t - at) * 1000)


def _blinked(panel: Panel, at: float) -> bool:
    """Whether a lamp said at that moment that a wish is on its way: one at a time, and it could be seen."""
    return panel.wish is not None and at >= panel.wish.read_at


def _command(kind: type[OfKey], panel: Panel, finger: Fingered, now: Moment) -> OfKey:
    at = _desk_ms(now, finger.at)
    about: dict[str, Any] = {"request_id": finger.request_id, "at": at, "counter": panel.counter}
    about |= {"leaves": panel.meant or ""} if kind is m.CallNext else {"ticket": panel.meant}
    return kind(**about)


def _on_state(panel: Panel, state: m.CounterState, now: Moment) -> Panel:
    if panel.state is not None and _ticket(state) != _ticket(panel.state):
        panel = replace(panel, changed_at=now.t, before=_ticket(panel.state))
    return replace(panel, state=state)


def _ticket(state: m.CounterState | None) -> TicketId | None:
    return state.call.ticket if state and state.call else None


def _just_called(panel: Panel, t: float) -> bool:
    return _ticket(panel.state) is not None and 0 <= t - panel.changed_at < AFTER_CALL_S


def _on_answer(panel: Panel, request_id: RequestId, *, refused: bool, now: Moment) -> Panel:
    if panel.wish is None or panel.wish.question.id != request_id:
        return panel
    return _next_wish(replace(panel, error_since=now.t if refused else panel.error_since))


def _next_wish(panel: Panel) -> Panel:
    return replace(panel, wish=panel.later[0] if panel.later else None, later=panel.later[1:])


def _go_on(panel: Panel, now: Moment) -> Step:
    while panel.wish:
        question, due = asker.go_on(panel.wish.question, now.t, PATIENCE)
        if question:
            return replace(panel, wish=replace(panel.wish, question=question)), due
        panel = _next_wish(replace(panel, error_since=now.t))
    return panel, ()


def _blink(since: float) -> bool:
    return since % BLINK_S < BLINK_S / 2
