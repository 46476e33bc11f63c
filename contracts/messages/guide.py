"""What the office tells about its procedures. Everything is bounded, so that no catalogue is too much for a kiosk."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from contracts.messages.base import Lang, Message, Procedure, Request, Service, Text
from contracts.messages.pages import Digest
from contracts.procedures import FeeKind, Unit

MOST_TYPED, MOST_FOUND, MOST_LISTED, MOST_TOPICS, MOST_PAPERS = 60, 12, 48, 60, 60
MOST_BLANKS, MOST_PAGES, MOST_STEPS = 12, 20, 20
LONGEST_NAME, LONGEST_TEXT, LONGEST_ADDRESS = 200, 600, 200

Topic = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=32)]
_Name = Annotated[str, StringConstraints(max_length=LONGEST_NAME)]
_Told = Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]


class TopicInfo(Message):
    """A life event or a field, and how many procedures it has. ``icon`` names a glyph of ``contracts.look``."""

    code: Topic
    name: Text
    icon: str
    count: int = Field(ge=1)


class Topics(Message):
    """Where a search without words begins: what happens in a life, and the fields of the office."""

    kind: Literal["topics"] = "topics"
    events: Annotated[tuple[TopicInfo, ...], Field(max_length=MOST_TOPICS)] = ()
    fields: Annotated[tuple[TopicInfo, ...], Field(max_length=MOST_TOPICS)] = ()


class ProcedureLine(Message):
    """One procedure in a list. ``here``: it is received at this office."""

    code: Procedure
    name: Text
    field: _Name = ""
    here: bool = True


class Listed(Message):
    """The procedures of a topic, or what fits what was typed, likeliest first; so many ``more`` are not told."""

    kind: Literal["listed"] = "listed"
    procedures: Annotated[tuple[ProcedureLine, ...], Field(max_length=MOST_LISTED)]
    more: int = Field(0, ge=0)


class FeeTold(Message):
    """``vnd`` only with an amount; ``text`` as it was published."""

    kind: FeeKind = FeeKind.UNKNOWN
    vnd: int = Field(0, ge=0)
    text: _Told = ""


class TimeTold(Message):
    """``count`` None: only the text says how long."""

    count: int | None = Field(None, ge=1)
    unit: Unit = Unit.WORKING_DAYS
    text: _Told = ""


class PaperTold(Message):
    """One thing to bring; counts None: not stated."""

    text: _Told
    originals: int | None = Field(None, ge=0)
    copies: int | None = Field(None, ge=0)
    form: _Name = ""


class StepTold(Message):
    """One step of the work; ``by``: the unit that does it; ``days`` None: not stated."""

    text: _Told
    by: _Name = ""
    days: float | None = Field(None, ge=0, le=999)


class BlankTold(Message):
    """A form that citizens fill in, as a file: its name, and the SHA-256 of the picture of each page."""

    name: _Name
    pages: Annotated[tuple[Digest, ...], Field(min_length=1, max_length=MOST_PAGES)]


class ProcedureTold(Message):
    """One procedure as a citizen needs it."""

    kind: Literal["procedure-told"] = "procedure-told"
    code: Procedure
    name: Text
    fee: FeeTold = FeeTold()
    time: TimeTold = TimeTold()
    agreed: TimeTold | None = None
    """What the office itself promises, where that is sooner."""
    papers: Annotated[tuple[PaperTold, ...], Field(max_length=MOST_PAPERS)] = ()
    more_papers: int = Field(0, ge=0)
    """So many are not told here; the page for phones has them."""
    steps: Annotated[tuple[StepTold, ...], Field(max_length=MOST_STEPS)] = ()
    service: Service | None = None
    """Where a number for it is taken; None: the office does not say, or it is received elsewhere."""
    elsewhere: _Told = ""
    """Where it is received, if not here."""
    result: _Told = ""
    address: Annotated[str, StringConstraints(max_length=LONGEST_ADDRESS)] = ""
    """The same on a phone; "" where phones cannot reach the office's pages."""
    blanks: Annotated[tuple[BlankTold, ...], Field(max_length=MOST_BLANKS)] = ()
    """Forms of which there are pictures; a kiosk fetches them (``fetch-page``)."""
    taken: _Name = ""
    """From when the catalogue is, ``DD/MM/YYYY``."""


class Sheet(Message):
    """A checklist for one printer: what to bring. No number: nothing is lost when it does not come out."""

    v: Literal[1] = 1
    sheet: Request
    procedure: ProcedureTold
    service: Text | None = None
    """The name of the queue in which it is received."""
    office: Text
    authority: Text
    lang: Lang = "vi"
    local_time: str
