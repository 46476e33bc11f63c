"""How an office tells its province what happened: batches over HTTPS, each answered by how far the centre has come.

A fact's key is (office, lineage, seq): the place in the journal, and the unbroken history that the place belongs to. The
journal's hash of the event goes with it, so that two journals which are not the same are never taken for one.
"""

from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from contracts.facts import At

FACTS, LINEAGES = "/api/v1/facts", "/api/v1/lineages"
MOST_FACTS = 500
MOST_BYTES = 256 * 1024
"""Of a batch as it is sent; a batch that is more than ``MOST_UNPACKED`` when unpacked is refused unread."""
MOST_UNPACKED = 1024 * 1024
MOST_BODY = 2000
"""Characters of one fact's body."""
MOST_MARKS = 64
MOST_STATEMENTS = 20
MOST_STATEMENT = 100_000
"""Characters of one statement's body."""
KEY_PATTERN = r"([0-9a-f]{12})\.([0-9a-f]{64})"
"""An office's key: its name and its secret."""
NO_HASH = "0" * 64
"""What stands before the first event of a journal."""
MOST_FAULTS = 32

Lineage = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Seq = Annotated[int, Field(ge=0, lt=2**53)]
Plain = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{0,200}$")]
"""One line of text."""
Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,40}$")]


class Part(BaseModel):
    """A piece of what is sent. A newer program may say more than this one knows."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Fact(Part):
    """One event, as far as it leaves the office. ``day`` is its service day; both sides judge what they know of ``body``."""

    seq: Annotated[int, Field(ge=1, lt=2**53)]
    day: Annotated[str, StringConstraints(max_length=10)]
    kind: Word
    v: Annotated[int, Field(ge=1, le=999)] = 1
    hash: Hash
    body: dict[str, Any]


class Certificate(Part):
    """A certificate that an office relies on, and when it ends."""

    of: Word
    """``pages``: the office's own; ``main-system``, ``centre``: as they showed it last."""
    ends_at: At


class OfficeNow(Part):
    """How the office is at the moment of sending. A later ``(epoch, beat)`` takes the place of an earlier one."""

    epoch: At
    beat: At
    at: At
    """The office's clock."""
    clock_trusted: bool = True
    open: bool = False
    """Whether a session is on."""
    waiting: Annotated[int, Field(ge=0, le=100_000)] = 0
    longest_wait_s: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    counters: Annotated[int, Field(ge=0, le=1000)] = 0
    staffed: Annotated[int, Field(ge=0, le=1000)] = 0
    """Counters with a clerk."""
    faults: Annotated[tuple[Word, ...], Field(max_length=MOST_FAULTS)] = ()
    version: Annotated[str, StringConstraints(pattern=r"^[ -~]{0,40}$")] = ""
    backup_at: At | None = None
    """When the newest good backup was made; None: there is none."""
    certificates: Annotated[tuple[Certificate, ...], Field(max_length=8)] = ()
    backlog: Seq = 0
    """Events that are not sent yet."""
    last_at: At = 0
    """When the newest of all its events happened."""


class ServiceCard(Part):
    """One thing to queue for, as the office calls it."""

    code: Word
    name: Plain


class OfficeCard(Part):
    """What the office calls itself and its services; sent when it begins to send, and seldom again."""

    name: Plain
    services: Annotated[tuple[ServiceCard, ...], Field(max_length=200)] = ()


class Statement(Part):
    """Sums by a name, see ``contracts.statements``; without a body what was stated by that name is taken back."""

    kind: Word
    name: Word
    body: dict[str, Any] | None = None


class Batch(Part):
    """All that may leave the office of the events ``first`` to ``last``; none of them where ``first`` is ``last`` + 1."""

    v: Literal[1] = 1
    lineage: Lineage
    first: Annotated[int, Field(ge=1, lt=2**53)]
    last: Seq
    before: Hash
    """Of the event before ``first``."""
    head: Hash
    """Of the event ``last``, or ``before`` where there is none."""
    facts: Annotated[tuple[Fact, ...], Field(max_length=MOST_FACTS)] = ()
    now: OfficeNow | None = None
    card: OfficeCard | None = None
    statements: Annotated[tuple[Statement, ...], Field(max_length=MOST_STATEMENTS)] = ()
    """Only with ``now``, which says how new they are."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        places = [fact.seq for fact in self.facts]
        if self.last < self.first - 1:
            raise ValueError("last lies before first")
        if any(later <= earlier for earlier, later in pairwise(places)):
            raise ValueError("facts are not in their order")
        if places and (places[0] < self.first or places[-1] > self.last):
            raise ValueError("a fact lies outside first and last")
        return self


class Verdict(StrEnum):
    """What the centre makes of a batch."""

    TAKEN = "taken"
    """It is kept, now or since before; go on behind ``upto``."""
    GO_ON = "go-on"
    """Something before it is missing; go on behind ``upto``."""
    OPEN = "open"
    """The lineage is not known here: open it first."""
    CONTRADICTION = "contradiction"
    """What is known of this lineage is not what the batch says: it is kept apart, and the office begins a new lineage."""


class Why(StrEnum):
    """Why a fact is kept apart and not counted."""

    NO_DAY = "no-day"
    TOO_OLD = "too-old"
    FUTURE = "future"
    BAD_BODY = "bad-body"
    TOO_LONG = "too-long"
    STATEMENT = "statement"
    """A statement that is none; its ``seq`` is the last one of its batch."""
    STATEMENTS = "statements"
    """One more statement than the centre keeps of an office; what was stated by a known name may still change."""


class Apart(Part):
    """A fact that is kept apart."""

    seq: Seq
    why: Why


class Answer(Part):
    """The acknowledgement of a batch: what it says is durable."""

    verdict: Verdict
    upto: Seq = 0
    apart: tuple[Apart, ...] = ()
    stated: Annotated[int, Field(ge=0, le=MOST_STATEMENTS)] = 0
    """How many of the statements were read; a centre that knows none says 0."""


class Mark(Part):
    """An event by its place and its hash."""

    seq: Seq
    hash: Hash


class Opening(Part):
    """Where does the centre's knowledge of this journal end? With ``begin`` the lineage begins behind its one mark."""

    v: Literal[1] = 1
    lineage: Lineage
    marks: Annotated[tuple[Mark, ...], Field(max_length=MOST_MARKS)] = ()
    begin: bool = False


class Agreed(Part):
    """The newest of the marks that the centre holds of this office in any lineage; 0: none."""

    seq: Seq = 0
