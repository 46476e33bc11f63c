"""Snapshots: retained, whole, and ordered by (epoch, seq); and facts, told once."""

from typing import Literal

from pydantic import Field

from contracts import vocabulary as words
from contracts.dossiers import ProofKind, ProofRule
from contracts.messages.base import Clerk, Counter, Device, Job, Lang, Message, Number, Service, Text, Ticket
from contracts.messages.memory import Day
from contracts.messages.waiting import WaitRange


class Snapshot(Message):
    """A whole state. ``epoch`` rises when a journal is created or restored, ``seq`` with every event."""

    v: Literal[1] = 1
    epoch: int
    seq: int
    at: int


class ServiceInfo(Message):
    """One thing to queue for, as people see it. ``icon`` names a glyph of ``contracts.look``."""

    code: Service
    prefix: str
    name: Text
    icon: str
    counters: tuple[Counter, ...]


class ServiceGroup(Message):
    """Services under one heading, where an office has more than fit on one screen."""

    code: Service
    name: Text
    icon: str
    services: tuple[Service, ...]


class CounterInfo(Message):
    """One counter: ``label`` is what signs and voices say."""

    id: Counter
    label: str
    services: tuple[Service, ...]


class SessionInfo(Message):
    """A stretch of opening hours, local time ``HH:MM``; ``days`` are ISO weekdays (Monday is 1)."""

    name: Text
    days: tuple[int, ...]
    take_from: str
    take_until: str
    serve_from: str
    serve_until: str


class SpecialDay(Message):
    """A date whose hours are not those of its weekday: a holiday, a working Saturday, a short day."""

    day: Day
    name: dict[str, str] = Field(default_factory=dict)
    """Why, in the languages that are known; empty: nobody said why."""
    sessions: tuple[SessionInfo, ...]
    """Its hours; none: closed. Their ``days`` are empty."""
    closes_early: str | None = None
    """Local time ``HH:MM`` at which a person closes this day before its time; ``sessions`` end by then."""


class LookUpOffer(Message):
    """How dossiers are looked up here. ``proof_digits``: how many digits a proof of digits has."""

    proof: ProofRule = ProofRule.NONE
    proof_kind: ProofKind = ProofKind.LOOK_UP_CODE
    proof_digits: int = Field(4, ge=3, le=12)


class OfficeState(Snapshot):
    """What the office is: names, services, counters, hours. Changes with the settings only."""

    site: str
    name: Text
    authority: Text
    services: tuple[ServiceInfo, ...]
    counters: tuple[CounterInfo, ...]
    sessions: tuple[SessionInfo, ...]
    special_days: tuple[SpecialDay, ...] = ()
    """Those of the coming weeks, earliest first."""
    groups: tuple[ServiceGroup, ...] = ()
    """Headings of the first screen; empty: all services are on it. What is in no group stands beside them."""
    result_service: Service | None = None
    """Where results are collected; None: the office has no such service."""
    look_up: LookUpOffer | None = None
    """How dossiers can be looked up; None: not at all."""
    guide: bool = False
    """Whether the office has procedures to tell about."""
    slips: bool = False
    """Whether the desk tells a kiosk where the owner of a slip goes."""
    hotline: str = Field("", max_length=40)
    """The telephone at which people are helped; "": there is none."""
    priority_groups: tuple[words.PriorityGroup, ...]
    printers: dict[Device, Device]
    """Which printer each kiosk prints on."""
    utc_offset_minutes: int
    ticker: str = Field("", max_length=500)
    """What the hall page tells in its one line, beside what its own settings say."""
    slip_note: Text | None = None
    """The office's own line on slips, also on those that a kiosk prints alone."""


class ServiceQueue(Message):
    """One service now. ``closed`` says why no number can be taken; None: it can."""

    service: Service
    waiting: int
    wait: WaitRange | None
    closed: words.RefusalCode | None = None
    opens_at: int | None = None
    newest: Number | None = None
    """The highest number of the day, given or skipped; None: none yet."""
    late: bool = False
    """Whether who takes a number now may not be called before the counters close."""


class QueueState(Snapshot):
    """All queues now."""

    day: str
    services: tuple[ServiceQueue, ...]


class Call(Message):
    """A ticket at a counter; ``times`` counts the first call and every recall."""

    ticket: Ticket
    number: Number
    counter: Counter
    label: str
    at: int
    times: int
    lang: Lang = "vi"
    """The language in which the number was taken: a voice says it in Vietnamese and then in this one."""


BOARD_CALLS = 12
"""More than any board has room for."""


class BoardState(Snapshot):
    """What a hall board shows: the calls, newest first, and how many wait for each service.

    The calls that stand: what is withdrawn is not listed, and beyond ``BOARD_CALLS`` the oldest are not.
    """

    calls: tuple[Call, ...]
    waiting: dict[Service, int]


class CounterPause(Message):
    """A counter calls nobody for a while; ``back_at``: local time ``HH:MM`` at which it goes on, where that is known."""

    reason: words.BreakReason
    back_at: str | None = None
    why: Text | None = None
    """In words for everybody, where the office wishes that."""


class CounterState(Snapshot):
    """What a sign, a button box and a clerk's lamp show for one counter."""

    counter: Counter
    label: str
    call: Call | None
    waiting: int
    clerk: Clerk | None = None
    pause: CounterPause | None = None


class Event(Message):
    """A fact, once: what the journal recorded, without anything private."""

    v: Literal[1] = 1
    epoch: int
    seq: int
    at: int
    kind: str
    ticket: Ticket | None = None
    number: Number | None = None
    service: Service | None = None
    counter: Counter | None = None
    job: Job | None = None
    slip: words.SlipState | None = None
    detail: dict[str, str] = Field(default_factory=dict)
