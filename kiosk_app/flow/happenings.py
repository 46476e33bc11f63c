"""What can happen to the kiosk, and what it can do about it. Frozen, no behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from contracts import messages as m
from contracts.pairing import PairNote
from contracts.vocabulary import RequestId
from hardware.link.name import NameTwice
from hardware.ports import Sound
from kiosk_app.flow.alone_book import Anchor, Record
from kiosk_app.flow.targets import Target


@dataclass(frozen=True)
class Moment:
    """When something happens: ``at`` in monotonic seconds, ``desk_ms`` on the desk's clock.

    ``fresh_id`` has never been used: what happens now may become a command with this id.
    """

    at: float
    desk_ms: int
    fresh_id: RequestId


@dataclass(frozen=True)
class Tick:
    """Time has passed. ``desk_alive``: the desk hears us, and its pulse was heard lately.

    ``twice``: another machine has this kiosk's name. ``pairing``: it does not belong to its office yet.
    """

    desk_alive: bool
    twice: NameTwice | None = None
    pairing: PairNote | None = None
    clock: Anchor | None = None
    """The moment in desk time, also while the desk is away; None: nobody can say."""


@dataclass(frozen=True)
class Kept:
    """A record of the numbers that are given alone is on the disk."""

    record: Record


@dataclass(frozen=True)
class KeepFailed:
    """It is not."""

    record: Record


@dataclass(frozen=True)
class RatingsKept:
    """The ratings that wait, and no others, are on the disk; or (``well`` False) what is there is not known."""

    requests: frozenset[RequestId]
    well: bool = True


@dataclass(frozen=True)
class Touched:
    """A finger left the glass on a target, or (None) beside all of them."""

    target: Target | None


class Corner(StrEnum):
    """What a finger did on a lower corner of the glass, which can be found without seeing."""

    HELD = "held"
    """It stayed on the left one."""
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True)
class Cornered:
    """A finger was on a lower corner of the glass; the right one, and short touches, only while one goes by ear."""

    corner: Corner


@dataclass(frozen=True)
class Pressed:
    """A key of the keypad: a digit, or one of ``keypad.NAMES``; ``at``: when it went down, in monotonic seconds; None: now."""

    key: str = field(repr=False)
    at: float | None = None


@dataclass(frozen=True)
class MessageArrived:
    """A message came."""

    message: m.Message = field(repr=False)


@dataclass(frozen=True)
class Scanned:
    """The reader read a code. May be a citizen's card: the text goes no further than ``scan``."""

    text: str = field(repr=False)


@dataclass(frozen=True)
class ReaderSeen:
    """The reader came or went."""

    there: bool


@dataclass(frozen=True)
class PagesHere:
    """Of the pages of forms that are wanted, these are here: SHA-256 -> the file."""

    pages: Mapping[str, str]


Happening = (
    PagesHere
    | Tick
    | Touched
    | Cornered
    | Pressed
    | MessageArrived
    | Scanned
    | ReaderSeen
    | Kept
    | KeepFailed
    | RatingsKept
)


@dataclass(frozen=True)
class Send:
    """Ask the desk, and promise nothing before its reply."""

    command: (
        m.IssueTicket
        | m.ReportSlip
        | m.LookUp
        | m.AnyGuideQuestion
        | m.AnySlipQuestion
        | m.LeaseNumbers
        | m.HandIn
    ) = field(repr=False)


@dataclass(frozen=True)
class Beep:
    """Sound at the reader: what was held under it was understood, or is of no use here."""

    sound: Sound


@dataclass(frozen=True)
class Keep:
    """Put a record on the disk."""

    record: Record


@dataclass(frozen=True)
class KeepRatings:
    """Put these ratings on the disk, and no others."""

    ratings: tuple[m.RateSlip, ...] = field(repr=False)


@dataclass(frozen=True)
class PrintHere:
    """Have the printer beside the glass print a slip, past the desk."""

    job: m.PrintJob = field(repr=False)


@dataclass(frozen=True)
class FetchPages:
    """Bring the pictures of these pages of forms, and of no others."""

    digests: tuple[str, ...]


Effect = FetchPages | Send | Beep | Keep | KeepRatings | PrintHere
