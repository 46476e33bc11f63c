"""Each way to a printer: what was taken is counted, silence is nothing, and what is gone is missing."""

import contextlib
import os
import pty
import socket
import stat
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from hardware.drivers.escpos.building import build, open_transport
from hardware.drivers.escpos.options import EscposOptions, LpLink, SerialLink, TcpLink
from hardware.drivers.escpos.transports.network import NetworkTransport
from hardware.errors import (
    DeviceBusy,
    DeviceHeld,
    DeviceMissing,
    DeviceUnsupported,
)

NO_IDS: frozenset[tuple[int, int]] = frozenset()


# --- network ------------------------------------------------------------------------------------------


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def link_to(listener: socket.socket) -> TcpLink:
    return TcpLink(host="127.0.0.1", port=listener.getsockname()[1])


@pytest.mark.slow
def test_bytes_go_both_ways_over_the_network(listener: socket.socket):
    transport = NetworkTransport(link_to(listener))
    host, _ = listener.accept()
    with host:
        assert transport.write(b"abc", 1) == 3
        assert host.recv(10) == b"abc"
        assert transport.read(0) == b""
        host.sendall(b"\x12")
        assert transport.read(1) == b"\x12"
        assert transport._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert transport._socket.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
    transport.close()


@pytest.mark.slow
def test_a_network_printer_that_stops_reading_takes_a_part_and_then_nothing(listener: socket.socket):
    transport = NetworkTransport(link_to(listener))
    host, _ = listener.accept()
    with host:
        taken = 0
        while count := transport.write(bytes(1 << 20), 0.05):
            taken += count
        assert transport.write(b"x", 0.01) == 0
        got = 0
        while got < taken:
            got += len(host.recv(1 << 20))
        assert got == taken
    transport.close()


@pytest.mark.slow
def test_a_network_printer_that_hangs_up_is_missing(listener: socket.socket):
    transport = NetworkTransport(link_to(listener))
    host, _ = listener.accept()
    host.sendall(b"\x12")
    assert transport.read(1) == b"\x12"
    host.close()
    with pytest.raises(DeviceMissing, match="hung up"):
        transport.read(1)
    transport.close()
    transport.close()
    for use in (lambda: transport.read(0), lambda: transport.write(b"x", 0)):
        with pytest.raises(DeviceMissing):
            use()


@pytest.mark.filterwarnings("ignore:unclosed.*socket:ResourceWarning")  # python-escpos drops what is refused
@pytest.mark.slow
def test_a_port_that_takes_no_connection_is_told_at_once():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(DeviceHeld, match=f"127.0.0.1:{port}"):
        open_transport(TcpLink(host="127.0.0.1", port=port))


# --- serial and the kernel's driver -------------------------------------------------------------------


@pytest.fixture
def terminal() -> Iterator[tuple[int, Path]]:
    master, slave = pty.openpty()
    tty.setraw(master)
    tty.setraw(slave)
    yield master, Path(os.ttyname(slave))
    for end in (slave, master):
        try:
            os.close(end)
        except OSError:
            continue  # the test pulled it


@pytest.mark.parametrize("flow", ["rts-cts", "xon-xoff", "none"])
def test_bytes_go_both_ways_over_a_serial_line(terminal: tuple[int, Path], flow: str):
    master, path = terminal
    transport = open_transport(SerialLink(path=path, baud=9600, flow=flow))
    assert transport.bytes_per_s == 960
    assert transport.write(b"\x10\x04\x01", 1) == 3
    assert os.read(master, 10) == b"\x10\x04\x01"
    os.write(master, b"\x12")
    assert transport.read(1) == b"\x12"
    assert transport.read(0) == b""
    assert transport.port_status() is None
    transport.close()
    transport.close()
    with pytest.raises(DeviceMissing, match="closed"):
        transport.read(0)


def test_a_serial_printer_that_stops_takes_a_part_and_then_nothing(terminal: tuple[int, Path]):
    master, path = terminal
    transport = open_transport(SerialLink(path=path, flow="none"))
    taken = 0
    while count := transport.write(bytes(65536), 0.05):
        taken += count
    assert 0 < taken < 65536
    os.set_blocking(master, False)
    got = 0
    while got < taken:
        got += len(os.read(master, 65536))
    assert got == taken
    transport.close()


def test_a_serial_line_that_is_pulled_is_missing():
    master, slave = pty.openpty()
    transport = open_transport(SerialLink(path=Path(os.ttyname(slave)), flow="none"))
    os.close(slave)
    os.close(master)
    with pytest.raises(DeviceMissing):
        transport.read(1)
    transport.close()


def test_a_serial_line_belongs_to_one_program(terminal: tuple[int, Path]):
    first = open_transport(SerialLink(path=terminal[1], flow="none"))
    with pytest.raises(DeviceBusy):
        open_transport(SerialLink(path=terminal[1], flow="none"))
    first.close()


def test_a_port_without_dsr_is_refused_rather_than_losing_bytes(terminal: tuple[int, Path]):
    with pytest.raises(DeviceUnsupported, match=r'has no DSR line .*"rts-cts", "xon-xoff" or "none"'):
        open_transport(SerialLink(path=terminal[1], flow="dsr-dtr"))
    open_transport(SerialLink(path=terminal[1], flow="none")).close()


class SmallBuffer:
    """A printer that drops DSR when its buffer is nearly full, and loses what comes when it is full."""

    ROOM, NEARLY, SLOWLY = 512, 128, 32

    def __init__(self, master: int) -> None:
        self.master, self.held, self.lost, self.printed, self.dsr = master, 0, 0, 0, True
        os.set_blocking(master, False)

    def turn(self) -> None:
        """Print a little, then take what came."""
        done = min(self.held, self.SLOWLY)
        self.held, self.printed = self.held - done, self.printed + done
        with contextlib.suppress(BlockingIOError):
            came = len(os.read(self.master, 4096))
            taken = min(came, self.ROOM - self.held)
            self.held, self.lost = self.held + taken, self.lost + came - taken
        self.dsr = self.ROOM - self.held > self.NEARLY


@pytest.mark.parametrize(("flow", "loses"), [("dsr-dtr", False), ("none", True)])
def test_a_printer_that_drops_dsr_is_waited_for_and_loses_nothing(
    terminal: tuple[int, Path], monkeypatch: pytest.MonkeyPatch, flow: str, *, loses: bool
):
    master, path = terminal
    printer = SmallBuffer(master)
    # A terminal has no such line: pyserial's own property stands for the wire.
    monkeypatch.setattr(serial.Serial, "dsr", property(lambda _port: printer.dsr))
    transport = open_transport(SerialLink(path=path, flow=flow))
    whole, sent = 6000, 0
    while sent < whole:
        sent += transport.write(bytes(whole - sent), 0.0)
        printer.turn()
    for _ in range(whole):
        printer.turn()
    assert bool(printer.lost) is loses
    assert printer.printed + printer.lost == whole
    transport.close()


@pytest.mark.parametrize("link", [SerialLink(path=Path("/dev/nowhere")), LpLink(path=Path("/dev/nowhere"))])
def test_a_path_that_is_not_there_is_missing(link: SerialLink | LpLink):
    with pytest.raises(DeviceMissing, match="/dev/nowhere"):
        open_transport(link)


def test_the_printer_device_carries_bytes_both_ways(terminal: tuple[int, Path]):
    master, path = terminal
    transport = open_transport(LpLink(path=path))
    assert transport.write(b"abc", 1) == 3
    assert os.read(master, 10) == b"abc"
    os.write(master, b"\x12")
    assert transport.read(1) == b"\x12"
    assert transport.read(0) == b""
    assert transport.port_status() is None, "a terminal has no printer port"
    transport.close()
    transport.close()
    with pytest.raises(DeviceMissing):
        transport.write(b"x", 0)


def test_a_plain_file_is_no_printer(tmp_path: Path):
    file = tmp_path / "lp0"
    file.touch()
    with pytest.raises(DeviceUnsupported, match="is a file"):
        open_transport(LpLink(path=file))
    assert stat.S_ISREG(file.stat().st_mode)
    assert file.read_bytes() == b""


# --- building -----------------------------------------------------------------------------------------


def test_a_printer_is_built_without_touching_the_device():
    options = EscposOptions.model_validate({"profile": "epson-tm", "serial": {"path": "/dev/nowhere"}})
    printer = build(options, 576, "printer-1")
    assert printer.confirms
    with pytest.raises(DeviceMissing):
        printer.status()
    printer.close()


def test_impossible_options_are_refused_with_key_found_and_allowed():
    options = EscposOptions.model_validate({"profile": "epson-tm"})
    with pytest.raises(DeviceUnsupported, match=r"printer: found 0 ways .*; allowed: exactly one"):
        build(options, 576, "printer-1")
