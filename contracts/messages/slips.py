"""What a kiosk tells whoever shows a slip: where to go now and then, and how the visit may be rated."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from contracts import vocabulary as words
from contracts.messages.base import Message, Number, Service, Stops, Text, Ticket
from contracts.messages.command import Command
from contracts.messages.waiting import WaitRange

MOST_QUESTIONS, MOST_CHOICES, MOST_REASONS = 10, 7, 12
LONGEST_PLACE = 40
Place = Annotated[str, StringConstraints(max_length=LONGEST_PLACE, pattern=r"^[A-Za-z0-9_-]*$")]
"""The end of the address on a slip: whoever says it holds the slip."""

Page = Annotated[str, StringConstraints(max_length=220, pattern=r"^(https://[^\s\"<>]+)?$")]
"""An address that a phone opens; "": none."""


class ChoiceAsked(Message):
    """One answer. ``low``: the reason is asked after it."""

    id: Service
    text: Text
    sign: str = ""
    """The face beside the words; "": none."""
    low: bool = False


class QuestionAsked(Message):
    """One question; choices from the best to the worst."""

    id: Service
    text: Text
    choices: Annotated[tuple[ChoiceAsked, ...], Field(min_length=2, max_length=MOST_CHOICES)]


class ReasonAsked(Message):
    """Why somebody was not satisfied."""

    id: Service
    text: Text


class RatingAsked(Message):
    """The questionnaire of the office, in one version."""

    questionnaire: Service
    version: int = Field(ge=1, le=9999)
    questions: Annotated[tuple[QuestionAsked, ...], Field(min_length=1, max_length=MOST_QUESTIONS)]
    reasons: Annotated[tuple[ReasonAsked, ...], Field(max_length=MOST_REASONS)] = ()
    complaints: Page = ""
    """The national page for complaints, shown as a code beside the questions; "": no code."""


class SlipSeen(Message):
    """Where the owner of a slip goes now, and then. ``counters`` and ``counter`` as signs name them."""

    kind: Literal["slip-seen"] = "slip-seen"
    number: Number
    state: words.TicketState
    service: Service
    counters: tuple[str, ...] = ()
    """Where it is served."""
    counter: str = ""
    """Where it is called to, or was served last."""
    ahead: int = Field(0, ge=0)
    wait: WaitRange | None = None
    stops: Stops = ()
    rating: RatingAsked | None = None
    """How the visit is rated; None: it is not, or not here."""
    rated: Literal["", "already-rated", "rating-over"] = ""
    """Why it cannot be rated any more."""


class SeeSlip(Command):
    """Somebody holds a slip under the reader. ``place``: the end of the address on it, which only the slip has."""

    kind: Literal["see-slip"] = "see-slip"
    ticket: Ticket
    place: Place = Field("", repr=False)


class RateSlip(Command):
    """Whoever holds a slip says how the visit was; asked again until it is answered, and counted once."""

    kind: Literal["rate-slip"] = "rate-slip"
    place: Place = Field(repr=False)
    questionnaire: Service
    version: int = Field(ge=1, le=9999)
    answers: Annotated[dict[Service, Service], Field(min_length=1, max_length=20)]
    reason: Service | Literal[""] = ""
