"""Makes the faults of a history happen."""

from hardware.ports import Paper
from simulation.day.history import Fault
from simulation.day.network import Weather
from simulation.day.office import SimOffice
from simulation.day.promises import Watch

NOTICE_S = 25.0
"""A death that is due comes with one of the next steps: of an idle desk, within so many seconds."""


class Faults:
    """See above."""

    def __init__(self, office: SimOffice, watch: Watch) -> None:
        self._office, self._watch = office, watch
        self._later = office.loop.call_later

    def happen(self, fault: Fault) -> None:
        """Let it happen now."""
        until = self._office.loop.time() + fault.seconds
        match fault.kind:
            case "kill" | "power-cut":
                self._kill(fault, until)
            case "crash":
                self._office.network.crash()
                self._later(fault.seconds, self._office.network.come_back)
            case "cut":
                self._cut(fault)
            case "weather":
                self._weather(fault.amount / 100, until)
            case "clock-step":
                self._step(fault)
            case "disk":
                self._office.disk.trouble = "doubt" if fault.amount else "full"
                self._later(fault.seconds, self._disk_is_well)
            case _:
                self._on_device(fault)
        self._watch.trouble(until)

    def _kill(self, fault: Fault, until: float) -> None:
        power = fault.kind == "power-cut"
        if power:
            self._office.desk.machine.stepped_ms = 0  # its battery clock is right
        self._office.desk.kill(fault.point, fault.seconds, power=power)
        self._watch.trouble(until + NOTICE_S)

    def _cut(self, fault: Fault) -> None:
        link = self._office.network.links[fault.part]
        link.cut, link.deaf = True, link.up

        def noticed() -> None:
            self._office.network.links[fault.part].lose("the cable was pulled")

        def plugged_in() -> None:
            now = self._office.network.links[fault.part]
            now.cut = False
            now.lose("the cable was pulled")
            now.connect()

        if fault.amount < fault.seconds:
            self._later(fault.amount, noticed)
        self._later(fault.seconds, plugged_in)

    def _weather(self, how_bad: float, until: float) -> None:
        network = self._office.network
        network.weather = Weather(lost=how_bad, twice=how_bad, late=how_bad)
        network.rough_until = until

        def clears() -> None:
            if network.rough_until <= self._office.loop.time():
                network.weather = Weather()

        self._later(until - self._office.loop.time() + 0.001, clears)

    def _step(self, fault: Fault) -> None:
        machine = self._office.desk.machine
        machine.stepped_ms = round(fault.amount * 1000)

        def mended() -> None:
            machine.stepped_ms = 0

        self._later(fault.seconds, mended)

    def _disk_is_well(self) -> None:
        self._office.disk.trouble = None

    def _on_device(self, fault: Fault) -> None:
        match fault.kind:
            case "restart":
                device = self._office.devices[fault.part]
                if device.running:
                    device.stop()
                    self._later(fault.seconds, device.start)
            case "paper-end":
                printer = self._office.printers[fault.part]
                printer.paper = Paper.END
                self._later(fault.seconds, lambda: setattr(printer, "paper", Paper.READY))
            case "tear":
                self._office.printers[fault.part].tears = True
            case kind:
                raise ValueError(f"no such fault: {kind}")
