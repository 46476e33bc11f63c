"""What of the journal's events leaves the office, and what never does."""

from dataclasses import fields, replace
from typing import Any, get_args

import pytest

from contracts.facts import KINDS
from contracts.province import MOST_BYTES
from contracts.vocabulary import (
    CallRule,
    ClerkId,
    CounterId,
    DeviceId,
    PriorityGroup,
    ProcedureCode,
    RatingWay,
    ServiceCode,
    TicketId,
)
from controller.domain import events as e
from controller.journal.event_codec import dump_event
from controller.sending.choosing import Row, fact_of, piece_of, pseudonyms

AT = 1_795_402_800_000
TICKET, COUNTER = TicketId("20261123-A001"), CounterId("c1")
ISSUED = e.TicketIssued(
    AT,
    TICKET,
    "A001",
    ServiceCode("land"),
    1,
    1,
    PriorityGroup.DISABLED,
    "vi",
    DeviceId("kiosk-1"),
    dossier_ref="secret-reference",
    procedure=ProcedureCode("1.001193"),
)
CALLED = e.TicketCalled(AT, TICKET, COUNTER, CallRule.FIRST_COME, (TICKET,), (), ClerkId("lan"), 3, 2)
NAMES = pseudonyms(b"key of this office")


def row(event: e.AnyEvent, seq: int = 1) -> Row:
    kind, body = dump_event(event)
    return Row(seq, "2026-11-23", kind, body, f"{seq:064x}")


def told(event: e.AnyEvent) -> dict[str, Any]:
    fact = fact_of(row(event), NAMES)
    assert fact is not None
    KINDS[fact.kind].model_validate(fact.body)
    return fact.body


def test_a_number_is_told_without_what_it_is_for_and_for_whom():
    assert told(ISSUED) == {
        "at": AT,
        "ticket": "20261123-A001",
        "number": "A001",
        "service": "land",
        "priority": True,
        "lang": "vi",
        "device": "kiosk-1",
        "degraded": False,
        "procedure": "1.001193",
    }


def test_an_ordinary_number_is_no_priority():
    assert told(replace(ISSUED, priority=PriorityGroup.ORDINARY))["priority"] is False


def test_a_clerk_is_a_pseudonym_that_only_this_office_makes():
    assert told(CALLED)["clerk"] == NAMES("lan") != "lan"
    assert pseudonyms(b"key of another office")("lan") != NAMES("lan")
    assert "candidates" not in told(CALLED)


def test_a_call_by_nobody_names_nobody():
    assert told(replace(CALLED, clerk=None))["clerk"] is None


@pytest.mark.parametrize(
    "event",
    [
        e.TicketParked(AT, TICKET, COUNTER, "thiếu giấy khai sinh của cháu Nam"),
        e.TicketCancelled(AT, TICKET, "thiếu giấy khai sinh của cháu Nam", COUNTER),
    ],
)
def test_free_text_stays_at_the_office(event: e.AnyEvent):
    assert "giấy" not in str(told(event))


def test_slips_are_the_offices_own():
    assert fact_of(row(e.SlipQueued(AT, "j", TICKET, "p", 1)), NAMES) is None  # type: ignore[arg-type]


def test_every_kind_is_an_event_and_every_field_is_its():
    events = {kind.__name__: {field.name for field in fields(kind)} for kind in get_args(e.AnyEvent)}
    assert {name: set(kind.model_fields) - events[name] for name, kind in KINDS.items()} == {
        name: set() for name in KINDS
    }


def test_what_citizens_said_of_a_clerk_stays_in_the_office():
    rated = e.TicketRated(
        AT,
        TICKET,
        COUNTER,
        ClerkId("lan"),
        ServiceCode("land"),
        RatingWay.PHONE,
        "one-touch-5",
        1,
        {"service": "bad"},
        "attitude",
    )
    assert fact_of(row(rated), NAMES) is None


def test_what_is_never_told_is_no_field_of_any_kind():
    told_of = {name for kind in KINDS.values() for name in kind.model_fields}
    assert told_of.isdisjoint({"dossier_ref", "reason", "detail", "facts", "request_id", "candidates"})


def test_a_piece_covers_the_events_that_are_not_told():
    slip = e.SlipQueued(AT, "j", TICKET, "p", 1)  # type: ignore[arg-type]
    piece = piece_of([row(slip, 5), row(ISSUED, 6), row(slip, 7)], 4, "e" * 64, NAMES)
    assert (piece.first, piece.last, piece.before, piece.head) == (4, 7, "e" * 64, f"{7:064x}")
    assert [fact.seq for fact in piece.facts] == [6]
    assert piece.batch("a" * 32, None).last == 7


def test_no_row_is_an_empty_piece():
    piece = piece_of([], 9, "e" * 64, NAMES)
    assert (piece.first, piece.last, piece.head, piece.facts) == (9, 8, "e" * 64, ())


def test_a_piece_has_an_end_before_it_is_too_big():
    rows = [row(ISSUED, seq) for seq in range(1, 3001)]
    piece = piece_of(rows, 1, "e" * 64, NAMES)
    assert piece.last == len(piece.facts) < 3000
    assert 200_000 < sum(len(fact.model_dump_json()) for fact in piece.facts) < MOST_BYTES
