"""The external keypad, read in a thread of its own: presses go over the bridge, never through the window."""

import threading
from collections.abc import Callable
from functools import partial

from contracts import messages as m
from hardware.keeper import Keeper
from hardware.ports import Keys

POLL_S = 0.02

Press = Callable[[str], None]
Complain = Callable[[str, m.Fault | None], None]


class KeypadThread:
    """Reads until it is closed; a keypad that is pulled out is a fault, and is taken up again."""

    def __init__(self, build: Callable[[], Keys], press: Press, complain: Complain) -> None:
        """``build`` opens the keypad and may raise DeviceError; the callbacks are called in this thread."""
        self._keys: Keeper[Keys] = Keeper("keypad", build, partial(complain, "keypad"))
        self._press = press
        self._stop = threading.Event()
        self._worker = threading.Thread(target=self._run, name="keypad", daemon=True)
        self._worker.start()

    def close(self) -> None:
        """Stop reading. May be called twice."""
        self._stop.set()
        self._worker.join(2)

    def _run(self) -> None:
        before: frozenset[str] = frozenset()
        while not self._stop.wait(max(POLL_S, self._keys.wait_s)):
            down = self._keys.use(lambda keys: keys.down()) or frozenset()
            for key in sorted(down - before):
                self._press(key)
            before = down
        self._keys.close()
