"""Whatever a printer sends, the parser finds the answers in it and never raises."""

import random

from hypothesis import given
from hypothesis import strategies as st

from hardware.drivers.escpos.answers import (
    Answer,
    CodeSize,
    Junk,
    Plain,
    ProcessId,
    Push,
    RealTime,
    Text,
    take,
)
from hardware.drivers.escpos.commands import process_id, tell_when_done


def all_of(data: bytes):
    return take(data)[0]


def test_each_kind_of_answer_is_known_by_its_fixed_bits():
    assert all_of(b"\x12\x1a\x7e") == (RealTime(0x12), RealTime(0x1A), RealTime(0x7E))
    assert all_of(b"\x18\x00\x0c\x0f") == (Push(b"\x18\x00\x0c\x0f"),)
    assert all_of(b"\x00\x0f\x4c") == (Plain(0), Plain(0x0F), Plain(0x4C))
    assert all_of(b'\x37"aB~!\0') == (ProcessId(b"aB~!"),)
    assert all_of(b"\x5fTM-T20III\0") == (Text(b"TM-T20III"),)
    assert all_of(b"\x11\x13\xff") == (Junk(0x11), Junk(0x13), Junk(0xFF))


def test_the_size_of_a_code_is_read_also_in_pieces_and_nothing_else_is_taken_for_one():
    whole = b"\x37\x36125\x1f125\x1f1\x1f0\0"
    for at in range(len(whole) + 1):
        first, rest = take(whole[:at])
        assert first + take(rest + whole[at:])[0] == (CodeSize(125, 125, printable=True),)
    assert all_of(whole.replace(b"\x1f0\0", b"\x1f1\0")) == (CodeSize(125, 125, printable=False),)
    for damaged in (b"\x37\x36125\x1f\x12\x1f1\x1f0\0", b"\x37\x36\0", b"\x37\x36" + b"1" * 40):
        assert all_of(damaged)[0] == Junk(0x37)


def test_an_answer_in_pieces_is_put_together():
    whole = b'\x12\x37"a7b\x37\0\x10\x00\x03\x0f\x00'
    for at in range(len(whole) + 1):
        first, rest = take(whole[:at])
        second, left = take(rest + whole[at:])
        assert first + second == (RealTime(0x12), ProcessId(b"a7b7"), Push(b"\x10\x00\x03\x0f"), Plain(0))
        assert left == b""


def test_a_torn_push_swallows_no_answer_to_a_question():
    assert all_of(b"\x10\x00\x12") == (Junk(0x10), Plain(0), RealTime(0x12))


def test_a_damaged_process_id_is_no_process_id():
    for damaged in (b'\x37"ab\x07d\0', b'\x37"abcd\x01', b"\x37\x21abcd\0", b'7"abcde'):
        assert not any(isinstance(answer, ProcessId) for answer in all_of(damaged + bytes(8)))


@given(st.binary(max_size=400), st.lists(st.integers(0, 400), max_size=5))
def test_garbage_in_any_pieces_is_read_as_in_one(data: bytes, cuts: list[int]):
    pieces, rest = sorted(cuts), b""
    found: tuple[Answer, ...] = ()
    for begin, end in zip([0, *pieces], [*pieces, len(data)], strict=True):
        answers, rest = take(rest + data[begin:end])
        found += answers
    assert (found, rest) == take(data)
    assert len(rest) < 82


def test_a_hundred_thousand_random_bytes_are_read_and_prove_nothing():
    lots = random.Random(4)  # noqa: S311 - the same garbage in every run
    ours = process_id("20261121-A001-1", b"n" * 16)
    rest, count = b"", 0
    for _ in range(1000):
        answers, rest = take(rest + lots.randbytes(100))
        count += len(answers)
        assert ProcessId(ours) not in answers
    assert count > 50_000


def test_process_ids_are_printable_differ_by_job_and_by_start_and_are_sent_as_epson_wants():
    ids = {process_id(f"20261121-A{n:03}-1", b"first start.....") for n in range(300)}
    assert len(ids) > 295
    assert all(len(i) == 4 and all(0x20 < letter < 0x7F for letter in i) for i in ids)
    assert process_id("20261121-A001-1", b"second start....") not in ids
    assert tell_when_done(b"abcd").hex(" ") == "1d 28 48 06 00 30 30 61 62 63 64"
