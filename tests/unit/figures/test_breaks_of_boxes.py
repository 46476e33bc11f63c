"""Breaks that a button box began: whose they are."""

from contracts.vocabulary import BreakReason
from controller.domain import events as e
from controller.domain import staffing_events as s
from controller.figures.pauses import pauses
from tests import builders as b


def test_a_break_that_began_where_nobody_sat_is_nobody_s():
    told: list[e.AnyEvent] = [
        s.BreakTaken(1_000, b.ONE, BreakReason.SHORT, None, ""),
        e.ClerkSignedIn(60_000, b.ONE, b.HOA),
        s.BreakEnded(90_000, b.ONE),
        s.BreakTaken(120_000, b.ONE, BreakReason.SHORT, None, ""),
        s.BreakEnded(150_000, b.ONE),
    ]
    assert [(one.left, one.came, one.seconds) for one in pauses(told)] == [
        ("", b.HOA, 89),
        (b.HOA, b.HOA, 30),
    ]
