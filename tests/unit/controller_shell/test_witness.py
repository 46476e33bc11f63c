"""The witness beside the journal: what it says is what it was told, or nothing."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.vocabulary import ServiceCode
from controller.journal.witness import MAX_BYTES, Witness, dump, load

A_WITNESS = Witness(1_795_399_200, 340, "2026-11-23", {ServiceCode("civil"): 41, ServiceCode("land"): 7})
CODES = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=32).map(ServiceCode)
MANY = settings(max_examples=200, deadline=None, derandomize="CI" in os.environ)


@MANY
@given(
    epoch=st.integers(0, 10**12),
    seq=st.integers(0, 10**12),
    day=st.sampled_from([None, "2026-11-23"]),
    highest=st.dictionaries(CODES, st.integers(0, 10**6), max_size=40),
)
def test_it_says_what_it_was_told(epoch: int, seq: int, day: str | None, highest: dict[ServiceCode, int]):
    witness = Witness(epoch, seq, day, highest)
    assert load(dump(witness)) == witness
    assert load(dump(witness) + b"the rest of a longer line") == witness


def test_the_line_of_an_older_program_is_still_read():
    assert load(b"00000001795399200000 00000000000000000340\n") == Witness(1_795_399_200_000, 340)


@MANY
@given(data=st.data())
def test_a_line_that_was_altered_says_nothing(data: st.DataObject):
    line = bytearray(dump(A_WITNESS))
    place = data.draw(st.integers(0, len(line) - 2))
    line[place] ^= data.draw(st.integers(1, 255))
    assert load(bytes(line)) in (Witness(), A_WITNESS)


@pytest.mark.parametrize(
    "line", [b"", b"\n", b"12", b"12 x\n", b"\xff\xfe\n", b"0 []\n", b"{" * 200, b"-1 -5\n"]
)
def test_rubbish_says_nothing(line: bytes):
    assert load(line) == Witness()


@pytest.mark.parametrize("cut", range(0, 90, 7))
def test_half_a_line_says_nothing(cut: int):
    line = dump(A_WITNESS)
    assert load(line[: min(cut, len(line) - 3)]) == Witness()


def test_the_line_of_a_large_office_is_read_whole():
    large = Witness(1, 2, "2026-11-23", {ServiceCode(f"{n:032}"): 999 for n in range(1000)})
    assert len(dump(large)) < MAX_BYTES
    assert load(dump(large)) == large
