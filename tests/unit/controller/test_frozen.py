"""A day is copied at each event: what is copied is right, what was before stays, and no copy costs as much as the day."""

import dataclasses
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.domain.day import Day
from controller.domain.frozen import FEW, Ledger, put, replace
from tests import builders as b

PUTS = st.lists(st.tuples(st.integers(0, 150), st.integers()), max_size=300)


@given(PUTS, PUTS)
def test_a_ledger_is_what_a_dict_would_be(first: list[tuple[int, int]], puts: list[tuple[int, int]]):
    plain = dict(first)
    versions: list[tuple[dict[int, int], Ledger[int, int]]] = []
    for key, value in puts:
        ledger = put(versions[-1][1] if versions else dict(first), key, value)
        plain = {**plain, key: value}
        versions.append((plain, ledger))
    for wanted, ledger in versions:  # the older ones, too
        assert len(ledger) == len(wanted)
        assert all(ledger[key] == value for key, value in wanted.items())
        assert -1 not in ledger
        assert ledger.get(-1) is None
        assert list(ledger) == list(wanted), "in the order in which the keys came"
        assert list(ledger.items()) == list(wanted.items())
        assert list(ledger.values()) == list(wanted.values())
        assert {**ledger} == wanted == ledger
        assert str(wanted) in repr(ledger)


def test_what_a_ledger_is_made_of_stays():
    entries = {"a": 1}
    assert put(entries, "b", 2) == {"a": 1, "b": 2}
    assert entries == {"a": 1}


@pytest.mark.parametrize("count", [1_000, 16_000])
def test_one_entry_more_copies_few(count: int):
    ledgers = [put({}, 0, 0)]
    for n in range(1, count):
        ledgers.append(put(ledgers[-1], n, n))
    copied = sum(len(ledger._newest) for ledger in ledgers)
    copied += sum(len(b._shared) for a, b in pairwise(ledgers) if a._shared is not b._shared)
    assert copied / count < 3 * max(FEW, count**0.5)


def test_a_copy_with_other_values_is_the_one_of_the_standard_library():
    day = b.after(b.open_office(), b.a_day(), b.take())
    assert replace(day, last_at=5, closed=True) == dataclasses.replace(day, last_at=5, closed=True)
    assert replace(day) == day
    assert replace(day) is not day
    assert day.last_at != 5


def test_a_field_that_there_is_not_is_refused():
    with pytest.raises(TypeError, match="Day has no nonsense"):
        replace(Day("2026-11-23"), nonsense=1)  # type: ignore[call-arg]


def test_a_copy_is_frozen_as_well():
    with pytest.raises(dataclasses.FrozenInstanceError):
        replace(Day("2026-11-23"), closed=True).closed = False  # type: ignore[misc]


def test_whoever_goes_through_the_keys_misses_none_though_all_are_asked_for_meanwhile():
    ledger = put(put({"a": 1}, "b", 2), "c", 3)
    seen = [(key, ledger[key], len(ledger.values())) for key in ledger]
    assert seen == [("a", 1, 3), ("b", 2, 3), ("c", 3, 3)]
