"""One case from the first slip to the last, with the people around the printer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hardware.sim.escpos.faults.cases import Case, Setup
from hardware.sim.escpos.faults.clients import Client
from hardware.sim.escpos.faults.judge import Claim, Counts, End, in_hand, judge
from hardware.sim.escpos.faults.mishaps import Bench, arm
from hardware.sim.escpos.faults.specimen import Slip
from hardware.sim.escpos.machine import Machine
from hardware.sim.escpos.pace import VirtualPace
from hardware.sim.escpos.wire import Wire

LOOK_S = 12.0
"""After a mishap was mended: how long people wait for what the printer still holds."""
Hire = Callable[[Bench, Setup], Client]
Draw = Callable[[str, int, int], Slip]


@dataclass(frozen=True)
class Told:
    """What came of a case."""

    case: Case
    counts: Counts
    claims: tuple[Claim, ...]
    bench: Bench

    def __str__(self) -> str:
        ends = ", ".join(f"{c.slip.number}/{c.slip.copy} {c.end}" for c in self.claims)
        return f"{self.case}: {self.counts} ({ends})"


def put_up(setup: Setup) -> Bench:
    """A printer that is well, with nothing on its paper."""
    machine, pace = Machine(setup.model), VirtualPace()
    machine.advance(pace.monotonic())
    return Bench(machine, Wire(machine, pace, setup.pipe), pace)


def stream_of(setup: Setup, hire: Hire, draw: Draw) -> bytes:
    """The bytes of a slip that goes well: what the client sends from the order to the end."""
    bench = put_up(setup)
    client = hire(bench, setup)
    client.print(draw("A000", 1, setup.profile.dots))
    before = len(client.carried)
    client.print(draw("A001", 1, setup.profile.dots))
    return bytes(client.carried[before:])


def tell(case: Case, hire: Hire, draw: Draw) -> Told:
    """A slip, a mishap in it; what people do about it; the next citizen's slip, perhaps with a mishap too."""
    bench = put_up(case.setup)
    client, dots = hire(bench, case.setup), case.setup.profile.dots
    knife = case.setup.profile.cut != "none"

    def printed(slip: Slip) -> Claim:
        end = client.print(slip)
        bench.wire.settle()
        return Claim(slip, end, in_hand(slip, bench.machine.roll.everything(), knife=knife))

    def slips() -> Iterator[Claim]:
        yield printed(draw("A000", 1, dots))
        arm(bench, case.first, case.offset)
        first = printed(draw("A001", 1, dots))
        yield first
        _people_come(bench)
        sheets = bench.machine.roll.everything()
        if first.end is End.UNKNOWN and not in_hand(first.slip, sheets, knife=knife):
            yield printed(draw("A001", 2, dots))
        if case.second:
            arm(bench, case.second, case.offset)
        yield printed(draw("A002", 1, dots))
        _people_come(bench)

    claims = tuple(slips())
    issued = frozenset(("A000", "A001", "A002"))
    counts = judge(claims, bench.machine.roll.everything(), issued, knife=knife)
    return Told(case, counts, claims, bench)


def _people_come(bench: Bench) -> None:
    bench.settle(1.0)
    bench.mend()
    bench.settle(LOOK_S)
