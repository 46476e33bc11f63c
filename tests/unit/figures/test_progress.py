"""The rows of form II.06a: each case of the circular, and the sums that must hold whatever the dossiers are."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.forms.progress import Channel, Progress, Went, progress, together, wrongs

D = date
FIRST, LAST = D(2026, 10, 1), D(2026, 12, 31)


def one(**changes: object) -> Went:
    known: dict[str, object] = {"field": "Hộ tịch", "channel": Channel.DIRECT, "received": D(2026, 10, 5)}
    return Went(**(known | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("dossier", "counts"),
    [
        (one(ended=D(2026, 10, 7), due=D(2026, 10, 8)), {"direct": 1, "early": 1}),
        (one(ended=D(2026, 10, 8), due=D(2026, 10, 8), channel=Channel.ONLINE), {"online": 1, "on_time": 1}),
        (one(ended=D(2026, 10, 9), due=D(2026, 10, 8)), {"direct": 1, "late": 1}),
        (one(ended=D(2026, 10, 9), due=D(2026, 10, 8), returned=True), {"direct": 1, "on_time": 1}),
        (one(received=D(2026, 9, 30), due=D(2026, 12, 31)), {"carried": 1, "open_in_time": 1}),
        (one(received=D(2026, 9, 30), due=D(2026, 12, 30)), {"carried": 1, "open_late": 1}),
        (one(due=D(2026, 10, 8), paused=True), {"direct": 1, "open_in_time": 1, "paused_late": 1}),
        (one(paused=True, channel=Channel.POST), {"post": 1, "open_in_time": 1, "paused_in_time": 1}),
        (one(due=None), {"direct": 1, "open_in_time": 1}),
        (one(ended=D(2027, 1, 1), due=D(2026, 10, 8)), {"direct": 1, "open_late": 1}),
    ],
)
def test_a_dossier_counts_in_its_columns(dossier: Went, counts: dict[str, int]):
    assert progress([dossier], FIRST, LAST) == (Progress("Hộ tịch", **counts),)


@pytest.mark.parametrize(
    "dossier", [one(received=D(2027, 1, 1)), one(received=D(2026, 1, 1), ended=D(2026, 9, 30))]
)
def test_a_dossier_of_another_period_does_not_count(dossier: Went):
    assert progress([dossier], FIRST, LAST) == ()


DAYS = st.integers(-60, 200).map(lambda days: FIRST + timedelta(days=days))
DOSSIERS = st.builds(
    lambda field, channel, received, takes, due, returned, paused: Went(
        field,
        channel,
        received,
        None if due is None else received + timedelta(days=due),
        None if takes is None else received + timedelta(days=takes),
        returned,
        paused,
    ),
    st.sampled_from(["Hộ tịch", "Đất đai", "Chứng thực"]),
    st.sampled_from(Channel),
    DAYS,
    st.none() | st.integers(0, 120),
    st.none() | st.integers(0, 60),
    st.booleans(),
    st.booleans(),
)


@given(st.lists(DOSSIERS, max_size=40))
def test_every_sum_holds_in_every_period_and_from_one_to_the_next(dossiers: list[Went]):
    before = progress(dossiers, D(2026, 7, 1), D(2026, 9, 30))
    rows = progress(dossiers, FIRST, LAST)
    assert wrongs(rows, before) == ()
    whole = together(rows, "Tổng cộng")
    assert whole.received == sum(row.received for row in rows) == whole.answered + whole.open


def test_a_table_that_does_not_add_up_is_told_row_by_row():
    rows = [
        Progress("Đất đai", direct=10, on_time=7, open_in_time=2),
        Progress("Hộ tịch", direct=3, carried=1, on_time=4),
    ]
    found = wrongs(rows, [Progress("Hộ tịch", open_late=2), Progress("Chứng thực", open_in_time=5)])
    assert [(one.name, one.rule, one.left, one.right) for one in found] == [
        ("Đất đai", "3=7+11", 10, 9),
        ("Hộ tịch", "6=11", 1, 2),
        ("Chứng thực", "6=11", 0, 5),
    ]
