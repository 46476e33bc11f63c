"""How long from a fault of the paper until the printer program says so: at rest, and in the middle of a slip."""

import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest

from hardware.drivers.escpos.profile import load_profile
from hardware.drivers.escpos.transports.serial import AHEAD_S
from hardware.sim.escpos.faults.cases import TCP, USB, Setup, with_fence
from hardware.sim.escpos.faults.mishaps import Bench
from hardware.sim.escpos.faults.story import put_up
from hardware.sim.escpos.model import MODELS
from hardware.sim.escpos.status import Trouble
from tests.print_faults.spooled import Spooled
from tests.unit.ticket_printer.spool_builders import a_job
from ticket_printer import spooler
from ticket_printer.spool import JobArrived, Tick

TURN_S, AT_MOST_S, WATCHED_S = 0.1, 2.0, 6.0
EPSON, EPSON_180, CLONE = (load_profile(name) for name in ("epson-tm", "epson-tm-180", "xprinter-80"))
DEAF_WHEN_STOPPED = with_fence(load_profile("pos-58-clone"), "none")


def on_usb(model: str) -> Setup:
    profile = {"epson-180dpi": EPSON_180, "clone-eot": DEAF_WHEN_STOPPED}.get(model)
    return Setup(MODELS[model], profile or (EPSON if model.startswith("epson") else CLONE), USB)


def on_tcp(model: str) -> Setup:
    return replace(on_usb(model), pipe=TCP)


def on_serial(model: str, baud: int) -> Setup:
    setup, rate = on_usb(model), baud / 10
    return replace(setup, pipe=int(rate * AHEAD_S), bytes_per_s=rate, native_codes=setup.profile.native_qr)


CAN_BE_ASKED = [
    on_usb("epson"),
    on_tcp("epson"),
    on_usb("epson-4k"),
    on_tcp("epson-4k"),  # pushes: nothing need get through to it
    on_usb("epson-180dpi"),
    on_usb("clone"),
    on_usb("clone-parsed"),
    *(on_serial(model, baud) for model in ("epson-4k", "clone") for baud in (9600, 19200, 38400, 115200)),
]
CANNOT = [
    # Its buffer is full and the question lies behind the slip in the network; it pushes nothing.
    (on_tcp("clone"), 3.5),
    # It answers nothing while it is stopped.
    (on_usb("clone-eot"), 2.7),
]


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def named(setup: Setup) -> str:
    return f"{setup.name}-{setup.bytes_per_s:.0f}"


class Watched(Spooled):
    """The program; turns until its presence has a fault."""

    def seconds_until_told(self, bench: Bench, since: list[float]) -> tuple[float, tuple[str, ...]]:
        end = bench.pace.monotonic() + WATCHED_S
        while bench.pace.monotonic() < end:
            self._go_on([Tick()])
            told = tuple(str(fault.code) for fault in spooler.faults(self._spool))
            if told and since:
                return bench.pace.monotonic() - since[0], told
            bench.pace.sleep(TURN_S)
        raise AssertionError("nobody was told")

    def order(self) -> None:
        self._go_on([JobArrived(a_job("A001"))])


def told_after(setup: Setup, trouble: Trouble, row: int | None) -> tuple[float, tuple[str, ...]]:
    """Seconds, and what was told; ``row`` of the slip at which it happens, None while nothing is printed."""
    bench = put_up(setup)
    program, since = Watched(bench, setup), list[float]()

    def strike() -> None:
        since.append(bench.machine.time)
        bench.machine.trouble(trouble, bench.machine.time)

    for _ in range(9):
        program._go_on([Tick()])
        bench.settle(TURN_S)
    if row is None:
        strike()
    else:
        bench.machine.at_row(row, strike)
        program.order()
    return program.seconds_until_told(bench, since)


@pytest.mark.parametrize(
    ("trouble", "code"), [(Trouble.END, "paper-end"), (Trouble.COVER_OPEN, "cover-open")]
)
@pytest.mark.parametrize("setup", CAN_BE_ASKED, ids=named)
def test_a_printer_that_can_be_asked_tells_its_fault_by_name_within_two_seconds(
    setup: Setup, trouble: Trouble, code: str
):
    for row in (None, 60, 151, 300, 447, 600):
        seconds, told = told_after(setup, trouble, row)
        assert told == (code,), row
        assert seconds <= AT_MOST_S, row


@pytest.mark.parametrize(("setup", "at_most_s"), CANNOT, ids=lambda value: getattr(value, "name", ""))
def test_one_that_cannot_be_asked_while_it_is_stopped_is_offline_a_little_later(
    setup: Setup, at_most_s: float
):
    assert told_after(setup, Trouble.END, None)[0] <= AT_MOST_S
    for row in (60, 300):
        seconds, told = told_after(setup, Trouble.END, row)
        assert told == ("printer-offline",)
        assert seconds <= at_most_s, row
