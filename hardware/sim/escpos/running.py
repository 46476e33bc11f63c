"""A machine in a thread of its own, in real time, behind a plug."""

import threading
from collections.abc import Callable
from pathlib import Path

from hardware.sim.escpos.machine import Machine
from hardware.sim.escpos.pace import RealPace
from hardware.sim.escpos.paper import Sheet
from hardware.sim.escpos.plugs import Plug
from hardware.sim.escpos.works import UnmodelledError

BUSY_S, IDLE_S = 0.002, 0.02
TEAR_S = 1.0
"""A printer without a knife has been still for so long: whoever waits for the slip tears it off."""


class RunningPrinter:
    """Turns until it is closed. Everything that touches the machine goes through ``do``."""

    def __init__(
        self, machine: Machine, plug: Plug, on_sheet: Callable[[Sheet], object] = lambda _sheet: None
    ) -> None:
        """``on_sheet`` is called in the thread with everything that is cut off; nothing of it is kept here."""
        self.machine = machine
        self.failed: UnmodelledError | None = None
        self._plug, self._on_sheet = plug, on_sheet
        self._pace = RealPace()
        self._still_since = self._pace.monotonic()
        self._lock, self._closing = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="simulated-printer", daemon=True)
        self._thread.start()

    def do(self, what: Callable[[Machine, float], object]) -> None:
        """``what(machine, now)`` between two turns."""
        with self._lock:
            now = self._pace.monotonic()
            self.machine.advance(now)
            what(self.machine, now)

    def turn(self) -> None:
        """Nothing: it turns by itself."""

    def healthy(self) -> bool:
        """Whether the thread works."""
        return self._thread.is_alive()

    def close(self) -> None:
        """Stop the thread. The plug is the caller's."""
        self._closing.set()
        self._thread.join(5)

    def _run(self) -> None:
        while not self._closing.is_set():
            with self._lock:
                try:
                    now = self._pace.monotonic()
                    self.machine.advance(now)
                    self._tear(now)
                    self._plug.turn(self.machine, now, IDLE_S if self.machine.idle else BUSY_S)
                except UnmodelledError as error:
                    self.failed = error
                    return
            self._show()

    def _tear(self, now: float) -> None:
        machine = self.machine
        if (
            machine.model.cutter
            or not machine.idle
            or machine.condition.stopped
            or machine.roll.hanging.blank
        ):
            self._still_since = now
        elif now - self._still_since >= TEAR_S:
            machine.roll.tear()

    def _show(self) -> None:
        for sheet in self.machine.roll.take():
            self._on_sheet(sheet)


class SlipFolder:
    """A tray: every slip becomes a picture in a folder."""

    def __init__(self, folder: Path) -> None:
        """The folder is made when the first slip comes."""
        self._folder, self._slips = folder, 0

    def keep(self, sheet: Sheet) -> None:
        """Write the next picture. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._slips += 1
        (self._folder / f"slip-{self._slips:04d}.png").write_bytes(sheet.png())
