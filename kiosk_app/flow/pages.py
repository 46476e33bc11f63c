"""What the citizen at the glass is doing. Frozen, no behaviour; each page has the name of the screen that shows it."""

from dataclasses import dataclass
from enum import StrEnum

from contracts import messages as m
from contracts.vocabulary import RefusalCode, ServiceCode
from hardware.link.asker import OpenQuestion
from kiosk_app.flow.alone_book import Given
from kiosk_app.flow.dossier_pages import DossierPage
from kiosk_app.flow.guide_pages import Blanks, Fields, Guide, GuidePage, Listed
from kiosk_app.flow.slip_pages import Rate, SlipPage


@dataclass(frozen=True)
class Services:
    """The start: nothing is chosen yet. Choices that do not fit on one sheet are turned: ``sheet`` is shown."""

    sheet: int = 0


@dataclass(frozen=True)
class Group:
    """The citizen reads the services under one heading."""

    code: ServiceCode
    sheet: int = 0


@dataclass(frozen=True)
class Priority:
    """The citizen reads the question about priority."""

    sheet: int = 0


@dataclass(frozen=True)
class Sending:
    """The desk has been asked."""

    question: OpenQuestion[m.IssueTicket]


@dataclass(frozen=True)
class Giving:
    """The desk is away, and the kiosk's own number goes to the disk before anybody sees it."""

    given: Given
    since: float


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
    alone: bool = False
    """Given while the desk was away: nobody knows how many are before it."""


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


Page = (
    Services
    | Group
    | Priority
    | Sending
    | Giving
    | Number
    | Refused
    | NoConnection
    | DossierPage
    | GuidePage
    | SlipPage
)

Choosing = Services | Group | Priority | Guide | Fields | Listed | Rate | Blanks
"""Pages that ask something, sheet by sheet: one of several choices is touched."""
