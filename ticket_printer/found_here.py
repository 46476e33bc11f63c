"""The caretaker wants this machine's printers found, or another one used: what the printer's program does for that.

It looks in a thread of its own, tells on presence what it found, and leaves a choice where a job of the machine puts it to use
(``office-chosen-printer.service``, as root: the settings are not the program's).
"""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from contracts import messages as m
from hardware.chosen_printer import WISH, ChosenPrinter, usb_printers
from hardware.drivers.escpos.serial_look import serial_ports
from hardware.durable import write_durably
from hardware.host.care import take_care

log = logging.getLogger(__name__)


def printers_here() -> tuple[m.FoundPrinter, ...]:
    """On the cables of this machine; those in the network the desk finds itself."""
    usb = [m.FoundPrinter(way="lp", place=found.printer.path, name=found.name) for found in usb_printers()]
    serial = [
        m.FoundPrinter(way="serial", place=str(port.path), answer=port.answer, baud=port.baud, flow=port.flow)
        for port in serial_ports()
    ]
    return (*usb, *serial)[: m.MOST_PRINTERS]


class PrinterCare:
    """``memory``: the program's own folder; None where it has none. ``tell``: what was found."""

    def __init__(
        self,
        memory: Path | None,
        tell: Callable[[tuple[m.FoundPrinter, ...]], object],
        look: Callable[[], tuple[m.FoundPrinter, ...]] = printers_here,
    ) -> None:
        self._memory, self._tell, self._look = memory, tell, look
        self._looking = threading.Lock()

    def obey(self, care: m.Care) -> object:
        """Called in the link's thread; returns at once."""
        if care.what == "find-printers":
            threading.Thread(target=self._find, name="find-printers", daemon=True).start()
        elif care.what == "use-printer":
            self._use(care)
        else:
            return take_care(care)
        return True

    def _find(self) -> None:
        if not self._looking.acquire(blocking=False):  # somebody pressed twice
            return
        try:
            self._tell(self._look())
        except Exception:  # printing goes on
            log.exception("printers cannot be looked for")
        finally:
            self._looking.release()

    def _use(self, care: m.Care) -> None:
        if care.printer is None or self._memory is None:
            return
        try:
            chosen = ChosenPrinter.of(care.printer)
            write_durably(self._memory / WISH, chosen.model_dump_json().encode())
        except (ValueError, OSError) as error:
            log.warning("the printer cannot be used: %s", error)
