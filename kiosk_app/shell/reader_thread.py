"""The reader of codes, in a thread of its own: what it reads goes over the bridge, and is never logged."""

import threading
from collections.abc import Callable

from contracts import messages as m
from hardware.keeper import Keeper
from hardware.ports import CodeReader, LivePicture
from kiosk_app.shell.bridge import Bridge

POLL_S = 0.2

Complain = Callable[[str, m.Fault | None], None]


class ReaderThread:
    """Reads until it is closed; a reader that is gone or blind is a fault, and is built anew."""

    def __init__(self, build: Callable[[], CodeReader], bridge: Bridge, complain: Complain) -> None:
        """``build`` opens the reader and may raise DeviceError; it and ``complain`` are called in this thread."""
        self._reader: Keeper[CodeReader] = Keeper("reader", build, self._on_result)
        self._bridge, self._complain = bridge, complain
        self._stop = threading.Event()
        self._worker = threading.Thread(target=self._run, name="reader", daemon=True)
        self._worker.start()

    def live(self) -> LivePicture | None:
        """What the reader sees now; None while there is none, or for one without a picture. From any thread."""
        reader = self._reader.device
        return reader.live() if reader else None

    def close(self) -> None:
        """Stop reading. May be called twice."""
        self._stop.set()
        self._worker.join(2)

    def _run(self) -> None:
        while not self._stop.wait(self._reader.wait_s):
            for scan in self._reader.use(lambda reader: reader.poll(POLL_S)) or ():
                self._bridge.scan(scan.text)
        self._reader.close()

    def _on_result(self, fault: m.Fault | None) -> None:
        self._bridge.reader(there=fault is None)
        self._complain("reader", fault)
