"""The printer program on simulated ESC/POS printers: what the desk hears is what lies in the tray."""

import itertools
import logging
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from contracts.messages import PrintJob
from contracts.vocabulary import SlipState
from hardware.drivers.escpos.options import TcpLink
from hardware.drivers.escpos.printer import EscposTicketPrinter
from hardware.drivers.escpos.profile import load_profile
from hardware.drivers.escpos.transports import network
from hardware.link.memory import MemoryBroker
from hardware.ports import Raster
from hardware.sim.escpos.faults.cases import Setup, sampled, setups
from hardware.sim.escpos.faults.judge import End, in_hand, look
from hardware.sim.escpos.faults.landmarks import landmarks
from hardware.sim.escpos.faults.story import put_up, stream_of, tell
from hardware.sim.escpos.machine import Machine
from hardware.sim.escpos.model import MODELS
from hardware.sim.escpos.paper import Sheet
from hardware.sim.escpos.plugs import LOOPBACK, TcpPlug
from hardware.sim.escpos.running import RunningPrinter
from hardware.sim.escpos.status import Trouble
from tests.print_faults.spooled import ProgramKilledError, Spooled, draw_real
from tests.unit.ticket_printer.spool_builders import a_job, job_id
from tests.unit.ticket_printer.test_printing_program import FakeDesk, a_life

pytestmark = pytest.mark.slow

SETUPS = list(setups())
EPSON = SETUPS[0]


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("setup", SETUPS[::3], ids=lambda setup: setup.name)
def test_the_program_tells_the_desk_no_lie(setup: Setup):
    cases = list(sampled(setup, stream_of(setup, Spooled, draw_real), seed=3))[::6]
    told = [tell(case, Spooled, draw_real) for case in cases]
    assert [str(t) for t in told if not t.counts.clean] == []


def _every_place() -> list[int]:
    found = landmarks(stream_of(EPSON, Spooled, draw_real))
    return sorted(set(itertools.chain(*([o[0], o[len(o) // 2], o[-1]] for o in found.values()))))[:-1]


def test_a_program_killed_at_any_place_of_a_slip_never_prints_it_again():
    def die() -> None:
        raise ProgramKilledError

    for offset in _every_place():
        bench = put_up(EPSON)
        program = Spooled(bench, EPSON)
        bench.machine.at_arrival(max(1, offset), die)
        with pytest.raises(ProgramKilledError):
            program.print(draw_real("A001", 1, 576))
        bench.settle(5)
        program.begin()
        end = program.print(draw_real("A001", 1, 576))  # the desk sends it again
        bench.settle(5)
        assert program.print(draw_real("A002", 1, 576)) is End.PRINTED, offset
        sheets = bench.machine.roll.everything()
        seen = [s for sheet in sheets for s in look(sheet, (draw_real("A001", 1, 576),), knife=True)]
        assert len(seen) <= 1, offset
        assert end is not End.PRINTED or in_hand(draw_real("A001", 1, 576), sheets, knife=True), offset


def _picture_of(job: PrintJob) -> Raster:
    return draw_real(job.slip.number, job.slip.copy_no, 576).picture


class Office:
    """A printer on TCP in real time, the program on it, and a desk."""

    def __init__(self) -> None:
        self.plug = TcpPlug()
        self.tray: list[Sheet] = []
        self.printer = RunningPrinter(Machine(MODELS["epson"], strict=True), self.plug, self.tray.append)
        self.broker = MemoryBroker()
        self.desk = FakeDesk(self.broker)

    def open_printer(self) -> EscposTicketPrinter:
        way = partial(network.open_link, TcpLink(host=LOOPBACK, port=self.plug.port), frozenset())
        return EscposTicketPrinter(way, load_profile("epson-tm"), 576, "printer-1")

    def in_tray(self, number: str) -> bool:
        return in_hand(draw_real(number, 1, 576), self.tray, knife=True)


@pytest.fixture
def office() -> Iterator[Office]:
    office = Office()
    yield office
    office.printer.close()
    office.plug.close()
    assert office.printer.failed is None


@pytest.mark.slow
def test_over_tcp_in_real_time_a_slip_is_printed_and_then_a_cover_is_told(office: Office, tmp_path: Path):
    with a_life(office.broker, tmp_path, office.open_printer, picture_of=_picture_of) as life:
        office.desk.send(a_job("A001"))
        life.until(lambda: office.desk.ends(job_id("A001")))
        life.until(lambda: office.in_tray("A001"))
        office.printer.do(lambda machine, now: machine.trouble(Trouble.COVER_OPEN, now))
        life.until(lambda: office.desk.faults() == ["cover-open"])
    assert office.desk.ends(job_id("A001")) == [SlipState.PRINTED]


@pytest.mark.slow
def test_over_tcp_in_real_time_a_power_cut_in_a_slip_is_unknown(office: Office, tmp_path: Path):
    office.printer.do(lambda machine, _now: machine.at_row(100, machine.power_off))
    job = job_id("A001")
    with a_life(office.broker, tmp_path, office.open_printer, picture_of=_picture_of) as life:
        office.desk.send(a_job("A001"))
        life.until(lambda: office.desk.ends(job))
    assert office.desk.ends(job) == [SlipState.UNKNOWN]
    assert office.printer.machine.roll.total == 100
