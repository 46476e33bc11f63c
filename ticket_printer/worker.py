"""The one thread that touches the printer: it blocks here, so that the program's loop never does."""

import logging
import queue
import threading
from collections.abc import Callable

from contracts.messages import PrintJob, Sheet
from contracts.vocabulary import FaultCode
from hardware.errors import DeviceError
from hardware.keeper import Keeper
from hardware.ports import Paper, Printed, Raster, TicketPrinter
from ticket_printer.sheets import Trial
from ticket_printer.spool import Happening, PrinterFailed, PrinterSaid, SlipDone


class SheetDone:
    """A checklist or a trial came out, or did not: nobody asks for it again."""


log = logging.getLogger(__name__)


class PrinterWorker:
    """Does one order after the other and puts what came of it into the inbox."""

    def __init__(
        self,
        open_printer: Callable[[], TicketPrinter],
        picture_of: Callable[[PrintJob | Sheet | Trial], Raster],
        inbox: Callable[[Happening | SheetDone], None],
    ) -> None:
        """``open_printer`` is called at the first order, and again after the printer could not be reached."""
        self._printer = Keeper("printer", open_printer, otherwise=FaultCode.PRINTER_OFFLINE)
        self._picture_of, self._inbox = picture_of, inbox
        self._orders: queue.SimpleQueue[PrintJob | Sheet | Trial | bool] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="printer", daemon=True)

    def start(self) -> None:
        """Wait for orders."""
        self._thread.start()

    def ask(self) -> None:
        """Ask the printer how it is; ends in PrinterSaid or PrinterFailed."""
        self._orders.put(True)

    def print(self, job: PrintJob) -> None:
        """Print a slip; ends in SlipDone."""
        self._orders.put(job)

    def print_sheet(self, sheet: Sheet | Trial) -> None:
        """Print a checklist or a trial; ends in SheetDone."""
        self._orders.put(sheet)

    def healthy(self) -> bool:
        """Whether the thread lives."""
        return self._thread.is_alive()

    def close(self) -> None:
        """Do what was ordered, release the printer and stop; gives up after two seconds."""
        self._orders.put(False)
        self._thread.join(2)

    def _run(self) -> None:
        while order := self._orders.get():
            match order:
                case bool():
                    self._inbox(self._ask())
                case Sheet() | Trial():
                    self._inbox(self._print_sheet(order))
                case _:
                    self._inbox(self._print(order))
        self._printer.close()

    def _ask(self) -> Happening:
        paper = self._printer.use(lambda printer: printer.status())
        fault = self._printer.fault
        return PrinterFailed(fault) if paper is None and fault else PrinterSaid(paper or Paper.UNKNOWN)

    def _print_sheet(self, sheet: Sheet | Trial) -> SheetDone:
        try:
            picture = self._picture_of(sheet)
        except Exception:  # as for a slip
            log.exception("a checklist or a trial cannot be drawn")
        else:
            self._printer.use(lambda printer: printer.print_slip(f"sheet-{sheet.sheet}", picture))
        return SheetDone()

    def _print(self, job: PrintJob) -> Happening:
        try:
            picture = self._picture_of(job)
        except Exception:  # a slip that cannot be drawn must not stop the queue
            log.exception("the slip of %s cannot be drawn", job.job)
            return SlipDone(job.job, Printed.NOTHING_SENT)
        begun = False

        def work(printer: TicketPrinter) -> SlipDone:
            nonlocal begun
            try:
                return SlipDone(job.job, printer.print_slip(job.job, picture), confirms=printer.confirms)
            except DeviceError:
                raise
            except Exception:  # a bug of the driver: nobody knows whether paper came out
                begun = True
                raise

        done = self._printer.use(work)
        if done is None and begun:
            return SlipDone(job.job, Printed.UNKNOWN, self._printer.fault)
        return done or SlipDone(job.job, Printed.NOTHING_SENT, self._printer.fault)
