"""Which serial ports have a slip printer, and at which speed: each is asked DLE EOT, which uses no paper and is answered at once.

Only when a person wants it, and only ports with a name of their own below ``/dev/serial/by-id``: what hangs on a line that another
program uses is not spoken to. At a wrong speed a printer hears rubbish, of which it may print a letter.
"""

import contextlib
import termios
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from hardware.drivers.escpos import commands
from hardware.drivers.escpos.answers import RealTime, take
from hardware.drivers.escpos.options import SerialLink
from hardware.drivers.escpos.transports import Transport
from hardware.drivers.escpos.transports.serial import SerialTransport
from hardware.errors import DeviceBusy, DeviceError

BY_ID = Path("/dev/serial/by-id")
BAUDS = (115200, 9600, 19200, 38400, 57600)
"""As printers come from their makers, the usual ones first."""
ASKED = (1, 4)
"""Printer and paper: what answers both in the form of Epson's is one of them."""
ANSWER_S, WRITE_S = 0.4, 0.5
MOST_PORTS = 8
UNUSABLE = (DeviceError, OSError, ValueError, termios.error)
"""What a port says that cannot be set as a printer's line, such as a modem that answers to no speed."""


class Answer(StrEnum):
    """What a port has."""

    PRINTER = "printer"
    BUSY = "busy"
    """Another program speaks on it."""
    SILENT = "silent"
    STRANGE = "strange"
    """Something answers, and not as a printer does."""
    UNUSABLE = "unusable"


@dataclass(frozen=True)
class SerialPort:
    """A port and who is there. ``baud``, ``flow``: as a printer there wants to be spoken to."""

    path: Path
    answer: Answer
    baud: int = 0
    flow: str = ""


def serial_ports(
    folder: Path = BY_ID, opened: Callable[[SerialLink], Transport] = SerialTransport
) -> tuple[SerialPort, ...]:
    """All ports with a name, asked one after the other; at most some seconds each."""
    try:
        paths: Sequence[Path] = sorted(folder.iterdir())[:MOST_PORTS]
    except OSError:  # no adapter is plugged in
        paths = ()
    return tuple(asked(path, opened) for path in paths)


def asked(path: Path, opened: Callable[[SerialLink], Transport] = SerialTransport) -> SerialPort:
    """Who is at one port."""
    strange = False
    for baud in BAUDS:
        link = SerialLink.model_validate({"path": path, "baud": baud, "flow": "none"})
        try:
            transport = opened(link)
        except DeviceBusy:
            return SerialPort(path, Answer.BUSY)
        except UNUSABLE:
            return SerialPort(path, Answer.UNUSABLE)
        try:
            heard = [_answers(transport, n) for n in ASKED]
        except UNUSABLE:
            return SerialPort(path, Answer.UNUSABLE)
        finally:
            transport.close()
        if all(is_printer for is_printer, _any in heard):
            return SerialPort(path, Answer.PRINTER, baud, _flow_of(path, baud, opened))
        strange = strange or any(anything for _is_printer, anything in heard)
    return SerialPort(path, Answer.STRANGE if strange else Answer.SILENT)


def _answers(transport: Transport, n: int) -> tuple[bool, bool]:
    """Whether exactly one answer of a printer came, and whether anything did. Raises DeviceError."""
    transport.read(0)
    transport.write(commands.ask_now(n), WRITE_S)
    data = b""
    while more := transport.read(ANSWER_S):
        data += more
        if len(data) > len(commands.ask_now(n)):
            break
    answers, rest = take(data)
    return (len(data) == 1 and not rest and [type(each) for each in answers] == [RealTime]), bool(data)


def _flow_of(path: Path, baud: int, opened: Callable[[SerialLink], Transport]) -> str:
    """DSR where the cable has it and the printer is ready on it; else the printer has to say it in the data."""
    with contextlib.suppress(*UNUSABLE):
        transport = opened(SerialLink.model_validate({"path": path, "baud": baud, "flow": "dsr-dtr"}))
        try:
            if transport.write(commands.ask_now(1), WRITE_S) and transport.read(ANSWER_S):
                return "dsr-dtr"
        finally:
            transport.close()
    return "xon-xoff"
