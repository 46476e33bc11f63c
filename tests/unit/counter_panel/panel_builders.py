"""A box that is told what happens: ``box = PanelStory(); box.tap(0.0, KeyName.NEXT)``."""

from contracts.messages import Call, CounterState
from contracts.vocabulary import CounterId, RequestId
from hardware.counter_panel import happenings as hp
from hardware.counter_panel import panel as p
from hardware.counter_panel.asked import ClerkCommand
from hardware.counter_panel.hands import KeyName
from hardware.counter_panel.key import Gesture

COUNTER = CounterId("counter-1")
DESK_AT_START = 1_795_000_000_000


def a_state(waiting: int = 0, *, serving: bool = False, seq: int = 1, number: str = "A001"):
    call = Call(ticket=f"20261121-{number}", number=number, counter=COUNTER, label="1", at=1, times=1)
    return CounterState(
        epoch=1, seq=seq, at=1, counter=COUNTER, label="1", call=call if serving else None, waiting=waiting
    )


IDLE, SERVING = a_state(2), a_state(2, serving=True)


class PanelStory:
    """A panel, what it sent and when."""

    def __init__(self, state: CounterState | None = IDLE) -> None:
        self.panel, self.alive, self._next_id = p.Panel(COUNTER, state), True, 0
        self.sent: list[tuple[float, ClerkCommand]] = []

    def moment(self, t: float):
        return hp.Moment(t, DESK_AT_START + int(t * 1000), self.alive)

    def at(self, t: float, happening: hp.Happening):
        self.panel, commands = p.step(self.panel, happening, self.moment(t))
        self.sent += [(t, command) for command in commands]
        return commands

    def finger(
        self, t: float, key: KeyName, gesture: Gesture = Gesture.PRESS, *, read_at: float | None = None
    ):
        """A gesture at ``t``; the program was busy until ``read_at``."""
        self._next_id += 1
        return self.at(
            t if read_at is None else read_at,
            hp.Fingered(key, gesture, RequestId(f"00000000-0000-0000-0000-{self._next_id:012d}"), t),
        )

    def hold(self, t: float, key: KeyName):
        """A long press that begins at ``t``."""
        self.finger(t, key)
        return self.finger(t + 1.5, key, Gesture.LONG)

    def tell(self, t: float, number: str | None):
        """Another ticket is at the counter, or nobody."""
        return self.at(t, hp.StateArrived(a_state(2, serving=number is not None, number=number or "A001")))

    def answer(self, t: float, *, refused: bool = False):
        return self.at(t, hp.Answered(self.sent[-1][1].request_id, refused))

    def ticks(self, start: float, end: float):
        for tenth in range(round(start * 10), round(end * 10) + 1):
            self.at(tenth / 10, hp.Tick())

    def lamps(self, t: float):
        return {lamp.value for lamp in p.lamps(self.panel, self.moment(t))}

    def lamps_over(self, start: float, seconds: float):
        """Every set of lamps that is seen, in order, without repeats."""
        seen = [self.lamps(start + hundredth / 100) for hundredth in range(round(seconds * 100))]
        return [lit for index, lit in enumerate(seen) if index == 0 or lit != seen[index - 1]]
