"""A machine in a thread of its own, in real time, behind a plug."""

import threading
from collections.abc import Callable

from hardware.sim.escpos.machine import Machine
from hardware.sim.escpos.pace import RealPace
from hardware.sim.escpos.paper import Sheet
from hardware.sim.escpos.plugs import Plug
from hardware.sim.escpos.works import UnmodelledError

BUSY_S, IDLE_S = 0.002, 0.02


class RunningPrinter:
    """Turns until it is closed. Everything that touches the machine goes through ``do``."""

    def __init__(
        self, machine: Machine, plug: Plug, on_sheet: Callable[[Sheet], object] = lambda _sheet: None
    ) -> None:
        """``on_sheet`` is called in the thread with everything that is cut off."""
        self.machine, self.plug = machine, plug
        self.failed: UnmodelledError | None = None
        self._on_sheet, self._shown = on_sheet, 0
        self._pace = RealPace()
        self._lock, self._closing = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="simulated-printer", daemon=True)
        self._thread.start()

    def do(self, what: Callable[[Machine, float], object]) -> None:
        """``what(machine, now)`` between two turns."""
        with self._lock:
            now = self._pace.monotonic()
            self.machine.advance(now)
            what(self.machine, now)

    def close(self) -> None:
        """Stop the thread and pull the plug."""
        self._closing.set()
        self._thread.join(5)
        self.plug.close()

    def _run(self) -> None:
        while not self._closing.is_set():
            with self._lock:
                try:
                    now = self._pace.monotonic()
                    self.machine.advance(now)
                    self.plug.turn(self.machine, now, IDLE_S if self.machine.idle else BUSY_S)
                except UnmodelledError as error:
                    self.failed = error
                    return
            self._show()

    def _show(self) -> None:
        sheets = self.machine.roll.sheets
        while self._shown < len(sheets):
            self._on_sheet(sheets[self._shown])
            self._shown += 1
