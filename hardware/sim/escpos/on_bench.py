"""A byte-level printer on the bench: it shows its paper, and goes wrong when the bench says so.

It hears ``{"fault": NAME}`` (the names of ``FAULTS``) and ``{"model": NAME}``, and tells both again when it
obeyed. It tells ``{"paper": ...}`` in the words of the port, ``{"slip": ...}`` for what falls into the tray and
``{"hanging": ...}`` for what sticks out of a printer that stopped. It sees dots only, so ``job`` and ``number``
of a slip are empty: who wants to know whose slip it is must read it, as a citizen does.
"""

import base64
import contextlib
import logging
import queue
from collections.abc import Callable
from pathlib import Path

from hardware.ports import Paper
from hardware.sim.bench import BenchDevice, BenchMessage
from hardware.sim.escpos.machine import Machine
from hardware.sim.escpos.model import MODELS, PrinterModel
from hardware.sim.escpos.paper import Sheet
from hardware.sim.escpos.plugs import SerialPlug, TcpPlug
from hardware.sim.escpos.running import RunningPrinter
from hardware.sim.escpos.status import Trouble

log = logging.getLogger(__name__)

STRIKES_AFTER_ROWS = 200
POWER_CUT, UNPLUGGED, DIES, NONE = "power-cut", "unplugged", "dies-mid-slip", "none"
IN_SLIP = {f"{trouble}-mid-slip": trouble for trouble in Trouble if trouble is not Trouble.NEAR_END}
FAULTS = (NONE, *Trouble, POWER_CUT, UNPLUGGED, DIES, *IN_SLIP)


class BenchPrinter:
    """One printer and its end of the bench. ``turn`` it in a loop."""

    def __init__(self, bench: Path, device: str, model: PrinterModel, plug: TcpPlug | SerialPlug) -> None:
        """Ready for a host at once."""
        self._orders: queue.SimpleQueue[BenchMessage] = queue.SimpleQueue()
        self._sheets: queue.SimpleQueue[Sheet] = queue.SimpleQueue()
        self._plug, self._device = plug, device
        self._told_paper: Paper | None = None
        self._told_hanging: Sheet | None = None
        self._bench = BenchDevice(bench, device, self._orders.put)
        self._printer = self._put_up(model)

    def turn(self) -> None:
        """Obey an order, if there is one, and show what is new."""
        with contextlib.suppress(queue.Empty):
            self._obey(self._orders.get_nowait())
        while not self._sheets.empty():
            self._show_slip(self._sheets.get())
        self._printer.do(self._look)

    def healthy(self) -> bool:
        """Whether the printer's thread lives."""
        return self._printer.healthy()

    def close(self) -> None:
        """Leave the bench and switch off. The plug is the caller's."""
        self._printer.close()
        self._bench.close()

    def _put_up(self, model: PrinterModel) -> RunningPrinter:
        self._bench.tell(model=model.name)
        return RunningPrinter(Machine(model), self._plug, self._sheets.put)

    def _obey(self, order: BenchMessage) -> None:
        fault, model = order.get("fault"), order.get("model")
        if fault in FAULTS:
            self._printer.do(self._cause(str(fault)))
            self._bench.tell(fault=str(fault))
        elif model in MODELS:
            self._printer.close()
            self._plug.cut()
            self._printer = self._put_up(MODELS[str(model)])
        else:
            log.warning("%s does not know the order %r", self._device, order)

    def _cause(self, fault: str) -> Callable[[Machine, float], None]:
        def cause(machine: Machine, now: float) -> None:
            if fault != UNPLUGGED:
                self._mend(machine, now)
            match fault:
                case "none":
                    pass
                case "power-cut":
                    machine.power_off()
                case "unplugged":
                    self._plug.plugged = False
                case "dies-mid-slip":
                    machine.at_row(STRIKES_AFTER_ROWS, machine.power_off)
                case later if later in IN_SLIP:
                    machine.at_row(STRIKES_AFTER_ROWS, lambda: machine.trouble(IN_SLIP[later], machine.time))
                case _:
                    machine.trouble(Trouble(fault), now)

        return cause

    def _mend(self, machine: Machine, now: float) -> None:
        machine.disarm()
        self._plug.plugged = True
        if not machine.on and not machine.roll.hanging.blank:
            machine.roll.tear()  # whoever switches it on again takes the torn slip out first
        machine.power_on(now)
        machine.mend(now)

    def _look(self, machine: Machine, now: float) -> None:
        there = machine.ready(now) and self._plug.plugged
        paper = machine.condition.paper if there else Paper.OFFLINE
        if paper is not self._told_paper:
            self._told_paper = paper
            self._bench.tell(paper=paper.value)
        stopped = machine.condition.stopped or not machine.on
        hanging = machine.roll.hanging if stopped and not machine.roll.hanging.blank else None
        if hanging != self._told_hanging:
            self._told_hanging = hanging
            self._bench.tell(hanging={"png": _text(hanging)} if hanging else None)

    def _show_slip(self, sheet: Sheet) -> None:
        if sheet.blank:
            return
        whole = sheet.cut or not self._printer.machine.model.cutter
        self._bench.tell(slip={"job": "", "number": "", "copy": 0, "whole": whole, "png": _text(sheet)})


def _text(sheet: Sheet) -> str:
    return base64.b64encode(sheet.png()).decode()
