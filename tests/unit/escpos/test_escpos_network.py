"""A printer in the network: it hangs up when it was idle, and it may be another computer's."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from hardware.drivers.escpos.building import build
from hardware.drivers.escpos.options import EscposOptions, TcpLink
from hardware.drivers.escpos.transports.network import NetworkTransport
from hardware.errors import DeviceHeld, DeviceMissing, DeviceUnreachable
from hardware.ports import Paper, Printed, Raster, TicketPrinter
from hardware.sim.escpos.machine import Machine
from hardware.sim.escpos.model import MODELS
from hardware.sim.escpos.plugs import TcpPlug
from hardware.sim.escpos.running import RunningPrinter

pytestmark = pytest.mark.slow

WIDTH = 576
PICTURE = Raster(WIDTH, (bytes([0x80]) + bytes(WIDTH // 8 - 1)) * 40)


def printer_at(port: int) -> TicketPrinter:
    options = EscposOptions.model_validate(
        {"profile": "epson-tm", "tcp": {"host": "127.0.0.1", "port": port}}
    )
    return build(options, WIDTH, "printer-1")


@pytest.fixture
def machine() -> Iterator[tuple[RunningPrinter, TcpPlug]]:
    plug = TcpPlug()
    running = RunningPrinter(Machine(MODELS["epson"]), plug)
    yield running, plug
    running.close()
    plug.close()


@contextmanager
def answering(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """Something at a port that does ``serve`` with each connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        over = threading.Event()

        def run() -> None:
            while not over.is_set():
                try:
                    serve(listener.accept()[0])
                except TimeoutError:
                    continue

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            over.set()
            thread.join()


def test_a_printer_that_hung_up_while_it_was_idle_is_opened_again_in_silence(
    machine: tuple[RunningPrinter, TcpPlug],
):
    running, plug = machine
    printer = printer_at(plug.port)
    for _ in range(3):
        assert printer.status() is Paper.READY
        running.do(lambda _machine, _now: plug.cut())
        assert printer.status() is Paper.READY, "asked again, nobody hears of it"
        running.do(lambda _machine, _now: plug.cut())
        assert printer.print_slip("20261121-A001-1", PICTURE) is Printed.YES
    printer.close()


def test_a_printer_that_lets_nobody_in_says_that_another_computer_may_hold_it():
    with socket.socket() as held, socket.socket() as first, socket.socket() as second:
        held.bind(("127.0.0.1", 0))
        held.listen(0)
        for other in (
            first,
            second,
        ):  # nobody accepts them, and the queue is full: whoever comes now waits in vain
            other.setblocking(False)
            other.connect_ex(held.getsockname())
        with pytest.raises(DeviceUnreachable, match="timed out") as caught:
            NetworkTransport(TcpLink(host="127.0.0.1", port=held.getsockname()[1]))
    assert "máy tính khác có thể đang giữ kết nối" in caught.value.remedy
    assert "nguồn" in caught.value.remedy


def test_a_printer_that_serves_another_computer_says_so_in_its_remedy(
    machine: tuple[RunningPrinter, TcpPlug],
):
    _running, plug = machine
    other = printer_at(plug.port)
    assert other.status() is Paper.READY
    ours = printer_at(plug.port)
    with pytest.raises(DeviceHeld, match="takes the connection and answers nothing") as caught:
        ours.status()
    assert "Máy tính khác" in caught.value.remedy
    other.close()
    assert ours.status() is Paper.READY, "and it heals when the other one lets go"
    assert ours.print_slip("20261121-A001-1", PICTURE) is Printed.YES
    ours.close()


@pytest.mark.filterwarnings("ignore:unclosed.*socket:ResourceWarning")  # python-escpos drops what is refused
def test_a_printer_that_refuses_a_second_connection_is_held():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(DeviceHeld, match=f"127.0.0.1:{port}: it is on and takes no connection"):
        printer_at(port).status()


def test_a_printer_that_hangs_up_at_once_is_held():
    with answering(socket.socket.close) as port, pytest.raises(DeviceHeld, match="at once"):
        printer_at(port).status()


@pytest.mark.filterwarnings("ignore:unclosed.*socket:ResourceWarning")  # python-escpos drops what is refused
def test_an_address_at_which_nobody_is_is_missing():
    printer = build(
        EscposOptions.model_validate({"profile": "epson-tm", "tcp": {"host": "printer.invalid"}}), WIDTH, "p"
    )
    with pytest.raises(DeviceMissing):
        printer.status()
