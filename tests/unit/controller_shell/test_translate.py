"""The two languages say the same: no field is lost on the way in, nothing private gets out."""

import dataclasses
from typing import Any, get_args

import pytest

from contracts import messages as m
from contracts.vocabulary import (
    Act,
    BreakReason,
    CallRule,
    ClerkId,
    CounterId,
    DeviceId,
    FaultCode,
    JobId,
    PriorityGroup,
    RatingWay,
    ServiceCode,
    SlipState,
    TicketId,
)
from controller.domain import commands as c
from controller.domain import events as e
from controller.domain import staffing_events as s
from controller.domain.day import Day, fold
from controller.domain.event import Event
from controller.translate import ENVELOPE, EVENT_KINDS, PRIVATE, SLIP_ENDS, command_of, fact_of

WIRE_COMMANDS: tuple[type[m.Command], ...] = get_args(get_args(m.AnyCommand)[0])
DOMAIN_COMMANDS: tuple[Any, ...] = get_args(c.Command)
EVENTS: tuple[type[Event], ...] = get_args(e.AnyEvent)
TICKET, JOB = TicketId("20261123-A001"), JobId("20261123-A001-1")
CIVIL, ONE, LAN = ServiceCode("civil"), CounterId("1"), ClerkId("lan")
PERSON = "bà Nguyễn Thị Bưởi, CCCD 001099000000"
EXAMPLES: tuple[e.AnyEvent, ...] = (
    e.TicketIssued(1, TICKET, "A001", CIVIL, 1, 1, PriorityGroup.MERIT, "vi", DeviceId("kiosk-1")),
    e.TicketCalled(2, TICKET, ONE, CallRule.PRIORITY_TURN, (TICKET,), (), LAN),
    e.TicketRecalled(3, TICKET, ONE),
    e.TicketArrived(3, TICKET, ONE),
    e.TicketParked(4, TICKET, ONE, PERSON),
    e.ActUndone(5, ONE, Act.PARK, TICKET, None),
    e.TicketResumed(5, TICKET),
    e.TicketCancelled(6, TICKET, PERSON),
    e.TicketNoShow(7, TICKET, ONE),
    e.TicketFinished(8, TICKET, ONE),
    e.TicketTransferred(9, TICKET, ONE, CIVIL, None),
    e.TicketLapsed(10, TICKET, "day-end"),
    e.TicketRated(
        11, TICKET, ONE, LAN, CIVIL, RatingWay.PHONE, "one-touch-5", 1, {"service": "bad"}, "waiting"
    ),
    e.SlipQueued(11, JOB, TICKET, DeviceId("printer-1"), 1),
    e.SlipChanged(12, JOB, TICKET, SlipState.SENDING, PERSON),
    e.ClerkSignedIn(13, ONE, LAN),
    e.ClerkSignedOut(14, ONE, LAN),
    e.ClockConfirmed(15, 15),
    e.NumbersSkipped(16, CIVIL, 2, 12),
    e.NumbersLeased(16, DeviceId("kiosk-1"), "0" * 16, CIVIL, "A", 3, 800, 999),
    e.PastTicketTold(16, TICKET, CIVIL, DeviceId("kiosk-1"), 3),
    e.JournalMended(17, FaultCode.JOURNAL_SHORT, {"events": PERSON}),
    e.DayClosing(18),
    e.DayClosed(18, "2026-11-23"),
    e.DayReopened(18),
    e.ClosingChanged(19, 20),
    s.TicketCorrected(20, TICKET, CIVIL, PriorityGroup.MERIT, "en", ONE),
    s.BreakTaken(21, ONE, BreakReason.LUNCH, 22),
    s.BreakEnded(22, ONE),
    s.CounterClosing(23, ONE, closes=True),
    s.HelpChanged(24, ONE, CIVIL, 25),
)


def _twin(message: type[m.Command]) -> Any:
    return next(command for command in DOMAIN_COMMANDS if command.__name__ == message.__name__)


@pytest.mark.parametrize("message", WIRE_COMMANDS, ids=lambda cls: cls.__name__)
def test_every_command_of_the_wire_has_a_twin_with_the_same_fields(message: type[m.Command]) -> None:
    said = {PRIVATE.get(name, name) for name in message.model_fields} - ENVELOPE
    known = {field.name for field in dataclasses.fields(_twin(message))}
    assert said == known - {"device"}


def test_only_time_itself_is_not_asked_for_by_anybody() -> None:
    asked = {message.__name__ for message in WIRE_COMMANDS}
    assert {command.__name__ for command in DOMAIN_COMMANDS} - asked == {"Tick"}


def test_values_arrive_where_they_were_meant() -> None:
    envelope: dict[str, Any] = {"request_id": "00000000-0000-4000-8000-000000000000", "at": 1}
    asked = m.Transfer(**envelope, counter="1", to_service="land", to_counter="2", note="chị Hoa")
    assert command_of(asked, DeviceId("panel-1"), "ref {}".format) == c.Transfer(
        CounterId("1"), ServiceCode("land"), CounterId("2"), note_ref="ref chị Hoa"
    )
    took = m.IssueTicket(**envelope, service="civil", priority=PriorityGroup.ELDERLY, lang="en")
    assert command_of(took, DeviceId("kiosk-1"), "ref {}".format) == c.IssueTicket(
        CIVIL, DeviceId("kiosk-1"), PriorityGroup.ELDERLY, "en"
    )


def test_every_event_has_a_name_of_its_own_on_the_wire() -> None:
    assert set(EVENT_KINDS) == set(EVENTS)
    assert len(set(EVENT_KINDS.values())) == len(EVENTS)
    assert {type(event) for event in EXAMPLES} == set(EVENTS), "an example of every kind"


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: type(event).__name__)
def test_facts_tell_nothing_private(event: e.AnyEvent) -> None:
    day = fold(Day("2026-11-23"), EXAMPLES[:1])
    fact = fact_of(event, day, epoch=1, seq=2)
    told = fact.model_dump_json()
    for private in (PERSON, "merit", "lan", "kiosk-1", "Nguyễn"):
        assert private not in told.replace("clerk", ""), f"{private!r} got out"
    assert (fact.epoch, fact.seq, fact.at) == (1, 2, event.at)


@pytest.mark.parametrize("state", list(SlipState))
def test_the_kiosk_hears_slip_ended_for_ends_only(state: SlipState) -> None:
    fact = fact_of(e.SlipChanged(2, JOB, TICKET, state, ""), fold(Day("2026-11-23"), EXAMPLES[:1]), 1, 2)
    assert fact.kind == ("slip-ended" if state in SLIP_ENDS else "slip-changed")
    assert (fact.job, fact.slip) == (JOB, state)
