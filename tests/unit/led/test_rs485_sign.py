"""Boards on a line: pseudo terminals with simulated boards at the far end."""

import os
import pty
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import serial

from hardware.drivers.rs485.bus import Bus, LineSettings, NoAnswerError, gap_s
from hardware.errors import DeviceMissing, DeviceUnsupported
from hardware.ports import SignText
from hardware.sim.rs485 import modbus_board, text_line_board
from hardware.sim.rs485.line import SimLine
from hardware.sim.rs485.modbus_board import SimModbusBoard
from hardware.sim.rs485.text_line_board import SimTextLineBoard
from tests.ports.drivers_by_name import a_device
from tests.waiting import until

pytestmark = pytest.mark.slow

TEXT, COUNT = 0x70, 3
DEAF_MS = 20
PATIENT_MS = 2000


@contextmanager
def a_line(*boards: SimModbusBoard) -> Iterator[SimLine]:
    line = SimLine(boards, modbus_board.cut)
    try:
        yield line
    finally:
        line.close()


def a_board(address: int = 1) -> SimModbusBoard:
    return SimModbusBoard(address, {TEXT: COUNT})


def shown(board: SimModbusBoard) -> str:
    return board.text(TEXT, COUNT, letters_each=2)


def test_a_number_is_on_the_board_when_show_returns():
    board = a_board()
    with a_line(board) as line:
        sign = a_device("sign", "rs485", path=line.path, profile="led-485", timeout_ms=PATIENT_MS)
        assert sign.show(SignText("A012", counter="4")) == ""
        assert shown(board) == "  A012"
        assert sign.show(SignText("Quầy 4", counter="4")) == ""
        assert shown(board) == "     4"
        sign.close()
        sign.close()
        until(lambda: shown(board) == "      ")


def test_a_number_that_is_too_long_is_dashes_and_a_sentence():
    board = a_board()
    with a_line(board) as line:
        sign = a_device("sign", "rs485", path=line.path, profile="led-485", timeout_ms=PATIENT_MS)
        assert sign.show(SignText("A012345")) == "'A012345' needs 7 places, the board has 6"
        assert shown(board) == "  ----"
        sign.close()


def test_boards_share_a_line_and_each_hears_its_own():
    boards = [a_board(address) for address in (1, 2, 3)]
    with a_line(*boards) as line:
        signs = [
            a_device(
                "sign",
                "rs485",
                path=line.path,
                profile="led-485",
                address=board.address,
                timeout_ms=PATIENT_MS,
            )
            for board in boards
        ]
        for number, sign in enumerate(signs, 1):
            sign.show(SignText(f"A00{number}"))
        assert [shown(board).strip() for board in boards] == ["A001", "A002", "A003"]
        for sign in signs:
            sign.close()


def test_two_frames_that_get_lost_are_repeated_and_three_are_a_fault():
    board = a_board()
    with a_line(board) as line:
        sign = a_device("sign", "rs485", path=line.path, profile="led-485", timeout_ms=100)
        line.deaf = 2
        assert sign.show(SignText("A012")) == ""
        assert len(line.heard) == 3
        line.deaf = 3
        with pytest.raises(NoAnswerError, match=r"address 1.*no good answer in 3 tries"):
            sign.show(SignText("A013"))
        sign.close()


def test_a_board_that_was_switched_off_shows_it_again():
    board = a_board()
    with a_line(board) as line:
        sign = a_device("sign", "rs485", path=line.path, profile="led-485", timeout_ms=PATIENT_MS)
        sign.show(SignText("A012"))
        board.lost_power()
        sign.show(SignText("A012"))
        assert shown(board) == "  A012"
        sign.close()


def test_a_refusing_board_is_told_with_its_reason():
    board = a_board()
    board.refuses = 2
    with a_line(board) as line:
        sign = a_device("sign", "rs485", path=line.path, profile="led-485", timeout_ms=PATIENT_MS)
        with pytest.raises(DeviceUnsupported, match=r"no such register\); is the profile right"):
            sign.show(SignText("A012"))
        sign.close()


@pytest.mark.parametrize(("profile", "first", "count"), [("dm-digits", 0, 6), ("dm-number", 7, 1)])
def test_other_maps_of_registers(profile: str, first: int, count: int):
    board = SimModbusBoard(1, {first: count})
    with a_line(board) as line:
        sign = a_device("sign", "rs485", path=line.path, profile=profile, timeout_ms=PATIENT_MS)
        assert sign.show(SignText("A012")) == ""
        if profile == "dm-digits":
            assert board.text(first, count, letters_each=1) == "  A012"
        else:
            assert board.value(first) == 12
        sign.close()


def test_a_board_with_two_lines_has_the_counter_on_the_second():
    board = SimModbusBoard(1, {1000: 4, 2000: 4})
    with a_line(board) as line:
        sign = a_device("sign", "rs485", path=line.path, profile="p10-modbus", timeout_ms=PATIENT_MS)
        sign.show(SignText("A012", counter="4"))
        assert board.text(1000, 4, letters_each=2) == "A012    "
        assert board.text(2000, 4, letters_each=2) == "4       "
        sign.close()


def test_a_board_of_its_own_frames():
    board = SimTextLineBoard(7)
    line = SimLine([board], text_line_board.cut)
    sign = a_device("sign", "rs485", path=line.path, profile="text-line", address=7)
    sign.show(SignText("A012"))
    until(lambda: board.text == "A012  ")
    sign.close()
    until(lambda: board.text == "      ")
    line.close()


def test_a_line_that_is_not_there_and_a_line_with_two_speeds():
    with pytest.raises(DeviceMissing):
        a_device("sign", "rs485", path="/dev/none-such", profile="led-485")
    with a_line(a_board()) as line:
        sign = a_device("sign", "rs485", path=line.path, profile="led-485")
        with pytest.raises(DeviceUnsupported, match="one line has one speed"):
            a_device("sign", "rs485", path=line.path, profile="led-485", baud=19200)
        sign.close()


def test_the_simulated_board_raises_on_what_it_does_not_model():
    line = SimLine([a_board()], modbus_board.cut)
    sign = a_device("sign", "rs485", path=line.path, profile="dm-digits", timeout_ms=PATIENT_MS)
    with pytest.raises(DeviceUnsupported):
        sign.show(SignText("A012"))  # registers that this board does not have
    sign.close()
    line.close()
    with pytest.raises(AssertionError, match="not modelled"):
        modbus_board.cut(b"\x01\x03")
    with pytest.raises(AssertionError, match="wrong check bytes"):
        a_board().hear(bytes.fromhex("01 06 00 70 00 32 00 00"))


def test_a_line_that_is_unplugged_is_missing_and_closes_quietly():
    far, near = pty.openpty()
    bus = Bus("line", serial.Serial(os.ttyname(near), timeout=0), LineSettings(9600, "none"))
    os.close(near)
    os.close(far)
    with pytest.raises(DeviceMissing, match="the line is gone"):
        bus.exchange(b"12345678", lambda _came: 8, 0.2)
    assert bus.broken
    bus.close()


class QuietPort:
    """A port in memory that answers nothing, and a clock that goes while it writes."""

    def __init__(self) -> None:
        self.now, self.slept, self.timeout = 0.0, list[float](), 0.0
        self.silences: list[float] = []
        self._ended = 0.0

    def reset_input_buffer(self) -> None:
        pass

    def write(self, data: bytes) -> None:
        self.silences.append(self.now - self._ended)
        self.now += len(data) * 11 / 9600

    def flush(self) -> None:
        pass

    def read(self, _count: int) -> bytes:
        self.now += self.timeout
        self._ended = self.now
        return b""

    def close(self) -> None:
        pass

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.mark.parametrize(
    ("baud", "gap"), [(9600, 3.5 * 11 / 9600), (19200, 3.5 * 11 / 19200), (38400, 0.00175)]
)
def test_three_and_a_half_characters_of_silence_before_each_frame(baud: int, gap: float):
    port = QuietPort()
    bus = Bus("line", port, LineSettings(baud, "none"), lambda: port.now, port.sleep)
    for _ in range(3):
        bus.exchange(b"12345678", lambda _came: 8, 0.2)
    assert gap_s(baud) == pytest.approx(gap)
    assert port.slept == pytest.approx([gap, gap])
    assert min(port.silences[1:]) >= gap * 0.999
