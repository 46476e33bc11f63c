"""Serial ports are asked, at each speed, whether a slip printer is there; what answers otherwise is said."""

import os
import threading
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts import messages as m
from hardware.drivers.escpos.options import SerialLink
from hardware.drivers.escpos.serial_look import Answer, SerialPort, asked, serial_ports
from hardware.drivers.escpos.transports.serial import SerialTransport
from hardware.sim.escpos.machine import Machine
from hardware.sim.escpos.model import MODELS
from hardware.sim.escpos.plugs import SerialPlug
from hardware.sim.escpos.running import RunningPrinter

pytestmark = pytest.mark.slow


@pytest.fixture(params=[115200, 9600, 38400])
def printer(request: pytest.FixtureRequest) -> Iterator[tuple[SerialPlug, int]]:
    plug = SerialPlug(request.param)
    running = RunningPrinter(Machine(MODELS["epson"]), plug)
    yield plug, request.param
    running.close()
    plug.close()


def test_a_printer_is_found_at_its_own_speed(printer: tuple[SerialPlug, int]) -> None:
    plug, baud = printer
    assert asked(Path(plug.path)) == SerialPort(Path(plug.path), Answer.PRINTER, baud, "xon-xoff")


class Other:
    """Something else at a port; ``answer`` makes what it says of what it hears."""

    def __init__(self, answer: object) -> None:
        self._master, self.slave = os.openpty()
        tty.setraw(self._master)
        tty.setraw(self.slave)
        self.path = Path(os.ttyname(self.slave))
        self._answer = answer
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        os.set_blocking(self._master, False)
        self._thread.start()

    def _run(self) -> None:
        while not self._ends.wait(0.01):
            try:
                heard = os.read(self._master, 4096)
            except BlockingIOError:
                continue
            said = self._answer(heard)  # type: ignore[operator]
            if said:
                os.write(self._master, said)

    def close(self) -> None:
        self._ends.set()
        self._thread.join()
        os.close(self._master)
        os.close(self.slave)


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (lambda _heard: b"", Answer.SILENT),
        (lambda heard: heard, Answer.STRANGE),  # a cable with its ends joined, a modem with echo
        (lambda _heard: b"OK\r\n", Answer.STRANGE),
        (lambda _heard: b"\x12" * 40, Answer.STRANGE),  # a meter that never stops
        (lambda _heard: b"\xff", Answer.STRANGE),
    ],
)
def test_what_is_no_printer_is_told_apart(answer: object, found: Answer) -> None:
    other = Other(answer)
    try:
        assert asked(other.path).answer is found
    finally:
        other.close()


def test_a_port_in_use_is_left_alone(tmp_path: Path) -> None:
    said: list[bytes] = []
    other = Other(lambda heard: said.append(heard) or b"")  # type: ignore[func-returns-value]
    by_id = tmp_path / "usb-Prolific-port0"
    by_id.symlink_to(other.path)
    holding = SerialTransport(SerialLink(path=by_id, baud=9600, flow="none"))
    try:
        assert serial_ports(tmp_path) == (SerialPort(by_id, Answer.BUSY),)
        assert said == []
    finally:
        holding.close()
        other.close()


def test_no_port_and_a_port_that_is_gone(tmp_path: Path) -> None:
    assert serial_ports(tmp_path / "none") == ()
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    assert serial_ports(tmp_path) == (SerialPort(tmp_path / "gone", Answer.UNUSABLE),)


def test_what_is_found_fits_on_the_wire() -> None:
    for answer in Answer:
        assert m.FoundPrinter(way="serial", place="/dev/x", answer=answer.value).answer == answer
