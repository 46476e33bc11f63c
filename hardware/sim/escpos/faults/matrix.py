"""All cases of all setups, summed up."""

from dataclasses import dataclass, field

from hardware.sim.escpos.faults.cases import every, sampled, setups
from hardware.sim.escpos.faults.judge import Counts
from hardware.sim.escpos.faults.story import Draw, Hire, Outcome, stream_of, tell


@dataclass
class Sum:
    """What came of many cases."""

    cases: int = 0
    setups: int = 0
    counts: Counts = field(default_factory=Counts)
    lies: list[Outcome] = field(default_factory=list)

    def add(self, told: Outcome) -> None:
        """One case more."""
        self.cases += 1
        self.counts += told.counts
        if not told.counts.clean:
            self.lies.append(told)


def run(hire: Hire, draw: Draw, seed: int, *, everything: bool = False, step: int = 1) -> Sum:
    """Tell all cases, or every ``step``-th; deterministic for a ``seed`` but for the driver's own nonces."""
    total = Sum()
    for setup in setups():
        total.setups += 1
        stream = stream_of(setup, hire, draw)
        cases = every(setup, stream, seed) if everything else sampled(setup, stream, seed)
        for number, case in enumerate(cases):
            if number % step == 0:
                total.add(tell(case, hire, draw))
    return total
