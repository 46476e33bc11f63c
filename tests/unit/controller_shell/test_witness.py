"""The witness beside the journal: what it says is what it was told, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.vocabulary import ClerkId, CounterId, ServiceCode
from controller.domain.events import ClerkSignedIn
from controller.domain.lost_rules import Span
from controller.journal.recovery.witness import DAYS, MAX_BYTES, Witness, _checksum, dump, load, noted
from tests.properties import examples

CIVIL, LAND = ServiceCode("civil"), ServiceCode("land")
A_WITNESS = Witness(
    1_795_399_200, 340, "ab" * 32, 2, {"2026-11-23": (Span("A", CIVIL, 1, 41), Span("B", LAND, 1, 7))}
)
CODES = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=32).map(ServiceCode)
SPANS = st.builds(Span, st.sampled_from(["", "A", "ABC"]), CODES, st.integers(0, 9), st.integers(9, 10**6))
MANY = examples(80)


@MANY
@given(
    epoch=st.integers(0, 10**12),
    seq=st.integers(0, 10**12),
    losses=st.integers(0, 99),
    days=st.dictionaries(st.dates().map(str), st.lists(SPANS, max_size=40).map(tuple), max_size=DAYS),
)
def test_it_says_what_it_was_told(epoch: int, seq: int, losses: int, days: dict[str, tuple[Span, ...]]):
    witness = Witness(epoch, seq, "0" * 64, losses, days)
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
    assert load(bytes(line)) in (None, A_WITNESS)


def proved(body: str) -> bytes:
    return f"{_checksum(body)} {body}\n".encode()


RUBBISH = [
    b"12",
    b"12 x\n",
    b"\xff\xfe\n",
    b"0 []\n",
    b"{" * 200,
    b"-1 -5\n",
    b"9" * 5000 + b" 1\n",
    b"1 " + b"9" * 5000 + b"\n",
    b"\n1 2\n",
    bytes(80),
    *map(
        proved,
        ["7", "[1]", "{}", '["a",1]', "[" * 5000, '{"epoch":1,"seq":2,"head":"","losses":0,"days":[]}'],
    ),
    proved('{"epoch":1,"seq":2,"head":"","losses":0,"days":{"2026-11-23":[["A","civil",1]]}}'),
]


@pytest.mark.parametrize("line", RUBBISH)
def test_rubbish_says_nothing(line: bytes):
    assert load(line) is None


def test_a_new_directory_has_an_empty_witness():
    assert load(b"") == load(b"\n") == Witness()


def test_a_line_of_a_newer_program_is_read_as_far_as_it_is_understood():
    newer = '{"epoch":1,"seq":2,"head":"x","losses":0,"days":{},"more":[1]}'
    assert load(proved(newer)) == Witness(1, 2, "x")


def test_the_line_that_knew_no_prefixes_says_how_many_events_there_were():
    assert load(proved('[1795399200,340,"2026-11-23",{"civil":3},"more"]')) == Witness(1_795_399_200, 340)


def test_the_days_that_were_written_last_are_remembered():
    days: dict[str, tuple[Span, ...]] = {"2026-11-20": A_WITNESS.days["2026-11-23"]}
    sat_down = ClerkSignedIn(1, CounterId("1"), ClerkId("lan"))
    for n in range(1, DAYS + 2):
        days = noted(days, f"2026-12-{n:02}", [sat_down])
        days = noted(days, "2026-11-20", [sat_down])
    assert list(days) == ["2026-12-03", "2026-12-04", "2026-12-05", "2026-11-20"]
    assert days["2026-11-20"] == A_WITNESS.days["2026-11-23"]


@pytest.mark.parametrize("cut", range(0, 90, 7))
def test_half_a_line_says_nothing(cut: int):
    line = dump(A_WITNESS)
    assert load(line[: min(cut, len(line) - 3)]) == (None if cut else Witness())


def test_the_line_of_a_large_office_is_read_whole():
    spans = tuple(Span("ABC", ServiceCode(f"{n:032}"), 1, 999) for n in range(1000))
    large = Witness(1, 2, "0" * 64, 0, {f"2026-11-{day}": spans for day in range(20, 20 + DAYS)})
    assert len(dump(large)) < MAX_BYTES
    assert load(dump(large)) == large
