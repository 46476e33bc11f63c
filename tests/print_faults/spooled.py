"""The printer program as a client of the fault matrix: its rules, its memory on disk, its slips, the real driver.

Only the thread and the link are missing: one loop does in virtual time what the program asks for, so that a
printer that says nothing for ten seconds costs nothing.
"""

import shutil
import tempfile
import weakref
from functools import cache
from pathlib import Path

from contracts.messages import Fault, PrintJob
from contracts.messages import Slip as SlipWords
from contracts.texts import Catalogue, load_catalogue
from contracts.vocabulary import FaultCode, JobId, SlipState
from hardware.drivers.escpos.printer import EscposTicketPrinter
from hardware.errors import DeviceError
from hardware.ports import Printed, Raster
from hardware.sim.escpos.faults.cable import WireTransport
from hardware.sim.escpos.faults.cases import Setup
from hardware.sim.escpos.faults.judge import End
from hardware.sim.escpos.faults.mishaps import Bench
from hardware.sim.escpos.faults.specimen import Slip
from tests.unit.ticket_printer.spool_builders import DAY, a_job, a_slip
from ticket_printer import layout, spooler
from ticket_printer.layout import lay_out
from ticket_printer.render import render
from ticket_printer.spool import (
    Answered,
    Ask,
    Begin,
    Effect,
    Happening,
    JobArrived,
    Keep,
    KeepFailed,
    Kept,
    Memory,
    Moment,
    PrinterFailed,
    PrinterSaid,
    SlipDone,
    Spool,
    Tell,
    Tick,
)
from ticket_printer.spool_store import SpoolStore

PATIENCE_S = 10.0
TICK_S = 0.1
LIMIT_S = 120.0
_ENDS = {
    SlipState.PRINTED: End.PRINTED,
    SlipState.UNKNOWN: End.UNKNOWN,
    SlipState.NOT_PRINTED: End.NOT_PRINTED,
}


class ProgramKilledError(BaseException):
    """The program died here; a BaseException, because nothing in it may catch that."""


@cache
def draw_real(number: str, copy: int, dots: int, code: bool = False) -> Slip:  # noqa: FBT001, FBT002 - a Draw
    """The slip that the program prints, and where its number stands; ``code``: with its QR code."""
    words = f"MOTCUA:DEMO:{DAY}-{number}-{copy}" if code else ""
    picture, other = (_picture(a_slip(n, copy), dots, words) for n in (number, "Z999"))
    stride = dots // 8
    rows = [r for r in range(picture.height) if _row(picture, r, stride) != _row(other, r, stride)]
    return Slip(number, copy, picture, rows[0], rows[-1] + 1)


def _picture(words: SlipWords, dots: int, code: str) -> Raster:
    return render(lay_out(words, _texts(), code=code), dots)


def _row(picture: Raster, row: int, stride: int) -> bytes:
    return picture.rows[row * stride : (row + 1) * stride]


@cache
def _texts() -> Catalogue:
    return load_catalogue(Path(layout.__file__).parent / "texts")


class Spooled:
    """One life of the program after the other on one printer."""

    def __init__(self, bench: Bench, setup: Setup) -> None:
        """A new memory on disk; the first life begins."""
        self.carried = bytearray()
        self._bench, self._setup = bench, setup
        self._folder = Path(tempfile.mkdtemp(prefix="spool-"))
        weakref.finalize(self, shutil.rmtree, self._folder)
        SpoolStore(self._folder).keep(Memory())  # of a printer that was here before
        self.reports: list[tuple[JobId, SlipState]] = []
        self.begin()

    def begin(self) -> None:
        """The program starts: with what it remembers, and without a connection."""
        self._store = SpoolStore(self._folder)
        self._printer = EscposTicketPrinter(
            lambda: WireTransport(self._bench.wire, self.carried, self._setup.bytes_per_s),
            self._setup.profile,
            self._setup.profile.dots,
            "printer-1",
            self._bench.pace,
            native_codes=self._setup.native_codes,
        )
        self._spool: Spool
        self._spool, effects = spooler.recover(self._store.load(), PATIENCE_S, self._now())
        self._go_on(self._do(effects))

    def print(self, slip: Slip) -> End:
        """The desk sends the job; its end is what the desk is told."""
        job = a_job(slip.number, slip.copy)
        assert job.job == f"{DAY}-{slip.number}-{slip.copy}"
        begin = self._bench.pace.monotonic()
        self._go_on([JobArrived(job)])
        while self._bench.pace.monotonic() - begin < LIMIT_S:
            ends = [state for told, state in self.reports if told == job.job and state in _ENDS]
            if ends:
                return _ENDS[ends[-1]]
            self._bench.pace.sleep(TICK_S)
            self._go_on([Tick()])
        return End.NOTHING

    def _go_on(self, happenings: list[Happening]) -> None:
        while happenings:
            self._spool, effects = spooler.step(self._spool, happenings.pop(0), self._now())
            happenings += self._do(effects)

    def _do(self, effects: tuple[Effect, ...]) -> list[Happening]:
        came: list[Happening] = []
        for effect in effects:
            match effect:
                case Ask():
                    came.append(self._ask())
                case Begin(job, memory, command):
                    kept = self._keep(Keep(memory))
                    self.reports.append((command.job, SlipState(command.state)))
                    came += [kept, self._print(job)]
                case Keep():
                    came.append(self._keep(effect))
                case Tell(command):
                    self.reports.append((command.job, SlipState(command.state)))
                    came.append(Answered(command.request_id))
        return came

    def _keep(self, keep: Keep) -> Happening:
        try:
            self._store.keep(keep.memory)
        except OSError as error:
            return KeepFailed(str(error))
        return Kept()

    def _ask(self) -> Happening:
        try:
            return PrinterSaid(self._printer.status())
        except DeviceError as error:
            return PrinterFailed(Fault(code=FaultCode.DEVICE_MISSING, detail=error.what))

    def _print(self, job: PrintJob) -> Happening:
        setup = self._setup
        slip = draw_real(job.slip.number, job.slip.copy_no, setup.profile.dots, setup.native_codes)
        try:
            return SlipDone(job.job, self._printer.print_slip(job.job, slip.picture))
        except DeviceError as error:
            fault = Fault(code=FaultCode.DEVICE_MISSING, detail=error.what)
            return SlipDone(job.job, Printed.NOTHING_SENT, fault)

    def _now(self) -> Moment:
        return Moment(self._bench.pace.monotonic(), self._bench.pace.utc_ms())
