"""The external keypad, read in a thread of its own: presses go over the bridge, never through the window."""

import threading
from collections.abc import Callable

from contracts import messages as m
from contracts.vocabulary import FaultCode
from hardware.errors import DeviceError
from hardware.ports import Keys

POLL_S = 0.02
RETRY_S = 3.0

Press = Callable[[str], None]
Complain = Callable[[str, m.Fault | None], None]


class Keypad:
    """Reads until it is closed; a keypad that is pulled out is a fault, and is taken up again."""

    def __init__(self, build: Callable[[], Keys], press: Press, complain: Complain) -> None:
        """``build`` opens the keypad and may raise DeviceError; the callbacks are called in this thread."""
        self._build, self._press, self._complain = build, press, complain
        self._stop = threading.Event()
        self._worker = threading.Thread(target=self._run, name="keypad", daemon=True)
        self._worker.start()

    def close(self) -> None:
        """Stop reading. May be called twice."""
        self._stop.set()
        self._worker.join(2)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                keys = self._build()
                self._complain("keypad", None)
                try:
                    self._read(keys)
                finally:
                    keys.close()
            except DeviceError as error:
                self._complain("keypad", m.Fault(code=FaultCode.DEVICE_MISSING, detail=str(error)[:200]))
                self._stop.wait(RETRY_S)

    def _read(self, keys: Keys) -> None:
        before: frozenset[str] = frozenset()
        while not self._stop.wait(POLL_S):
            down = keys.down()
            for key in sorted(down - before):
                self._press(key)
            before = down
