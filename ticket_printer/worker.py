"""The one thread that touches the printer: it blocks here, so that the program's loop never does."""

import logging
import queue
import threading
from collections.abc import Callable

from contracts.messages import Fault, PrintJob
from contracts.vocabulary import FaultCode
from hardware.errors import DeviceError, DeviceMissing
from hardware.faults import fault_of
from hardware.ports import Printed, Raster, TicketPrinter
from ticket_printer.spool import Happening, PrinterFailed, PrinterSaid, SlipDone

log = logging.getLogger(__name__)


class PrinterWorker:
    """Does one order after the other and puts what came of it into the inbox."""

    def __init__(
        self,
        open_printer: Callable[[], TicketPrinter],
        picture_of: Callable[[PrintJob], Raster],
        inbox: Callable[[Happening], None],
    ) -> None:
        """``open_printer`` is called at the first order, and again after the printer could not be reached."""
        self._open, self._picture_of, self._inbox = open_printer, picture_of, inbox
        self._printer: TicketPrinter | None = None
        self._orders: queue.SimpleQueue[PrintJob | bool] = queue.SimpleQueue()
        self._logged = ""
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

    def healthy(self) -> bool:
        """Whether the thread lives."""
        return self._thread.is_alive()

    def close(self) -> None:
        """Do what was ordered, release the printer and stop; gives up after two seconds."""
        self._orders.put(False)
        self._thread.join(2)

    def _run(self) -> None:
        while order := self._orders.get():
            self._inbox(self._ask() if isinstance(order, bool) else self._print(order))
        self._let_go()

    def _ask(self) -> Happening:
        try:
            said = PrinterSaid(self._ready().status())
        except DeviceError as error:
            return PrinterFailed(self._failed(error))
        except Exception as error:  # whatever a driver's library throws: the thread must live on
            log.exception("the printer's driver failed when it was asked")
            return PrinterFailed(fault_of("printer", error, FaultCode.PRINTER_OFFLINE))
        self._logged = ""
        return said

    def _print(self, job: PrintJob) -> Happening:
        try:
            printer, picture = self._ready(), self._picture_of(job)
        except DeviceError as error:
            return SlipDone(job.job, Printed.NOTHING_SENT, self._failed(error))
        except Exception:  # a slip that cannot be drawn must not stop the queue
            log.exception("the slip of %s cannot be drawn", job.job)
            return SlipDone(job.job, Printed.NOTHING_SENT)
        try:
            return SlipDone(job.job, printer.print_slip(job.job, picture), confirms=printer.confirms)
        except DeviceError as error:
            return SlipDone(job.job, Printed.NOTHING_SENT, self._failed(error))
        except Exception:  # nobody knows whether paper came out
            log.exception("the printer's driver failed in the slip of %s", job.job)
            return SlipDone(job.job, Printed.UNKNOWN)

    def _ready(self) -> TicketPrinter:
        if self._printer is None:
            self._printer = self._open()
        return self._printer

    def _failed(self, error: DeviceError) -> Fault:
        if str(error) != self._logged:  # the same trouble every second is one line
            log.warning("%s. %s", error, error.remedy)
            self._logged = str(error)
        self._let_go()
        missing = isinstance(error, DeviceMissing)
        code = FaultCode.DEVICE_MISSING if missing else FaultCode.PRINTER_OFFLINE
        return fault_of("printer", error, code)

    def _let_go(self) -> None:
        if self._printer is not None:
            self._printer.close()
            self._printer = None
