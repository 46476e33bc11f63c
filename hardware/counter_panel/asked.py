"""What two keys together, a key that is held, or a typed number ask the desk for. Pure."""

from typing import Any

from contracts import messages as m
from contracts.vocabulary import TicketId
from hardware.counter_panel.hands import Dialled, Held, Meaning, Together

OfKey = m.CallNext | m.Recall | m.MarkNoShow | m.Finish
ClerkCommand = OfKey | m.CallDigits | m.Undo | m.TakeBreak | m.EndBreak | m.Arrive | m.Park


def command_of(
    what: Together | Held | Dialled, state: m.CounterState, there: TicketId | None, about: dict[str, Any]
) -> ClerkCommand | None:
    """The command; None where there is nobody for it. ``there``: who was at the counter; ``about``: the envelope."""
    if isinstance(what, Dialled):
        return m.CallDigits(**about, digits=what.digits, leaves=there or "")
    match what.meaning:
        case Meaning.UNDO:
            return m.Undo(**about)
        case Meaning.BREAK:
            return m.EndBreak(**about) if state.pause else m.TakeBreak(**about, why="")
        case Meaning.ARRIVE:
            return m.Arrive(**about, ticket=there) if there else None
        case Meaning.PARK:
            return m.Park(**about, ticket=there) if there else None
