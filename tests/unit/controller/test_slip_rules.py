"""What is known about paper: every transition, marked copies, and printers that fall silent."""

from dataclasses import replace
from itertools import product

import pytest

from contracts.vocabulary import DeviceId, RefusalCode, SlipState
from controller.domain.commands import CallNext, ConfirmClock, Finish, ReportSlip, Reprint, Tick
from controller.domain.day import Day, fold
from controller.domain.events import NumbersSkipped, SlipChanged, SlipQueued
from controller.domain.now import STEP_BACK_MS
from controller.domain.slip_rules import MOST_COPIES, SILENT_MS
from tests import builders as b

OFFICE = b.open_office()
S = SlipState
FIRST = b.slip("A001")

WAYS: dict[SlipState, tuple[SlipState, ...]] = {
    S.QUEUED: (),
    S.SENDING: (S.SENDING,),
    S.PRINTED: (S.PRINTED,),
    S.UNKNOWN: (S.UNKNOWN,),
    S.NOT_PRINTED: (S.NOT_PRINTED,),
    S.ON_SCREEN: (S.ON_SCREEN,),
}
"""How to bring a copy into each state by reports."""

CHANGES = {
    *product((S.QUEUED,), (S.SENDING, S.PRINTED, S.UNKNOWN, S.NOT_PRINTED, S.ON_SCREEN)),
    *product((S.SENDING,), (S.PRINTED, S.UNKNOWN, S.NOT_PRINTED, S.ON_SCREEN)),
    *product((S.UNKNOWN, S.NOT_PRINTED), (S.PRINTED, S.ON_SCREEN)),
    *product((S.ON_SCREEN,), (S.PRINTED,)),
    *product((S.VOIDED,), (S.PRINTED, S.UNKNOWN, S.NOT_PRINTED, S.ON_SCREEN)),
}
"""Every news; what is not here changes nothing."""


def _slip_in(state: SlipState) -> Day:
    day = b.after(OFFICE, b.a_day(), b.take())
    if state is S.VOIDED:
        return b.after(OFFICE, day, "08:10", Tick())
    return b.after(OFFICE, day, *(ReportSlip(FIRST, way) for way in WAYS[state]))


@pytest.mark.parametrize(("old", "new"), list(product(S, S)))
def test_every_report_of_a_copy_is_news_or_changes_nothing(old: SlipState, new: SlipState):
    day = _slip_in(old)
    assert day.slips[FIRST].state is old
    found = b.decided(OFFICE, day, ReportSlip(FIRST, new, "why"))
    assert found.job == FIRST
    assert [type(event) for event in found.events] == [SlipChanged] * ((old, new) in CHANGES)
    after = b.after(OFFICE, day, ReportSlip(FIRST, new))
    assert after.slips[FIRST].state is (new if (old, new) in CHANGES else old)


def test_paper_that_was_seen_stays_seen():
    day = _slip_in(S.PRINTED)
    for state in S:
        assert b.decided(OFFICE, day, ReportSlip(FIRST, state)).events == ()


def test_an_unknown_job_is_refused_by_name():
    refusal = b.refused(OFFICE, b.a_day(), ReportSlip(FIRST, S.PRINTED))
    assert (refusal.code, refusal.facts) == (RefusalCode.UNKNOWN_JOB, {"job": FIRST})


def test_reprints_are_numbered_copies_of_the_same_number():
    day = b.after(OFFICE, b.a_day(), b.take(), Reprint(b.ticket("A001")), Reprint(b.ticket("A001")))
    assert [(s.job, s.copy_no) for s in day.slips.values()] == [
        (b.slip("A001", 1), 1),
        (b.slip("A001", 2), 2),
        (b.slip("A001", 3), 3),
    ]
    assert {slip.ticket for slip in day.slips.values()} == {b.ticket("A001")}


def test_copies_of_one_ticket_do_not_count_for_another():
    day = b.after(OFFICE, b.a_day(), b.take(), b.take(), Reprint(b.ticket("A001")))
    assert b.decided(OFFICE, day, Reprint(b.ticket("A002"))).job == b.slip("A002", 2)


def test_a_reprint_comes_out_where_the_number_was_taken():
    other = DeviceId("printer-2")
    office = b.open_office(printers={b.KIOSK: b.PRINTER, b.SECOND_KIOSK: other})
    day = b.after(office, b.a_day(), b.take(device=b.SECOND_KIOSK))
    (queued,) = b.decided(office, day, Reprint(b.ticket("A001"))).events
    assert isinstance(queued, SlipQueued)
    assert queued.printer == other


def test_a_number_taken_without_a_printer_is_reprinted_on_the_first_one_of_the_office():
    day = b.after(OFFICE, b.a_day(), b.take(device=b.SECOND_KIOSK))
    (queued,) = b.decided(OFFICE, day, Reprint(b.ticket("A001"))).events
    assert isinstance(queued, SlipQueued)
    assert (queued.printer, queued.copy_no) == (b.PRINTER, 1)


def test_an_office_without_a_printer_refuses_to_reprint():
    office = b.open_office(printers={})
    day = b.after(office, b.a_day(), b.take())
    assert day.slips == {}
    assert b.refusal_code(office, day, Reprint(b.ticket("A001"))) is RefusalCode.UNKNOWN_DEVICE


def _tick_after(day: Day, silence_ms: int) -> Day:
    return b.after_at(OFFICE, day, Tick(), day.last_at + silence_ms)


def test_a_job_of_a_silent_printer_is_void_while_no_byte_can_have_been_sent():
    day = b.after(OFFICE, b.a_day(), b.take())
    assert _tick_after(day, SILENT_MS).slips[FIRST].state is S.QUEUED
    assert _tick_after(day, SILENT_MS + 1).slips[FIRST].state is S.VOIDED


def test_a_job_of_a_printer_that_fell_silent_while_sending_is_unknown():
    day = b.after(OFFICE, b.a_day(), b.take(), ReportSlip(FIRST, S.SENDING))
    assert _tick_after(day, SILENT_MS).slips[FIRST].state is S.SENDING
    assert _tick_after(day, SILENT_MS + 1).slips[FIRST].state is S.UNKNOWN


def test_an_end_of_a_copy_is_final_however_long_ago():
    day = b.after(OFFICE, b.a_day(), b.take(), ReportSlip(FIRST, S.NOT_PRINTED))
    assert b.decided(OFFICE, day, Tick(), day.last_at + 10 * SILENT_MS).events == ()


def test_silence_is_counted_from_a_confirmed_clock_not_from_the_wrong_one():
    day = b.after(OFFICE, b.a_day(), "10:00", b.take())
    back = b.clock("08:00")
    assert day.last_at - back > STEP_BACK_MS
    day = b.after_at(OFFICE, b.after_at(OFFICE, day, ConfirmClock(), back), Tick(), back + SILENT_MS + 1)
    assert day.slips[FIRST].state is S.VOIDED


def test_a_ticket_without_paper_is_served_all_the_same():
    day = b.after(OFFICE, _slip_in(S.NOT_PRINTED), CallNext(b.ONE), Finish(b.ONE))
    assert b.waiting(day) == []


def test_the_last_copy_that_has_a_name_is_the_last_one():
    day = b.after(OFFICE, b.a_day(), b.take())
    slip = day.slips[FIRST]
    copies = {
        b.slip("A001", n): replace(slip, job=b.slip("A001", n), copy_no=n) for n in range(1, MOST_COPIES)
    }
    day = replace(day, slips=copies)
    day = b.after(OFFICE, day, Reprint(b.ticket("A001")))
    assert len(day.slips) == MOST_COPIES
    assert b.refusal_code(OFFICE, day, Reprint(b.ticket("A001"))) is RefusalCode.NOT_ALLOWED


def test_copies_after_a_loss_leave_room_for_those_that_were_forgotten():
    day = b.after(OFFICE, b.a_day(), b.take())
    for loss, copy in ((1, 12), (2, 23)):
        day = fold(day, [NumbersSkipped(day.last_at, b.CIVIL, 90, 99, loss)])
        day = b.after(OFFICE, day, Reprint(b.ticket("A001")))
        assert b.slip("A001", copy) in day.slips
