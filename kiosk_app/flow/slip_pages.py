"""The pages of a slip under the reader: where to go now and then, and how it was. Frozen."""

from dataclasses import dataclass, field
from enum import StrEnum

from contracts import messages as m
from contracts.vocabulary import RefusalCode, RequestId, TicketId
from hardware.link.asker import OpenQuestion
from kiosk_app.flow.dossier_pages import Remark


@dataclass(frozen=True)
class Seeing:
    """The desk is asked about the slip. ``instead``: what is said where it does not answer."""

    question: OpenQuestion[m.SeeSlip]
    instead: Remark


@dataclass(frozen=True)
class Slip:
    """What the desk told of it."""

    ticket: TicketId
    seen: m.SlipSeen
    place: str = field(default="", repr=False)
    """The end of the address on it, by which it is rated."""


@dataclass(frozen=True)
class Rate:
    """A question of the office. After the last one the reason is asked, where an answer was low: ``at`` is then behind them."""

    slip: Slip
    asked: m.RatingAsked
    answers: tuple[tuple[str, str], ...] = ()
    sheet: int = 0

    @property
    def at(self) -> int:
        """Which question stands; behind the last one: the reason."""
        return len(self.answers)

    @property
    def question(self) -> m.QuestionAsked | None:
        """The question; None: the reason."""
        return self.asked.questions[self.at] if self.at < len(self.asked.questions) else None

    @property
    def options(self) -> tuple[m.ChoiceAsked | m.ReasonAsked, ...]:
        """What can be chosen."""
        return self.question.choices if self.question else self.asked.reasons


class Safe(StrEnum):
    """Whether a rating outlives a power cut."""

    NOT_YET = "not-yet"
    """Neither the disk nor the desk has said that it has it: nobody is thanked."""
    YES = "yes"
    NO = "no"
    """The disk does not take it: it lives as long as this machine is on."""


@dataclass(frozen=True)
class Thanks:
    """The rating was touched ``since``, and arrives however long the desk is away. ``why_not``: it does not count."""

    request: RequestId
    since: float
    safe: Safe = Safe.NOT_YET
    why_not: RefusalCode | None = None
    complaints: str = ""
    """The national page for complaints; "": none."""

    @property
    def is_open(self) -> bool:
        """Whether nobody knows yet what becomes of it."""
        return self.safe is Safe.NOT_YET and self.why_not is None


SlipPage = Seeing | Slip | Rate | Thanks
