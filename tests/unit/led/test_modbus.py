"""Our Modbus frames against two libraries that know the protocol, and the vendor's own example."""

import minimalmodbus
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymodbus.framer import FramerRTU
from pymodbus.pdu import DecodePDU
from pymodbus.pdu.register_message import WriteMultipleRegistersRequest, WriteSingleRegisterRequest

from hardware.drivers.rs485.modbus import (
    RefusedError,
    WrongAnswerError,
    answer_length,
    check_answer,
    crc16,
    write_many,
    write_one,
)

ADDRESS, WORD = st.integers(1, 247), st.integers(0, 0xFFFF)
FRAMER = FramerRTU(DecodePDU(is_server=True))


def test_the_vendors_example():
    assert write_one(1, 0, 0x32).hex(" ") == "01 06 00 00 00 32 08 1f"


def test_the_text_of_a_ticket_on_the_led_485_family():
    words = (0x4130, 0x3132, 0x2D33)
    assert write_many(1, 0x70, words).hex(" ") == "01 10 00 70 00 03 06 41 30 31 32 2d 33 59 c8"


@given(st.binary(max_size=64))
def test_check_bytes_as_minimalmodbus_has_them(data: bytes):
    assert crc16(data) == minimalmodbus._calculate_crc(data)


@given(ADDRESS, WORD, WORD)
def test_one_register_as_pymodbus_writes_it(address: int, register: int, value: int):
    asked = WriteSingleRegisterRequest(address=register, registers=[value], dev_id=address)
    assert write_one(address, register, value) == FRAMER.buildFrame(asked)


@given(ADDRESS, WORD, st.lists(WORD, min_size=1, max_size=123))
def test_many_registers_as_pymodbus_writes_them(address: int, register: int, values: list[int]):
    asked = WriteMultipleRegistersRequest(address=register, registers=values, dev_id=address)
    assert write_many(address, register, tuple(values)) == FRAMER.buildFrame(asked)


@pytest.mark.parametrize("count", [0, 124])
def test_more_registers_than_a_frame_holds_are_refused(count: int):
    with pytest.raises(ValueError, match="1 to 123 are possible"):
        write_many(1, 0, (0,) * count)


def sealed(body: str) -> bytes:
    data = bytes.fromhex(body)
    return data + crc16(data)


REQUEST = write_many(1, 0x70, (1, 2, 3))
GOOD = sealed("01 10 00 70 00 03")


def test_a_good_answer_is_good():
    check_answer(REQUEST, GOOD)
    check_answer(write_one(1, 0, 50), write_one(1, 0, 50))
    assert answer_length(GOOD[:2]) == 8


@given(st.integers(0, len(GOOD) * 8 - 1))
def test_no_flipped_bit_passes(bit: int):
    wrong = bytearray(GOOD)
    wrong[bit // 8] ^= 1 << bit % 8
    with pytest.raises(WrongAnswerError):
        check_answer(REQUEST, bytes(wrong))


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x01",
        GOOD[:-1],
        sealed("02 10 00 70 00 03"),
        sealed("01 06 00 70 00 03"),
        sealed("01 10 00 70 00 02"),
    ],
)
def test_answers_to_something_else_are_none(answer: bytes):
    with pytest.raises(WrongAnswerError):
        check_answer(REQUEST, answer)


@pytest.mark.parametrize(("code", "reason"), [(2, "no such register"), (99, "no reason that Modbus knows")])
def test_a_refusal_says_why(code: int, reason: str):
    answer = sealed(f"01 90 {code:02x}")
    assert answer_length(answer[:2]) == len(answer)
    with pytest.raises(RefusedError, match=reason):
        check_answer(REQUEST, answer)
