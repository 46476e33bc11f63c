"""Every message on the wire, as frozen models.

Writers are strict: building a message with an unknown or wrong field raises. Readers are lenient:
``codec.decode`` ignores fields it does not know, so a newer desk can serve an older board.
All times (``at``, ``since``) are the desk's clock in milliseconds since 1970 UTC.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from contracts import vocabulary as words

WIRE_VERSION = 1

_Id = StringConstraints(pattern=words.ID_PATTERN, max_length=words.ID_LENGTH)
Device = Annotated[words.DeviceId, _Id]
Service = Annotated[words.ServiceCode, _Id]
Counter = Annotated[words.CounterId, _Id]
Clerk = Annotated[words.ClerkId, _Id]
Ticket = Annotated[words.TicketId, StringConstraints(pattern=r"^[0-9]{8}-[A-Z]{0,3}[0-9]{1,6}$")]
Job = Annotated[words.JobId, StringConstraints(pattern=r"^[0-9]{8}-[A-Z]{0,3}[0-9]{1,6}-[0-9]{1,3}$")]
Request = Annotated[
    words.RequestId,
    StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"),
]
Number = Annotated[str, StringConstraints(pattern=r"^[A-Z]{0,3}[0-9]{1,6}$")]
Lang = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]


def _has_vietnamese(text: dict[str, str]) -> dict[str, str]:
    if "vi" not in text:
        raise ValueError("Vietnamese (vi) is missing")
    return text


Text = Annotated[dict[Lang, str], AfterValidator(_has_vietnamese)]
"""The same sentence in each language; ``vi`` is always there."""
Reason = Annotated[str, StringConstraints(max_length=200)]


class Message(BaseModel):
    """What every message has in common: frozen, and closed to unknown fields when it is built."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# --- commands: a device or a page asks the desk -----------------------------------------------------


class Command(Message):
    """A request with the id that makes it happen at most once.

    ``at`` is the sender's estimate of the desk's clock (see ``hardware.link.station``), so that the desk
    can refuse what arrives too late without trusting the device's own clock.
    """

    v: Literal[1] = 1
    request_id: Request
    at: int = Field(ge=0)


class IssueTicket(Command):
    """A citizen takes a number."""

    kind: Literal["issue-ticket"] = "issue-ticket"
    service: Service
    priority: words.PriorityGroup = words.PriorityGroup.ORDINARY
    lang: Lang = "vi"


class CallNext(Command):
    """A clerk calls whoever is next; finishes the ticket at the counter, if there is one."""

    kind: Literal["call-next"] = "call-next"
    counter: Counter


class CallNumber(Command):
    """A clerk calls a given ticket out of order; recorded as called by hand."""

    kind: Literal["call-number"] = "call-number"
    counter: Counter
    ticket: Ticket


class Recall(Command):
    """The ticket at the counter is announced again."""

    kind: Literal["recall"] = "recall"
    counter: Counter


class MarkNoShow(Command):
    """The ticket at the counter did not come."""

    kind: Literal["mark-no-show"] = "mark-no-show"
    counter: Counter


class Finish(Command):
    """The ticket at the counter has been served."""

    kind: Literal["finish"] = "finish"
    counter: Counter


class Transfer(Command):
    """The ticket at the counter goes to another service or counter; number and arrival time stay."""

    kind: Literal["transfer"] = "transfer"
    counter: Counter
    to_service: Service | None = None
    to_counter: Counter | None = None


class Park(Command):
    """The ticket at the counter is set aside (papers to complete)."""

    kind: Literal["park"] = "park"
    counter: Counter
    reason: Reason = ""


class Resume(Command):
    """A parked or no-show ticket waits again, with its old arrival time."""

    kind: Literal["resume"] = "resume"
    ticket: Ticket


class Cancel(Command):
    """A live ticket is given up."""

    kind: Literal["cancel"] = "cancel"
    ticket: Ticket
    reason: Reason = ""


class Reprint(Command):
    """Another copy of a slip, marked as a reprint, with the same number."""

    kind: Literal["reprint"] = "reprint"
    ticket: Ticket


class SignIn(Command):
    """A clerk sits down at a counter."""

    kind: Literal["sign-in"] = "sign-in"
    counter: Counter
    clerk: Clerk


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


class ConfirmClock(Command):
    """A person says that the desk's clock is right, after it went backwards."""

    kind: Literal["confirm-clock"] = "confirm-clock"


AnyCommand = Annotated[
    IssueTicket
    | CallNext
    | CallNumber
    | Recall
    | MarkNoShow
    | Finish
    | Transfer
    | Park
    | Resume
    | Cancel
    | Reprint
    | SignIn
    | SignOut
    | ReportSlip
    | ConfirmClock,
    Field(discriminator="kind"),
]


# --- replies: the only acknowledgement there is -----------------------------------------------------


class WaitRange(Message):
    """An honest wait: four of five people wait between these minutes."""

    low: int = Field(ge=0)
    high: int = Field(ge=0)


class Issued(Message):
    """A number was given. ``job`` is the slip to come, or None where the kiosk has no printer."""

    kind: Literal["issued"] = "issued"
    ticket: Ticket
    number: Number
    service: Service
    ahead: int = Field(ge=0)
    wait: WaitRange | None
    counters: tuple[str, ...]
    job: Job | None


class Called(Message):
    """A ticket was called to a counter."""

    kind: Literal["called"] = "called"
    ticket: Ticket
    number: Number
    counter: Counter
    rule: words.CallRule


class Done(Message):
    """It happened, and there is nothing to tell. ``queue_empty``: call-next finished, and nobody waits."""

    kind: Literal["done"] = "done"
    queue_empty: bool = False


class Accepted(Message):
    """The command is committed. A repeated request gets the first answer, marked ``repeated``."""

    kind: Literal["accepted"] = "accepted"
    request_id: Request
    repeated: bool = False
    result: Annotated[Issued | Called | Done, Field(discriminator="kind")]


class Refused(Message):
    """The command had no effect. ``facts`` fill the sentence of the code (``opens_at``, ``number`` ...)."""

    kind: Literal["refused"] = "refused"
    request_id: words.RequestId
    code: words.RefusalCode
    detail: str = ""
    facts: dict[str, str] = Field(default_factory=dict)


AnyReply = Annotated[Accepted | Refused, Field(discriminator="kind")]


# --- snapshots: retained, whole, and ordered by (epoch, seq) ----------------------------------------


class Snapshot(Message):
    """A whole state. ``epoch`` rises when a journal is created or restored, ``seq`` with every event."""

    v: Literal[1] = 1
    epoch: int
    seq: int
    at: int


class ServiceInfo(Message):
    """One thing to queue for, as people see it. ``icon`` names a glyph of ``contracts.look``."""

    code: Service
    prefix: str
    name: Text
    icon: str
    counters: tuple[Counter, ...]


class CounterInfo(Message):
    """One counter: ``label`` is what signs and voices say."""

    id: Counter
    label: str
    services: tuple[Service, ...]


class SessionInfo(Message):
    """A stretch of opening hours, local time ``HH:MM``; ``days`` are ISO weekdays (Monday is 1)."""

    name: Text
    days: tuple[int, ...]
    take_from: str
    take_until: str
    serve_from: str
    serve_until: str


class OfficeState(Snapshot):
    """What the office is: names, services, counters, hours. Changes with the settings only."""

    site: str
    name: Text
    authority: Text
    services: tuple[ServiceInfo, ...]
    counters: tuple[CounterInfo, ...]
    sessions: tuple[SessionInfo, ...]
    priority_groups: tuple[words.PriorityGroup, ...]
    printers: dict[Device, Device]
    """Which printer each kiosk prints on."""
    utc_offset_minutes: int


class ServiceQueue(Message):
    """One service now. ``closed`` says why no number can be taken; None: it can."""

    service: Service
    waiting: int
    wait: WaitRange | None
    closed: words.RefusalCode | None = None
    opens_at: int | None = None


class QueueState(Snapshot):
    """All queues now."""

    day: str
    services: tuple[ServiceQueue, ...]


class Call(Message):
    """A ticket at a counter; ``times`` counts the first call and every recall."""

    ticket: Ticket
    number: Number
    counter: Counter
    label: str
    at: int
    times: int


class BoardState(Snapshot):
    """What a hall board shows: the calls, newest first, and how many wait for each service."""

    calls: tuple[Call, ...]
    waiting: dict[Service, int]


class CounterState(Snapshot):
    """What a sign, a button box and a clerk's lamp show for one counter."""

    counter: Counter
    label: str
    call: Call | None
    waiting: int
    clerk: Clerk | None = None


class Event(Message):
    """A fact, once: what the journal recorded, without anything private."""

    v: Literal[1] = 1
    epoch: int
    seq: int
    at: int
    kind: str
    ticket: Ticket | None = None
    number: Number | None = None
    service: Service | None = None
    counter: Counter | None = None
    job: Job | None = None
    slip: words.SlipState | None = None
    detail: dict[str, str] = Field(default_factory=dict)


# --- paper and presence -----------------------------------------------------------------------------


class Slip(Message):
    """Everything a slip says. The printer lays it out; it decides nothing."""

    number: Number
    service: Text
    ahead: int
    wait: WaitRange | None
    counters: tuple[str, ...]
    issued_at: int
    local_time: str
    session: Text
    office: Text
    authority: Text
    lang: Lang = "vi"
    copy_no: int = 1


class PrintJob(Message):
    """One copy of one slip for one printer. Sent again until the printer reports an end."""

    v: Literal[1] = 1
    job: Job
    ticket: Ticket
    slip: Slip


class Fault(Message):
    """Something wrong with a device; ``detail`` is for the caretaker."""

    code: words.FaultCode
    detail: str = ""


class Presence(Message):
    """A device is here, or (as its last will) gone. The desk repeats its own every two seconds: its pulse."""

    v: Literal[1] = 1
    device: Device
    program: str
    version: str
    online: bool
    at: int
    faults: tuple[Fault, ...] = ()
