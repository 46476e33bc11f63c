"""What goes wrong in a case, and who mends it when."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from hardware.sim.escpos.machine import Machine
from hardware.sim.escpos.pace import VirtualPace
from hardware.sim.escpos.status import Trouble
from hardware.sim.escpos.wire import Wire

SOON_S = 2.0


class Kind(StrEnum):
    """A mishap. ``late`` ones are mended only after the client gave up."""

    LINK_CUT = "link cut"
    UNPLUGGED_LATE = "unplugged, plugged in late"
    POWER_AT_ARRIVAL = "power cut as the byte arrives"
    POWER_ON_PAPER = "power cut as the byte is printed"
    PAPER_SOON = "paper end, refilled soon"
    PAPER_LATE = "paper end, refilled late"
    COVER_SOON = "cover opened, closed soon"
    COVER_LATE = "cover opened, closed late"
    JAM_SOON = "cutter jam, freed soon"
    JAM_LATE = "cutter jam, freed late"
    HUNG_UP = "connection closed, open again at once"
    STALLED = "a transfer stalls"


_TROUBLE = {
    Kind.PAPER_SOON: Trouble.END,
    Kind.PAPER_LATE: Trouble.END,
    Kind.COVER_SOON: Trouble.COVER_OPEN,
    Kind.COVER_LATE: Trouble.COVER_OPEN,
    Kind.JAM_SOON: Trouble.CUTTER_JAM,
    Kind.JAM_LATE: Trouble.CUTTER_JAM,
}
_SOON = (Kind.LINK_CUT, Kind.PAPER_SOON, Kind.COVER_SOON, Kind.JAM_SOON)


@dataclass(frozen=True)
class Bench:
    """One printer, its cable and its time."""

    machine: Machine
    wire: Wire
    pace: VirtualPace

    def settle(self, seconds: float) -> None:
        """Let the printer work on."""
        self.pace.sleep(seconds)
        self.wire.settle()

    def mend(self) -> None:
        """A person comes and makes everything well."""
        now = self.pace.monotonic()
        self.machine.advance(now)
        self.machine.disarm()
        if not self.machine.on:
            self.machine.power_on(now)
        self.machine.mend(now)
        self.wire.plug()


def arm(bench: Bench, kind: Kind, offset: int) -> None:
    """Let ``kind`` happen at the ``offset``-th byte from now; what is mended soon mends itself."""
    if kind in (Kind.POWER_ON_PAPER, *_TROUBLE):
        bench.machine.at_byte(offset, _cause(bench, kind))
    elif offset == 0:
        _cause(bench, kind)()
    else:
        bench.machine.at_arrival(offset, _cause(bench, kind))


def _cause(bench: Bench, kind: Kind) -> Callable[[], None]:
    def cause() -> None:
        if kind in _TROUBLE:
            bench.machine.trouble(_TROUBLE[kind], bench.machine.time)
        elif kind in (Kind.POWER_AT_ARRIVAL, Kind.POWER_ON_PAPER):
            bench.machine.power_off()
        elif kind is Kind.HUNG_UP:
            bench.wire.hang_up()
        elif kind is Kind.STALLED:
            bench.wire.stall()
        else:
            bench.wire.cut()
        if kind in _SOON:
            bench.pace.later(SOON_S, bench.mend)

    return cause
