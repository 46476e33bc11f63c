"""Wire <-> domain. The only file that knows both languages well."""

from collections.abc import Callable, Iterator

from contracts import messages as m
from contracts.vocabulary import ALONE, DeviceId, SlipState
from controller.domain import commands as c
from controller.domain import events as e
from controller.domain import staffing_events as s
from controller.domain.day import Day

_COMMANDS: dict[type[m.Command], type] = {
    message: getattr(c, message.__name__)
    for message in (
        m.IssueTicket,
        m.CallNext,
        m.CallNumber,
        m.CallDigits,
        m.Recall,
        m.MarkNoShow,
        m.Finish,
        m.Transfer,
        m.Park,
        m.Undo,
        m.Resume,
        m.Cancel,
        m.Reprint,
        m.SignIn,
        m.SignOut,
        m.ReportSlip,
        m.RateTicket,
        m.ConfirmClock,
        m.ReopenDay,
        m.CloseEarly,
        m.CloseAsUsual,
        m.LeaseNumbers,
        m.HandIn,
        m.CorrectTicket,
        m.TakeBreak,
        m.EndBreak,
        m.CloseCounter,
        m.HelpOut,
        m.Arrive,
    )
}
"""The two languages use the same words; a test compares their fields."""

ENVELOPE = frozenset({"v", "kind", "request_id", "at", "desk"})
PRIVATE = {"dossier": "dossier_ref", "note": "note_ref", "dossiers": "dossier_refs"}
"""What never reaches the rules or the journal, and the reference, or references, that do."""


def command_of(message: m.AnyCommand, device: DeviceId, refer: Callable[[str], str]) -> c.Command:
    """What a message asks of the rules; ``refer`` makes the reference to a private text."""
    said = type(message).model_fields.keys() - ENVELOPE
    fields = {name: getattr(message, name) for name in said - PRIVATE.keys()}
    for name, told in _private(message):
        fields[PRIVATE[name]] = refer(told) if isinstance(told, str) else tuple(refer(one) for one in told)
    if isinstance(message, m.IssueTicket | m.LeaseNumbers | m.HandIn):
        fields["device"] = device
    command: c.Command = _COMMANDS[type(message)](**fields)
    return command


def _private(message: m.AnyCommand) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """What is private in a message, by field; of several texts also that there are none."""
    return ((name, told) for name in PRIVATE if (told := getattr(message, name, None)) not in (None, ""))


def private_texts(message: m.AnyCommand) -> tuple[str, ...]:
    """What of a message is kept apart."""
    return tuple(one for _, told in _private(message) for one in ((told,) if isinstance(told, str) else told))


EVENT_KINDS = {
    e.TicketIssued: "ticket-issued",
    e.TicketCalled: "ticket-called",
    e.TicketRecalled: "ticket-recalled",
    e.TicketArrived: "ticket-arrived",
    e.TicketFinished: "ticket-finished",
    e.TicketNoShow: "ticket-no-show",
    e.TicketTransferred: "ticket-transferred",
    e.TicketParked: "ticket-parked",
    e.ActUndone: "act-undone",
    e.TicketResumed: "ticket-resumed",
    e.TicketCancelled: "ticket-cancelled",
    e.TicketLapsed: "ticket-lapsed",
    e.TicketRated: "ticket-rated",
    e.SlipQueued: "slip-queued",
    e.SlipChanged: "slip-changed",
    e.ClerkSignedIn: "clerk-signed-in",
    e.ClerkSignedOut: "clerk-signed-out",
    e.ClockConfirmed: "clock-confirmed",
    e.NumbersSkipped: "numbers-skipped",
    e.NumbersLeased: "numbers-leased",
    e.PastTicketTold: "past-ticket-told",
    e.JournalMended: "journal-mended",
    e.DayClosing: "day-closing",
    e.DayClosed: "day-closed",
    e.DayReopened: "day-reopened",
    e.ClosingChanged: "closing-changed",
    s.TicketCorrected: "ticket-corrected",
    s.BreakTaken: "break-taken",
    s.BreakEnded: "break-ended",
    s.CounterClosing: "counter-closing",
    s.HelpChanged: "help-changed",
}

SLIP_ENDS = (SlipState.PRINTED, SlipState.UNKNOWN, SlipState.NOT_PRINTED)
"""What a printer can end with; the kiosk that shows the number is told."""


def fact_of(event: e.AnyEvent, day: Day, epoch: int, seq: int) -> m.Event:
    """What everybody may know of an event: numbers and counters, nothing about people."""
    ticket = day.tickets.get(event.ticket) if hasattr(event, "ticket") else None
    ended = isinstance(event, e.SlipChanged) and event.state in SLIP_ENDS
    return m.Event(
        epoch=epoch,
        seq=seq,
        at=event.at,
        kind="slip-ended" if ended else EVENT_KINDS[type(event)],
        ticket=ticket.id if ticket else None,
        number=ticket.number if ticket else None,
        service=ticket.service if ticket else None,
        counter=getattr(event, "counter", None),
        job=getattr(event, "job", None),
        slip=event.state if isinstance(event, e.SlipChanged) else None,
        detail=_detail(event),
    )


def _detail(event: e.AnyEvent) -> dict[str, str]:
    match event:
        case e.TicketCalled():
            return {"rule": event.rule}
        case e.TicketIssued(alone_at=int()):
            return {ALONE: "yes"}
    return {}
