"""A board: the real flow, and what it must show by then."""

from contracts import messages as m
from contracts.vocabulary import CounterId
from display_board.flow import Tick, step
from display_board.model import BANNER_AFTER_S, Model
from hardware.link.station import Heard, StationHappening
from simulation.day.device import Device, World


class Board(Device):
    """See above."""

    def __init__(self, name: str, world: World, counters: tuple[CounterId, ...]) -> None:
        super().__init__(name, world)
        self._counters = counters

    def begin(self) -> None:
        """See Device."""
        self.model = Model(started=self.now)

    def filters(self) -> tuple[str, ...]:
        """As the program."""
        topics = self.station.topics
        return (
            topics.state("office"),
            topics.state("queue"),
            topics.state("board"),
            *(topics.state("counter", counter) for counter in self._counters),
        )

    def take(self, happening: StationHappening) -> None:
        """See Device."""
        what = happening.message if isinstance(happening, Heard) else happening
        self.model = step(self.model, what, self.now)
        if isinstance(what, m.BoardState):
            for call in what.calls:
                known = (call.ticket, call.counter) in self.world.reference.called
                self.world.ledger.check(
                    "P7", known, f"{self.name} shows a call of {call.ticket} that did not happen"
                )

    def tick(self) -> None:
        """See Device."""
        self.model = step(self.model, Tick(self.station.twice()), self.now)

    @property
    def says_it_lost_the_desk(self) -> bool:
        """Whether the banner stands."""
        return self.model.quiet_s(self.now) > BANNER_AFTER_S

    def shown(self) -> dict[str, str]:
        """Which ticket the signs show at each counter."""
        states = {counter: known.state for counter, known in self.model.counters.items()}
        return {counter: state.call.ticket for counter, state in states.items() if state.call}
