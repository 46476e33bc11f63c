"""One case from the first slip to the last, with the people around the printer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hardware.sim.escpos.faults.cases import FAST, Case, Setup
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
Draw = Callable[[str, int, int, bool], Slip]
"""Number, copy, dots of the paper, and whether a real code is to be on it."""


@dataclass(frozen=True)
class Outcome:
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
    bytes_per_s = setup.bytes_per_s if setup.bytes_per_s < FAST else float("inf")
    return Bench(machine, Wire(machine, pace, setup.pipe, bytes_per_s), pace)


def stream_of(setup: Setup, hire: Hire, draw: Draw) -> bytes:
    """The bytes of a slip that goes well: what the client sends from the order to the end."""
    bench = put_up(setup)
    client = hire(bench, setup)
    client.print(draw("A000", 1, setup.profile.dots, setup.native_codes))
    before = len(client.carried)
    client.print(draw("A001", 1, setup.profile.dots, setup.native_codes))
    return bytes(client.carried[before:])


def tell(case: Case, hire: Hire, draw: Draw) -> Outcome:
    """A slip, a mishap in it; what people do about it; the next citizen's slip, perhaps with a mishap too."""
    bench = put_up(case.setup)
    client = hire(bench, case.setup)
    knife = case.setup.profile.cut != "none"

    def printed(number: str, copy: int = 1) -> Claim:
        slip = draw(number, copy, case.setup.profile.dots, case.setup.native_codes)
        end = client.print(slip)
        bench.wire.settle()
        return Claim(slip, end, in_hand(slip, bench.machine.roll.everything(), knife=knife))

    def slips() -> Iterator[Claim]:
        yield printed("A000")
        arm(bench, case.first, case.offset)
        first = printed("A001")
        yield first
        _people_come(bench)
        sheets = bench.machine.roll.everything()
        if first.end is End.UNKNOWN and not in_hand(first.slip, sheets, knife=knife):
            yield printed("A001", 2)
        if case.second:
            arm(bench, case.second, case.offset)
        yield printed("A002")
        _people_come(bench)

    claims = tuple(slips())
    issued = frozenset(("A000", "A001", "A002"))
    counts = judge(claims, bench.machine.roll.everything(), issued, knife=knife)
    return Outcome(case, counts, claims, bench)


def _people_come(bench: Bench) -> None:
    bench.settle(1.0)
    bench.mend()
    bench.settle(LOOK_S)
