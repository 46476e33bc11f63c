"""What the spooler knows, what happens to it, and what it can ask for. Values only; the rules are in ``spooler``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from contracts.messages import Fault, PrintJob, ReportSlip
from contracts.vocabulary import JobId, RequestId, SlipState
from hardware.link.asker import OpenQuestion
from hardware.ports import Paper, Printed

# --- what happens -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Moment:
    """When something happened: seconds that never go back, and the desk's clock.

    ``desk_known`` is False until the desk was heard: then ``desk_ms`` is our own clock, and may be far from it.
    """

    t: float
    desk_ms: int
    desk_known: bool = True


@dataclass(frozen=True)
class JobArrived:
    """The desk wants a slip; the same job may arrive again at any time."""

    job: PrintJob


@dataclass(frozen=True)
class PrinterSaid:
    """The printer answered the question how it is."""

    paper: Paper


@dataclass(frozen=True)
class PrinterFailed:
    """The printer cannot be reached."""

    fault: Fault


@dataclass(frozen=True)
class SlipDone:
    """The slip that was begun came to an end.

    ``fault`` when the printer could not even be reached; ``confirms`` is False for a printer that can never
    tell whether a slip came out.
    """

    job: JobId
    outcome: Printed
    fault: Fault | None = None
    confirms: bool = True


@dataclass(frozen=True)
class Kept:
    """The memory is on the disk."""


@dataclass(frozen=True)
class KeepFailed:
    """The memory could not be written."""

    why: str


@dataclass(frozen=True)
class Answered:
    """The desk answered a command; ``again`` when it could not take it now."""

    request_id: RequestId
    again: bool = False


@dataclass(frozen=True)
class LinkUp:
    """The link came (back) up."""


@dataclass(frozen=True)
class Tick:
    """Time went by."""


Happening = JobArrived | PrinterSaid | PrinterFailed | SlipDone | Kept | KeepFailed | Answered | LinkUp | Tick

# --- what to do about it ----------------------------------------------------------------------------

Jobs = Mapping[JobId, SlipState]
"""Every job that was begun or ended, in the order in which that happened."""


@dataclass(frozen=True)
class Ask:
    """Ask the printer how it is."""


@dataclass(frozen=True)
class Begin:
    """Put ``memory`` on the disk, and only when it is there send ``command`` and print ``job``."""

    job: PrintJob
    memory: "Memory"
    command: ReportSlip


@dataclass(frozen=True)
class Keep:
    """Put ``memory`` on the disk."""

    memory: "Memory"


@dataclass(frozen=True)
class Tell:
    """Send a report to the desk."""

    command: ReportSlip


Effect = Ask | Begin | Keep | Tell

# --- what is known ----------------------------------------------------------------------------------

ASIDE = "spool.damaged"
"""The file in which a memory that cannot be used is kept."""


class Lost(StrEnum):
    """What became of a memory."""

    DAMAGED = "damaged"
    GONE = "gone"
    OLDER = "older"
    """An older copy was put back."""
    UNSEEN = "unseen"
    """Nothing is there: a first start, as a rule, and nobody is told; else the whole folder was lost."""


@dataclass(frozen=True)
class LostMemory:
    """A lost memory: ``why`` as it is logged, ``at`` on the desk's clock; None as long as that is not known."""

    what: Lost
    why: str
    at: int | None = None
    clock_known_at: float | None = None
    """When this life of the program first knew the desk's clock."""


@dataclass(frozen=True)
class Memory:
    """What outlives the program."""

    jobs: Jobs = field(default_factory=dict)
    loss: LostMemory | None = None


@dataclass(frozen=True)
class Waiting:
    """A job in the queue; ``tries`` counts the attempts that sent nothing."""

    job: PrintJob
    since: float
    tries: int = 0


@dataclass(frozen=True)
class Printer:
    """The printer as it was last heard; ``asked_at`` while a question is open."""

    paper: Paper | None = None
    fault: Fault | None = None
    told_at: float = float("-inf")
    asked_at: float | None = None


@dataclass(frozen=True)
class Spool:
    """Everything the printer program knows."""

    patience_s: float
    waiting: tuple[Waiting, ...] = ()
    sending: Waiting | None = None
    sending_since: float = 0.0
    jobs: Jobs = field(default_factory=dict)
    unanswered: tuple[OpenQuestion[ReportSlip], ...] = ()
    """Reports of how jobs ended."""
    printer: Printer = Printer()
    hold_until: float = float("-inf")
    storage: str = ""
    keep_at: float = float("-inf")
    loss: LostMemory | None = None
    begun_at: float = 0.0

    @property
    def memory(self) -> Memory:
        """What of it outlives the program."""
        return Memory(self.jobs, self.loss)
