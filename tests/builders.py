"""A small office and its histories: ``after(office, day, take("civil"), "08:15", CallNext(ONE))``.

Monday 2026-11-23, numbers 07:00-11:00 and 13:00-16:00, counters 07:30-11:30 and 13:30-17:00.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from contracts.vocabulary import (
    ClerkId,
    CounterId,
    DeviceId,
    JobId,
    Millis,
    PriorityGroup,
    RefusalCode,
    ServiceCode,
    TicketId,
    TicketState,
)
from controller.domain.commands import Command, IssueTicket
from controller.domain.day import Day, fold
from controller.domain.decide import Decided, decide
from controller.domain.now import Now
from controller.domain.office import Counter, Office, Policy, Service, Session
from controller.domain.refusals import Refusal

DATE = "2026-11-23"
"""A Monday."""
CIVIL, LAND, RESULTS = ServiceCode("civil"), ServiceCode("land"), ServiceCode("results")
ONE, TWO, THREE = CounterId("counter-1"), CounterId("counter-2"), CounterId("counter-3")
KIOSK, SECOND_KIOSK, PRINTER = DeviceId("kiosk-1"), DeviceId("kiosk-2"), DeviceId("printer-1")
HOA, BINH = ClerkId("hoa"), ClerkId("binh")
ELDERLY, PLAIN = PriorityGroup.ELDERLY, PriorityGroup.ORDINARY
GROUPS = tuple(group for group in PriorityGroup if group is not PriorityGroup.ORDINARY)

STEP_MS = 10_000
"""Between two commands of a history."""

WEEKDAYS = frozenset({1, 2, 3, 4, 5})
MORNING = Session("morning", WEEKDAYS, 7 * 60, 11 * 60, 7 * 60 + 30, 11 * 60 + 30)
AFTERNOON = Session("afternoon", WEEKDAYS, 13 * 60, 16 * 60, 13 * 60 + 30, 17 * 60)


def a_service(code: ServiceCode = CIVIL, prefix: str = "A", **changes: Any) -> Service:
    """Numbers ``A001`` to ``A999``, ten minutes each."""
    plain = Service(code, prefix, width=3, first=1, last=999, quota=None, typical_minutes=10)
    return replace(plain, **changes)


def open_office(*services: Service, **changes: Any) -> Office:
    """Civil (A) at counters 1 and 2, land (B) at 2 and 3, results (C) at 3; ``services`` replace theirs."""
    plain = (a_service(), a_service(LAND, "B"), a_service(RESULTS, "C"))
    office = Office(
        services={service.code: service for service in (*plain, *services)},
        counters={
            ONE: Counter(ONE, "1", (CIVIL,)),
            TWO: Counter(TWO, "2", (CIVIL, LAND)),
            THREE: Counter(THREE, "3", (LAND, RESULTS)),
        },
        sessions=(MORNING, AFTERNOON),
        printers={KIOSK: PRINTER},
        kiosks=(KIOSK, SECOND_KIOSK),
        priority_groups=GROUPS,
    )
    return replace(office, **changes)


def with_policy(*, sessions: tuple[Session, ...] = (MORNING, AFTERNOON), **choices: Any) -> Office:
    """The office with another policy, perhaps with other hours."""
    return open_office(policy=Policy(**choices), sessions=sessions)


def a_day() -> Day:
    """A Monday on which nothing has happened yet."""
    return Day(DATE)


def clock(time: str, date: str = DATE) -> Millis:
    """The desk's clock at a local time ``HH:MM`` or ``HH:MM:SS`` in Viet Nam."""
    local = datetime.fromisoformat(f"{date}T{time}+07:00")
    return round(local.timestamp() * 1000)


def take(
    service: ServiceCode = CIVIL, priority: PriorityGroup = PriorityGroup.ORDINARY, device: DeviceId = KIOSK
) -> IssueTicket:
    """A citizen takes a number."""
    return IssueTicket(service, device, priority)


def ticket(number: str) -> TicketId:
    """The id of a number of the Monday."""
    return TicketId(f"{DATE.replace('-', '')}-{number}")


def slip(number: str, copy_no: int = 1) -> JobId:
    """The id of a copy of the slip of a number."""
    return JobId(f"{ticket(number)}-{copy_no}")


def next_moment(day: Day) -> Millis:
    """When the next command of a history comes: 08:00 at first, then every ten seconds."""
    return max(clock("08:00"), day.last_at + STEP_MS)


def after(office: Office, day: Day, *commands: Command | str) -> Day:
    """The day after the commands, of which none may be refused; a time ``HH:MM`` sets the clock forward."""
    at: Millis | None = None
    for command in commands:
        if isinstance(command, str):
            at = clock(command)
            continue
        day = fold(day, decided(office, day, command, at).events)
        at = None
    return day


def after_at(office: Office, day: Day, command: Command, at: Millis) -> Day:
    """The day after one command at a moment of a clock that may stand anywhere."""
    return fold(day, decided(office, day, command, at).events)


def decided(office: Office, day: Day, command: Command, at: Millis | None = None) -> Decided:
    """What a command leads to, which may not be refused."""
    found = decide(office, day, command, Now(next_moment(day) if at is None else at))
    assert isinstance(found, Decided), f"{command} was refused: {found}"
    return found


def refused(office: Office, day: Day, command: Command, at: Millis | None = None) -> Refusal:
    """How a command is refused, which may not be accepted."""
    found = decide(office, day, command, Now(next_moment(day) if at is None else at))
    assert isinstance(found, Refusal), f"{command} was accepted: {found}"
    return found


def refusal_code(office: Office, day: Day, command: Command, at: Millis | None = None) -> RefusalCode:
    """Why a command is refused."""
    return refused(office, day, command, at).code


def number_at(day: Day, counter: CounterId) -> str | None:
    """The number that is at a counter."""
    there = day.ticket_at(counter)
    return there.number if there else None


def live(day: Day) -> tuple[TicketId, ...]:
    """The tickets that have not ended."""
    alive = (TicketState.WAITING, TicketState.CALLED, TicketState.PARKED)
    return tuple(ticket.id for ticket in day.tickets.values() if ticket.state in alive)


def waiting(day: Day) -> list[str]:
    """The numbers that wait, by arrival."""
    return [waits.number for waits in day.waiting_tickets()]
