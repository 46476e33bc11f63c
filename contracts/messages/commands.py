"""Commands: a device or a page asks the desk."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from contracts import vocabulary as words
from contracts.messages.alone import HandIn, LeaseNumbers
from contracts.messages.base import (
    Clerk,
    Counter,
    Device,
    Dossier,
    Job,
    Lang,
    Procedure,
    Reason,
    ReasonCode,
    Service,
    Stops,
    Ticket,
)
from contracts.messages.command import Command, Leaves
from contracts.messages.counter_commands import (
    Arrive,
    CloseCounter,
    CorrectTicket,
    EndBreak,
    HelpOut,
    Park,
    TakeBreak,
    Transfer,
    Undo,
)
from contracts.messages.guide import MOST_TYPED, Topic
from contracts.messages.pages import FetchPage
from contracts.messages.slips import RateSlip, SeeSlip
from contracts.messages.update import FetchUpdate
from contracts.messages.voice import FetchVoice


class IssueTicket(Command):
    """A citizen takes a number."""

    kind: Literal["issue-ticket"] = "issue-ticket"
    service: Service
    priority: words.PriorityGroup = words.PriorityGroup.ORDINARY
    lang: Lang = "vi"
    dossier: Dossier | None = None
    """The dossier for which one comes: for the clerk who calls, erased at the close of the day."""
    procedure: Procedure | None = None
    """What the citizen comes for, chosen on the kiosk: for the clerk who calls. Says nothing of a person."""
    printer: Device | None = None
    """Where a clerk has the slip printed; None: where the device that asks always prints, if anywhere."""
    then: Stops | None = None
    """None: as the office plans it for the service."""


class CallNext(Command):
    """A clerk calls whoever is next; finishes the ticket at the counter, if there is one."""

    kind: Literal["call-next"] = "call-next"
    counter: Counter
    leaves: Leaves = None


class CallNumber(Command):
    """A clerk calls a given ticket out of order; recorded as called by hand."""

    kind: Literal["call-number"] = "call-number"
    counter: Counter
    ticket: Ticket
    leaves: Leaves = None
    reason: ReasonCode = ""
    """Why out of turn."""


class CallDigits(Command):
    """The ticket with these digits is called, as ``CallNumber``; of those that this counter may call there must be one."""

    kind: Literal["call-digits"] = "call-digits"
    counter: Counter
    digits: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,6}$")]
    leaves: Leaves = None


class Recall(Command):
    """The ticket at the counter is announced again."""

    kind: Literal["recall"] = "recall"
    counter: Counter
    ticket: Ticket | None = None


class MarkNoShow(Command):
    """The ticket at the counter did not come."""

    kind: Literal["mark-no-show"] = "mark-no-show"
    counter: Counter
    ticket: Ticket | None = None


class Finish(Command):
    """The ticket at the counter has been served."""

    kind: Literal["finish"] = "finish"
    counter: Counter
    ticket: Ticket | None = None


class Resume(Command):
    """A parked or no-show ticket waits again, with its old arrival time."""

    kind: Literal["resume"] = "resume"
    ticket: Ticket


class Cancel(Command):
    """A live ticket is given up. ``counter``: where, so that it can be undone there."""

    kind: Literal["cancel"] = "cancel"
    ticket: Ticket
    reason: Reason = ""
    counter: Counter | None = None


class Reprint(Command):
    """Another copy of a slip, marked as a reprint, with the same number."""

    kind: Literal["reprint"] = "reprint"
    ticket: Ticket
    printer: Device | None = None
    """Where; None: where the number was taken, or the first printer of the office."""


class SignIn(Command):
    """A clerk sits down at a counter. ``keeps``: the other counter at which the clerk stays, where the office allows two."""

    kind: Literal["sign-in"] = "sign-in"
    counter: Counter
    clerk: Clerk
    keeps: Counter | None = None


class SignOut(Command):
    """A clerk leaves a counter."""

    kind: Literal["sign-out"] = "sign-out"
    counter: Counter


class ReportSlip(Command):
    """What a printer knows of a job, or a kiosk of a number it showed on its screen."""

    kind: Literal["report-slip"] = "report-slip"
    job: Job
    state: Literal[
        words.SlipState.SENDING,
        words.SlipState.PRINTED,
        words.SlipState.UNKNOWN,
        words.SlipState.NOT_PRINTED,
        words.SlipState.ON_SCREEN,
    ]
    detail: Reason = ""


class LookUp(Command):
    """A citizen asks how far a dossier has come. Changes nothing and is never recorded.

    ``proof`` is the second factor (a look-up code, or digits of an identity number); only the main system
    checks it, and it is kept nowhere.
    """

    kind: Literal["look-up"] = "look-up"
    dossier: Dossier
    proof: Annotated[str, StringConstraints(max_length=20, pattern=r"^[0-9A-Za-z]*$")] = ""


class FindProcedures(Command):
    """A citizen looks for a procedure: by what was typed, or by a topic; by neither: which topics there are."""

    kind: Literal["find-procedures"] = "find-procedures"
    typed: Annotated[str, StringConstraints(max_length=MOST_TYPED)] = ""
    topic: Topic | Literal[""] = ""


class ShowProcedure(Command):
    """A citizen asks what one procedure needs."""

    kind: Literal["show-procedure"] = "show-procedure"
    procedure: Procedure


class PrintChecklist(Command):
    """A citizen wants on paper what one procedure needs, from the kiosk's printer."""

    kind: Literal["print-checklist"] = "print-checklist"
    procedure: Procedure
    lang: Lang = "vi"


class RateTicket(Command):
    """A citizen says how a visit was, by the questionnaire of the office; no word of who says it.

    What was visited is what the desk itself noted when the visit ended; ``given_at`` is when the answer was touched,
    which is earlier than ``at`` where it had to wait for the network. ``answers``: question -> choice.
    """

    kind: Literal["rate-ticket"] = "rate-ticket"
    ticket: Ticket
    counter: Counter
    clerk: Clerk | None
    service: Service
    finished_at: int = Field(ge=0)
    given_at: int = Field(ge=0)
    way: words.RatingWay
    questionnaire: Service
    version: int = Field(ge=1, le=9999)
    answers: Annotated[dict[Service, Service], Field(min_length=1, max_length=20)]
    reason: Service | Literal[""] = ""


class ConfirmClock(Command):
    """A person says that the machine's clock is right, after it stepped or was wrong from the start."""

    kind: Literal["confirm-clock"] = "confirm-clock"


class ReopenDay(Command):
    """A person says that this service day was closed by mistake: every ticket goes back to where it was."""

    kind: Literal["reopen-day"] = "reopen-day"


class CloseEarly(Command):
    """A person says that the office closes before its usual time today; whoever has a number is still served.

    ``until``: local time ``HH:MM`` of today; None: now.
    """

    kind: Literal["close-early"] = "close-early"
    until: Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] | None = None


class CloseAsUsual(Command):
    """A person takes an early closing back."""

    kind: Literal["close-as-usual"] = "close-as-usual"


AnyCommand = Annotated[
    IssueTicket
    | CallNext
    | CallNumber
    | CallDigits
    | Recall
    | MarkNoShow
    | Finish
    | Transfer
    | Park
    | Undo
    | Resume
    | Cancel
    | Reprint
    | SignIn
    | SignOut
    | ReportSlip
    | RateTicket
    | ConfirmClock
    | ReopenDay
    | CloseEarly
    | CloseAsUsual
    | LeaseNumbers
    | HandIn
    | CorrectTicket
    | TakeBreak
    | EndBreak
    | CloseCounter
    | HelpOut
    | Arrive,
    Field(discriminator="kind"),
]

AnyGuideQuestion = FindProcedures | ShowProcedure | PrintChecklist

AnySlipQuestion = SeeSlip | RateSlip

AnyQuestion = Annotated[
    AnyCommand | LookUp | AnyGuideQuestion | AnySlipQuestion | FetchVoice | FetchUpdate | FetchPage,
    Field(discriminator="kind"),
]
"""Whatever may come on a command topic: what the desk decides, and what is only looked up."""
