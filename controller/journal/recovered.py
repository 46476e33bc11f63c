"""What a journal remembers when a desk starts."""

from dataclasses import dataclass

from contracts.vocabulary import FaultCode, RequestId
from controller.domain.events import AnyEvent
from controller.domain.lost_rules import Lost
from controller.journal.entries import Answered


@dataclass(frozen=True)
class Recovered:
    """See the file."""

    epoch: int
    newest_day: str | None
    answers: dict[RequestId, Answered]
    lineage: str
    """Which unbroken history it is."""
    in_doubt: bool
    """Whether it may be an older copy: it was restored, lost something, or its witness is gone."""
    mends: dict[FaultCode, dict[str, str]]
    """How the journal was mended, with the facts, if no event says so yet."""
    lost: Lost | None = None
    """What the file does not have. ``settle`` once nothing of it can be given again."""
    events: tuple[AnyEvent, ...] = ()
    """Everything of the newest day, proved."""
