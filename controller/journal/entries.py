"""One transaction's worth of the journal, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from contracts.vocabulary import DeviceId, JobId, RequestId
from controller.domain.events import AnyEvent
from controller.domain.tickets import Ticket


@dataclass(frozen=True)
class Answered:
    """The reply that a request got, to give again."""

    fingerprint: str
    reply: str


@dataclass(frozen=True)
class Entry:
    """One transaction's worth: what one command led to."""

    day: str
    events: tuple[AnyEvent, ...]
    tickets: tuple[Ticket, ...] = ()
    """As they stand after the events, for reports."""
    outbox: Mapping[JobId, tuple[DeviceId, str]] = field(default_factory=dict)
    """Jobs to print: job -> (printer, body). Not written: they follow from the events."""
    ended_jobs: tuple[JobId, ...] = ()
    request_id: RequestId | None = None
    answer: Answered | None = None
