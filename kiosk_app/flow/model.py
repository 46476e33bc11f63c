"""What the kiosk knows. Frozen, no behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from contracts import messages as m
from contracts.pairing import PairNote
from contracts.vocabulary import DeviceId, FaultCode, PriorityGroup, TicketId
from hardware.link.asker import OpenQuestion
from hardware.link.name import NameTwice
from kiosk_app.flow.alone_book import Anchor, Book
from kiosk_app.flow.happenings import Effect
from kiosk_app.flow.pages import Page, Services
from kiosk_app.flow.targets import Target

NEVER = float("-inf")


@dataclass(frozen=True)
class Modes:
    """What a citizen switched on to read, reach or hear better; gone for the next one."""

    large: bool = False
    contrast: bool = False
    low: bool = False
    aloud: bool = False
    by_ear: bool = False
    """The lower corners of the glass walk and choose: for whoever cannot see it. Only together with ``aloud``."""


class Offer(StrEnum):
    """What a kiosk is there for."""

    QUEUE = "queue"
    GUIDE = "guide"
    LOOK_UP = "look-up"


class Side(StrEnum):
    """Where something stands, as seen from the screen."""

    BELOW = "below"
    ABOVE = "above"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True)
class Equipment:
    """What this kiosk has, and what its glass allows."""

    keypad: bool = False
    voice: bool = False
    reader: bool = False
    """Something that scans the code of a dossier."""
    reader_at: Side | None = None
    portals: frozenset[str] = frozenset()
    """Hosts of public-service portals that do not end in ``.gov.vn``."""
    own_codes: str = ""
    """The shape of this office's dossier codes, where it would be taken for something else."""
    offers: frozenset[Offer] = frozenset(Offer)
    """What this kiosk is there for."""
    lowers: bool = True
    """Whether the glass reaches above everyone's hand, so that lowering the controls helps."""


@dataclass(frozen=True)
class Alone:
    """What the kiosk has for the time that the desk is away. Times are monotonic seconds."""

    after_s: float | None = None
    """So long the desk must be away before numbers are given alone; None: they never are."""
    paper: bool = False
    """Whether the printer beside the glass prints without the desk."""
    book: Book | None = None
    """What is on the disk; None: nothing can be kept."""
    lost: bool = False
    """The book of before was damaged."""
    giving: bool = False
    clock: Anchor | None = None
    """What time it is; None: nobody can say."""
    gone_since: float | None = None
    """Since when the desk is away; None: it is there."""
    queue_of: Book | None = None
    """The book that the kiosk's own queues tell of."""
    queue_before: m.QueueState | None = None
    """What the desk told last, to be shown when it is back."""
    desk: tuple[str, str] = ("", "")
    """The start and the memory of the desk that is followed."""
    heard: frozenset[TicketId] = frozenset()
    """What this start of the desk has acknowledged: each start hears the day again, it may have lost its end."""
    leased_for: tuple[object, ...] | None = None
    """For which desk, day and office the lease was asked."""
    asked_for: tuple[object, ...] | None = None
    lease: OpenQuestion[m.LeaseNumbers] | None = None
    lease_at: float = NEVER
    """Before then it is not asked for again."""
    hand_ins: tuple[OpenQuestion[m.HandIn], ...] = ()
    hand_in_at: float = NEVER


@dataclass(frozen=True)
class Consulting:
    """The desk is asked about procedures. ``quiet``: nobody waits for the answer."""

    question: OpenQuestion[m.AnyGuideQuestion]
    quiet: bool = False


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
    twice: NameTwice | None = None
    """Another machine has this one's name."""
    pairing: PairNote | None = None
    """This kiosk does not belong to its office yet."""
    presences: Mapping[DeviceId, m.Presence] = field(default_factory=dict)
    reader_there: bool = False
    """Whether the reader can be used now."""
    page: Page = field(default_factory=Services)
    declared: PriorityGroup = PriorityGroup.ORDINARY
    """What the citizen said about going first; kept on the way to a dossier and back."""
    late: OpenQuestion[m.IssueTicket] | None = None
    """A number that was given up, and may still come."""
    reports: tuple[OpenQuestion[m.ReportSlip], ...] = ()
    """Ends of slips that the desk has not acknowledged."""
    ratings: tuple[OpenQuestion[m.RateSlip], ...] = ()
    """Ratings that the desk has not answered; nothing on the glass tells of them."""
    keep_ratings_at: float | None = None
    """When the disk, which did not take them, is tried again; None: it has what there is."""
    topics: m.Topics | None = None
    """Where a search for procedures begins; None while unknown."""
    topics_due: float = NEVER
    """When the topics are asked for again, after the desk did not tell."""
    consulting: Consulting | None = None
    pages_here: Mapping[str, str] = field(default_factory=dict)
    """Pictures of forms' pages: SHA-256 -> the file."""
    alone: Alone = Alone()
    changed_at: float = NEVER
    touched_at: float = NEVER
    touched: Target | None = None
    """What was touched last; nothing of a keyboard."""
    here_at: float = NEVER
    """When somebody last did anything, on the glass or on the keypad."""
    scanned_at: float = NEVER
    """When a code was last read that was meant for us."""
    closes_in: int | None = None
    """Seconds until everything goes back to the start, told only when few are left."""
    focus: Target | None = None
    """What the keypad is on."""
    typed: str = ""
    """Digits so far."""
    typed_at: float = NEVER
    minute: int = 0
    """The desk's clock in whole minutes since 1970 UTC; 0 while it is unknown."""


Step = tuple[Model, tuple[Effect, ...]]
"""What the kiosk becomes, and what it does."""
