"""What a source of dossiers is asked, and the three things it may say. Never anything of a person."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from contracts.dossiers import DossierCode, DossierStatus
from contracts.vocabulary import FaultCode, Millis

TOTAL_S = 3.0
"""Whatever happens, an answer is there after so many seconds."""
CONNECT_S = 1.0


@dataclass(frozen=True, slots=True)
class AsWritten:
    """What a main system wrote for a day, where it is not surely one: it is shown as it stands, never left out."""

    text: str


Day = date | AsWritten | None
"""None: no day was given."""


@dataclass(frozen=True, slots=True)
class Record:
    """One dossier, as the main system tells it; dates are of the office's calendar.

    ``unread``: the names of those fields that hold something that we do not understand.
    """

    code: DossierCode
    status: DossierStatus
    status_text: str = ""
    """The main system's own word for a status beyond the ten."""
    receipt: DossierCode | None = None
    """Of the receipt that covers it and others; never shown."""
    procedure: str | None = None
    received: Day = None
    due: Day = None
    due_before: Day = None
    finished: Day = None
    step: str | None = None
    collect_at: str | None = None
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """At least one dossier. ``as_of``: when that was true; None: now."""

    records: tuple[Record, ...]
    as_of: Millis | None = None


@dataclass(frozen=True)
class NotFound:
    """There is no such dossier, or not for whoever asks: the two are never told apart."""


class Why(StrEnum):
    """Why a source could not answer: for the log, which says nothing else."""

    UNREACHABLE = "unreachable"
    TOO_SLOW = "too-slow"
    REFUSED_US = "refused-us"
    TOO_MANY = "too-many"
    ITS_ERROR = "its-error"
    REDIRECT = "redirect"
    TOO_BIG = "too-big"
    UNREADABLE = "unreadable"
    OTHER_RECORD = "other-record"
    UNTRUSTED = "untrusted"
    NO_FILE = "no-file"
    BUSY = "busy"
    CRASHED = "crashed"


@dataclass(frozen=True)
class Down:
    """No answer that may be believed. ``retry_after_s``: it asks to be left alone so long.

    ``answered``: the main system is there and said something of this code, which may be its way to say that there
    is no such dossier; it tells nothing of other codes.
    """

    why: Why
    retry_after_s: float | None = None
    answered: bool = False


Outcome = Found | NotFound | Down


@dataclass(frozen=True)
class Trouble:
    """Something that the caretaker should mend. ``since``: monotonic seconds; ``facts`` fill its sentence."""

    code: FaultCode
    since: float
    facts: dict[str, str]


class DossierSource(Protocol):
    """A main system, or what stands in for it. Answers within ``TOTAL_S``; raises nothing."""

    async def ask(self, code: DossierCode, proof: str) -> Outcome:
        """What is known of ``code``. ``proof`` is the second factor, for the main system alone to check."""

    def vouched_until(self) -> float | None:
        """When the proof of who the main system is ends (seconds of the epoch); None: not known, or there is none."""

    def troubles(self) -> tuple[Trouble, ...]:
        """What the caretaker should mend, as far as the source knows it itself."""

    async def close(self) -> None:
        """Let go of connections and files."""
