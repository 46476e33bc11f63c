"""The kiosk's own journal of the numbers that it may give alone, and of those that it gave. Pure.

What is in the book is on the disk: a record changes the book only after it was kept. A book is one kiosk's, and its
lease one day's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from contracts import messages as m
from contracts.vocabulary import (
    JobId,
    PriorityGroup,
    ProcedureCode,
    ServiceCode,
    SlipState,
    TicketId,
    ticket_parts,
)

DOUBT = 3
"""Numbers of a series that are left out after a restart: a card may have lost what it said it had written."""
MOST_GIVEN = 2000
"""Numbers that a book holds; more than any lease has."""


@dataclass(frozen=True)
class Anchor:
    """A moment of the desk's clock, and what this machine's own clock said then."""

    boot: str
    monotonic: float
    desk_ms: int


@dataclass(frozen=True)
class Leased:
    """The desk leased numbers of a day: the whole answer, and what the office was like then."""

    day: str
    ranges: tuple[m.LeasedRange, ...]
    office: m.OfficeState
    anchor: Anchor


@dataclass(frozen=True)
class Given:
    """A number that was given alone, before anybody saw it. ``anchor`` also says when."""

    ticket: TicketId
    service: ServiceCode
    anchor: Anchor
    priority: PriorityGroup = PriorityGroup.ORDINARY
    lang: str = "vi"
    procedure: ProcedureCode | None = None

    @property
    def number(self) -> str:
        """As people read it."""
        return self.ticket.partition("-")[2]

    @property
    def job(self) -> JobId:
        """The slip of the number."""
        return JobId(f"{self.ticket}-1")


@dataclass(frozen=True)
class Ended:
    """How the paper of a number ended."""

    ticket: TicketId
    slip: SlipState


@dataclass(frozen=True)
class Told:
    """A desk of some lineage has the number, or (``refused``) will not have it."""

    ticket: TicketId
    lineage: str
    refused: str = ""


Record = Leased | Given | Ended | Told


@dataclass(frozen=True)
class Book:
    """What the records say together."""

    id: str
    lease: Leased | None = None
    next: Mapping[ServiceCode, int] = field(default_factory=dict)
    """The next number of each series that may be given alone."""
    given: Mapping[TicketId, Given] = field(default_factory=dict)
    """In the order in which they were given."""
    slips: Mapping[TicketId, SlipState] = field(default_factory=dict)
    told: Mapping[TicketId, Told] = field(default_factory=dict)
    anchor: Anchor | None = None
    """The latest."""


def fold(book: Book, record: Record) -> Book:
    """The book after a record."""
    match record:
        case Leased():
            return _lease(book, record)
        case Given():
            day, _prefix, n = ticket_parts(record.ticket)
            following = dict(book.next)
            if book.lease is None or day == book.lease.day:
                following[record.service] = max(book.next.get(record.service, 0), n + 1)
            return replace(
                book, next=following, given={**book.given, record.ticket: record}, anchor=record.anchor
            )
        case Ended():
            return replace(book, slips={**book.slips, record.ticket: record.slip})
        case Told():
            return replace(book, told={**book.told, record.ticket: record})


def _lease(book: Book, lease: Leased) -> Book:
    """A new day begins anew; of the day before only what no desk has yet is kept."""
    same = book.lease is not None and book.lease.day == lease.day
    following = {
        each.service: max(each.first, each.used + 1, book.next.get(each.service, 0) if same else 0)
        for each in lease.ranges
    }
    book = replace(book, lease=lease, next=following, anchor=lease.anchor)
    return book if same else _without(book, {t for t in book.told if not _is_of(t, lease.day)})


def _without(book: Book, gone: set[TicketId]) -> Book:
    return replace(
        book,
        given={ticket: given for ticket, given in book.given.items() if ticket not in gone},
        slips={ticket: slip for ticket, slip in book.slips.items() if ticket not in gone},
        told={ticket: told for ticket, told in book.told.items() if ticket not in gone},
    )


def restarted(book: Book) -> Book:
    """The book of a program that has just begun; what a card lost may be all that it had of a series."""
    return replace(book, next={service: n + DOUBT for service, n in book.next.items()})


def next_of(book: Book, service: ServiceCode) -> TicketId | None:
    """The number that is given next; None when the lease has none left."""
    lease = book.lease
    found = next((r for r in lease.ranges if r.service == service), None) if lease else None
    if lease is None or found is None:
        return None
    n = book.next.get(service, found.first)
    if n > found.last or len(book.given) >= MOST_GIVEN:
        return None
    return TicketId(f"{lease.day.replace('-', '')}-{found.prefix}{n:0{found.width}d}")


def to_tell(book: Book, lineage: str) -> tuple[Given, ...]:
    """What a start of a desk should hear, earliest first: all but what a desk of its memory would not have.

    It knows most of it, as a rule; but its journal may have lost its end, or be an older copy.
    """
    return tuple(
        given
        for ticket, given in book.given.items()
        if not (ticket in book.told and book.told[ticket].refused and book.told[ticket].lineage == lineage)
    )


def refused(book: Book) -> tuple[str, ...]:
    """The numbers that the desk would not have, as people read them."""
    return tuple(t.partition("-")[2] for t, told in book.told.items() if told.refused)


def slip_of(book: Book, given: Given) -> SlipState:
    """What became of the paper; what is not known any more is unknown."""
    return book.slips.get(given.ticket, SlipState.UNKNOWN)


def records_of(book: Book) -> tuple[Record, ...]:
    """The shortest journal that says the same."""
    lease = (book.lease,) if book.lease else ()
    ended = (Ended(ticket, slip) for ticket, slip in book.slips.items())
    return (*lease, *book.given.values(), *ended, *book.told.values())


def spans(numbers: tuple[str, ...]) -> str:
    """Numbers as people write them: ``A834-A840, B834``."""
    found: list[list[str]] = []
    for number in sorted(numbers, key=lambda each: (each.rstrip("0123456789"), int(_digits(each)))):
        last = found[-1][-1] if found else ""
        follows = last and last.rstrip("0123456789") == number.rstrip("0123456789")
        if follows and int(_digits(number)) == int(_digits(last)) + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return ", ".join(span[0] if len(span) == 1 else f"{span[0]}-{span[-1]}" for span in found)


def _digits(number: str) -> str:
    return number[len(number.rstrip("0123456789")) :]


def _is_of(ticket: TicketId, day: str) -> bool:
    return ticket.startswith(f"{day.replace('-', '')}-")
