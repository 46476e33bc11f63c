"""The decision about a batch: contiguous or not, known or new, the same history or another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.province import Batch, Fact, Verdict
from province.ingest import Known, decide

LINEAGE = "a" * 32


def hash_of(seq: int, history: str = "") -> str:
    return f"{seq:x}".rjust(64 - len(history), "0") + history


def fact(seq: int, history: str = "") -> Fact:
    return Fact(seq=seq, day="2026-11-23", kind="DayClosing", hash=hash_of(seq, history), body={"at": seq})


def batch(first: int, last: int, history: str = "", leave_out: tuple[int, ...] = ()) -> Batch:
    facts = tuple(fact(seq, history) for seq in range(first, last + 1) if seq not in leave_out)
    before, head = hash_of(first - 1, history), hash_of(last, history)
    return Batch(lineage=LINEAGE, first=first, last=last, before=before, head=head, facts=facts)


def held(upto: int) -> dict[int, str]:
    return {seq: hash_of(seq) for seq in range(1, upto + 1)}


KNOWN = Known(10, hash_of(10))


def test_the_next_piece_is_taken():
    decision = decide(KNOWN, batch(11, 14), held(10))
    assert decision.verdict is Verdict.TAKEN
    assert [fact.seq for fact in decision.new] == [11, 12, 13, 14]
    assert decision.known == Known(14, hash_of(14))


def test_events_that_are_not_told_leave_no_gap():
    decision = decide(KNOWN, batch(11, 14, leave_out=(11, 12, 14)), held(10))
    assert [fact.seq for fact in decision.new] == [13]
    assert decision.known == Known(14, hash_of(14))


def test_a_piece_behind_a_gap_says_where_to_go_on():
    decision = decide(KNOWN, batch(12, 14), held(10))
    assert (decision.verdict, decision.known, decision.new) == (Verdict.GO_ON, KNOWN, ())


def test_a_repeat_changes_nothing():
    decision = decide(KNOWN, batch(3, 10), held(10))
    assert (decision.verdict, decision.known, decision.new) == (Verdict.TAKEN, KNOWN, ())


def test_a_repeat_that_goes_on_adds_what_is_new():
    decision = decide(KNOWN, batch(8, 12), held(10))
    assert [fact.seq for fact in decision.new] == [11, 12]


def test_an_empty_batch_says_how_far_the_centre_is():
    decision = decide(KNOWN, batch(11, 10), held(10))
    assert (decision.verdict, decision.known) == (Verdict.TAKEN, KNOWN)


def test_a_lineage_must_be_opened():
    assert decide(None, batch(1, 3), {}).verdict is Verdict.OPEN


@pytest.mark.parametrize(
    "other", [batch(11, 12, "f"), batch(8, 12, "f"), batch(9, 10, "f"), batch(11, 10, "f"), batch(2, 4, "f")]
)
def test_another_history_contradicts(other: Batch):
    decision = decide(KNOWN, other, held(10))
    assert (decision.verdict, decision.known, decision.new) == (Verdict.CONTRADICTION, KNOWN, ())


def test_a_repeat_without_a_fact_that_is_kept_contradicts():
    assert decide(KNOWN, batch(8, 10, leave_out=(9,)), held(10)).verdict is Verdict.CONTRADICTION


def test_a_repeat_with_a_fact_more_contradicts():
    assert decide(KNOWN, batch(8, 10), {8: hash_of(8)}).verdict is Verdict.CONTRADICTION


@pytest.mark.parametrize(
    ("first", "last", "places"), [(5, 3, ()), (1, 3, (2, 2)), (1, 3, (3, 1)), (2, 3, (1,)), (1, 3, (4,))]
)
def test_what_is_no_batch_is_none(first: int, last: int, places: tuple[int, ...]):
    facts = tuple(fact(seq) for seq in places)
    with pytest.raises(ValidationError):
        Batch(lineage=LINEAGE, first=first, last=last, before=hash_of(0), head=hash_of(0), facts=facts)


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 12)), max_size=40))
def test_whatever_comes_in_whatever_order_each_is_taken_once(sent: list[tuple[int, int]]):
    known, kept = Known(0, hash_of(0)), dict[int, str]()
    for first, length in sent:
        decision = decide(known, batch(first, first + length - 1), kept)
        assert decision.verdict is (Verdict.GO_ON if first > known.upto + 1 else Verdict.TAKEN)
        assert not {fact.seq for fact in decision.new} & kept.keys()
        kept |= {fact.seq: fact.hash for fact in decision.new}
        known = decision.known
        assert kept.keys() == set(range(1, known.upto + 1))
