"""Replies: the only acknowledgement there is."""

from typing import Annotated, Literal

from pydantic import Field

from contracts import vocabulary as words
from contracts.dossiers import Deadline, DossierStatus
from contracts.messages.alone import Leased
from contracts.messages.base import Counter, Dossier, Job, Message, Number, Request, Service, Ticket
from contracts.messages.guide import Listed, ProcedureTold, Topics
from contracts.messages.pages import PagePart
from contracts.messages.slips import SlipSeen
from contracts.messages.update import UpdatePart
from contracts.messages.voice import VoicePart
from contracts.messages.waiting import WaitRange


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
    late: bool = False
    """Whether it may not be called before the counters close."""


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


class DossierSeen(Message):
    """How far one dossier has come: only what the office's privacy level shows; the rest is None.

    Dates are ISO dates of the office's calendar, or what the main system wrote where that is not surely a day;
    ``as_of`` is when the main system said so.
    """

    dossier: Dossier
    status: DossierStatus
    status_text: str = ""
    """What the main system calls a status beyond the ten."""
    deadline: Deadline = Deadline.NONE
    procedure: str | None = None
    received: str | None = None
    due: str | None = None
    due_before: str | None = None
    step: str | None = None
    collect_at: str | None = None
    as_of: int
    cached: bool = False
    service: Service | None = None
    """The queue in which somebody helps on with it (``needs_counter``); None: the office does not say which."""


class LookedUp(Message):
    """What the main system answered: one receipt may cover several dossiers."""

    kind: Literal["looked-up"] = "looked-up"
    dossiers: Annotated[tuple[DossierSeen, ...], Field(min_length=1, max_length=20)]
    result_service: Service | None = None
    """Where a number for collecting the result can be taken, when a result is ready."""
    more: int = Field(0, ge=0)
    """So many dossiers of the receipt are not among these."""


class Accepted(Message):
    """The command is committed. A repeated request gets the first answer, marked ``repeated``."""

    kind: Literal["accepted"] = "accepted"
    request_id: Request
    repeated: bool = False
    result: Annotated[
        Issued
        | Called
        | Done
        | Leased
        | LookedUp
        | SlipSeen
        | Topics
        | Listed
        | ProcedureTold
        | VoicePart
        | UpdatePart
        | PagePart,
        Field(discriminator="kind"),
    ]


class Refused(Message):
    """The command had no effect. ``facts`` fill the sentence of the code (``number``, ``seconds`` ...).

    ``opens_at`` (desk clock): when numbers can be taken again, where the hours are the reason.
    """

    kind: Literal["refused"] = "refused"
    request_id: words.RequestId
    code: words.RefusalCode
    detail: str = ""
    facts: dict[str, str] = Field(default_factory=dict)
    opens_at: int | None = None


AnyReply = Annotated[Accepted | Refused, Field(discriminator="kind")]
