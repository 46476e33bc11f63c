"""The external keypad, read in a thread of its own: presses go over the bridge, never through the window."""

import threading
from collections.abc import Callable
from functools import partial

from contracts import messages as m
from hardware.keeper import Keeper
from hardware.ports import Clock, Keys
from hardware.ports.keys import STABLE_S, KeyEdge

POLL_S = 0.02

Press = Callable[[str, float], None]
"""The key, and when it went down (monotonic seconds)."""
Complain = Callable[[str, m.Fault | None], None]


class KeypadThread:
    """Reads until it is closed; a keypad that is pulled out is a fault, and is taken up again."""

    def __init__(self, build: Callable[[], Keys], press: Press, complain: Complain, clock: Clock) -> None:
        """``build`` opens the keypad and may raise DeviceError; the callbacks are called in this thread."""
        self._keys: Keeper[Keys] = Keeper("keypad", build, partial(complain, "keypad"))
        self._press, self._clock = press, clock
        self._stop = threading.Event()
        self._worker = threading.Thread(target=self._run, name="keypad", daemon=True)
        self._worker.start()

    def close(self) -> None:
        """Stop reading. May be called twice."""
        self._stop.set()
        self._worker.join(2)

    def _run(self) -> None:
        came_up: dict[str, float] = {}
        while not self._stop.wait(max(POLL_S, self._keys.wait_s)):
            read = self._keys.use(lambda keys: (keys.edges(self._clock.monotonic()), keys.bounces))
            edges, bounces = read or ((), False)
            for edge in edges:
                if isinstance(edge, KeyEdge):
                    self._move(edge, came_up, stable_s=STABLE_S if bounces else 0.0)
        self._keys.close()

    def _move(self, edge: KeyEdge, came_up: dict[str, float], *, stable_s: float) -> None:
        if not edge.down:
            came_up[edge.name] = edge.at
        elif edge.at - came_up.get(edge.name, float("-inf")) >= stable_s:
            self._press(edge.name, edge.at)
