"""What the kiosk knows and shows, what can happen to it, and what it can do. Frozen, no behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from contracts import messages as m
from contracts.vocabulary import (
    DeviceId,
    FaultCode,
    PriorityGroup,
    RefusalCode,
    RequestId,
    ServiceCode,
)
from hardware.link.asker import OpenQuestion
from hardware.ports import Sound
from kiosk_app.flow.dossier_pages import DossierPage

NEVER = float("-inf")


@dataclass(frozen=True)
class Moment:
    """When something happens: ``at`` in monotonic seconds, ``desk_ms`` on the desk's clock.

    ``fresh_id`` has never been used: what happens now may become a command with this id.
    """

    at: float
    desk_ms: int
    fresh_id: RequestId


# --- happenings -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tick:
    """Time has passed. ``desk_alive``: the desk's pulse was heard lately."""

    desk_alive: bool


@dataclass(frozen=True)
class Touched:
    """A finger left the glass on a target, or (``""``) beside all of them."""

    target: str = field(repr=False)
    """May be a sign of what nobody else may read."""


@dataclass(frozen=True)
class Pressed:
    """A key of the keypad: a digit, or one of ``keypad.NAMES``."""

    key: str = field(repr=False)


@dataclass(frozen=True)
class Told:
    """A message came."""

    message: m.Message = field(repr=False)


@dataclass(frozen=True)
class Scanned:
    """The reader read a code. May be a citizen's card: the text goes no further than ``look_up``."""

    text: str = field(repr=False)


@dataclass(frozen=True)
class ReaderSeen:
    """The reader came or went."""

    there: bool


Happening = Tick | Touched | Pressed | Told | Scanned | ReaderSeen


@dataclass(frozen=True)
class Send:
    """Ask the desk, and promise nothing before its reply."""

    command: m.IssueTicket | m.ReportSlip | m.LookUp = field(repr=False)


@dataclass(frozen=True)
class Beep:
    """Sound at the reader: what was held under it was understood, or is of no use here."""

    sound: Sound


Effect = Send | Beep


# --- pages: what the citizen at the glass is doing ---------------------------------------------------


@dataclass(frozen=True)
class Home:
    """Nothing yet.

    ``group`` is the heading whose services are shown; None: the first screen. Choices that do not fit on
    one sheet are turned: ``sheet`` is the one that is shown.
    """

    group: ServiceCode | None = None
    sheet: int = 0


@dataclass(frozen=True)
class Choosing:
    """The citizen reads the question about priority."""

    sheet: int = 0


@dataclass(frozen=True)
class Sending:
    """The desk has been asked."""

    question: OpenQuestion[m.IssueTicket]


class SlipPhase(StrEnum):
    """What the citizen should do about paper. ``write-down``: there may be none."""

    PRINTING = "printing"
    TAKE = "take"
    WRITE_DOWN = "write-down"


@dataclass(frozen=True)
class Number:
    """The citizen's own number; forgotten with this page."""

    issued: m.Issued
    phase: SlipPhase
    since: float
    doubtful: bool = False
    """The printer gave up on the slip: whether the citizen has the number is known only if they say so."""


@dataclass(frozen=True)
class Refused:
    """The desk (or the last known queue) said no."""

    code: RefusalCode
    service: ServiceCode
    opens_at: str = ""
    """Local ``HH:MM``, where a time is part of the answer."""


@dataclass(frozen=True)
class NoConnection:
    """No reply came in time; the number may still come."""


Page = Home | Choosing | Sending | Number | Refused | NoConnection | DossierPage


class Screen(StrEnum):
    """What is drawn: a page, or what stands in its way."""

    STARTING = "starting"
    SERVICES = "services"
    GROUP = "group"
    PRIORITY = "priority"
    SENDING = "sending"
    NUMBER = "number"
    CLOSED = "closed"
    REFUSED = "refused"
    NO_CONNECTION = "no-connection"
    SCAN = "scan"
    MANUAL = "manual"
    PROOF = "proof"
    ASKING = "asking"
    DOSSIER = "dossier"
    REMARK = "remark"
    OUT_OF_ORDER = "out-of-order"


PRIVATE = frozenset({Screen.SCAN, Screen.MANUAL, Screen.PROOF, Screen.ASKING, Screen.DOSSIER})
"""Screens of one citizen's dossier: a receipt under the reader, a code, a second factor, what the desk told.

Nobody sees them but who stands there, and nothing of them stays behind.
"""


@dataclass(frozen=True)
class Modes:
    """What a citizen switched on to read, reach or hear better; gone for the next one."""

    large: bool = False
    contrast: bool = False
    low: bool = False
    aloud: bool = False


@dataclass(frozen=True)
class Equipment:
    """What this kiosk has, and what its glass allows."""

    keypad: bool = False
    voice: bool = False
    reader: bool = False
    """Something that scans the code of a dossier."""
    portals: frozenset[str] = frozenset()
    """Hosts of public-service portals that do not end in ``.gov.vn``."""
    own_codes: str = ""
    """The shape of this office's dossier codes, where it would be taken for something else."""
    lowers: bool = True
    """Whether the glass reaches above everyone's hand, so that lowering the controls helps."""


@dataclass(frozen=True)
class Model:
    """Everything. ``started_at``, ``changed_at``, ``touched_at``, ``here_at`` are monotonic seconds."""

    device: DeviceId
    started_at: float
    languages: tuple[str, ...] = ("vi", "en")
    equipment: Equipment = Equipment()
    lang: str = "vi"
    modes: Modes = Modes()
    office: m.OfficeState | None = None
    queue: m.QueueState | None = None
    desk_alive: bool = False
    desk_faults: frozenset[FaultCode] = frozenset()
    patient: bool = True
    """Just started: a silent desk is not yet a broken one."""
    presences: Mapping[DeviceId, m.Presence] = field(default_factory=dict)
    reader_there: bool = False
    """Whether the reader can be used now."""
    page: Page = field(default_factory=Home)
    declared: PriorityGroup = PriorityGroup.ORDINARY
    """What the citizen said about going first; kept on the way to a dossier and back."""
    late: OpenQuestion[m.IssueTicket] | None = None
    """A number that was given up, and may still come."""
    reports: tuple[OpenQuestion[m.ReportSlip], ...] = ()
    """Ends of slips that the desk has not acknowledged."""
    changed_at: float = NEVER
    touched_at: float = NEVER
    touched: str = ""
    """What was touched last; of a keyboard only that it was a key."""
    here_at: float = NEVER
    """When somebody last did anything, on the glass or on the keypad."""
    closes_in: int | None = None
    """Seconds until everything goes back to the start, told only when few are left."""
    focus: str = ""
    """What the keypad is on."""
    typed: str = ""
    """Digits so far."""
    typed_at: float = NEVER
    minute: int = 0
    """The desk's clock in whole minutes since 1970 UTC; 0 while it is unknown."""
