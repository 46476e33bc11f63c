"""The reader of codes, in a thread of its own: what it reads goes over the bridge, and is never logged."""

import logging
import threading
from collections.abc import Callable

from contracts import messages as m
from contracts.vocabulary import FaultCode
from hardware.errors import DeviceError
from hardware.ports import CodeReader, LivePicture
from kiosk_app.shell.bridge import Bridge

log = logging.getLogger(__name__)

POLL_S = 0.2
RETRY_S = 1.0
LONGEST_RETRY_S = 15.0

Complain = Callable[[str, m.Fault | None], None]


class Scanner:
    """Reads until it is closed; a reader that is gone or blind is a fault, and is built anew."""

    def __init__(self, build: Callable[[], CodeReader], bridge: Bridge, complain: Complain) -> None:
        """``build`` opens the reader and may raise DeviceError; it and ``complain`` are called in this thread."""
        self._build, self._bridge, self._complain = build, bridge, complain
        self._stop = threading.Event()
        self._reader: CodeReader | None = None
        self._wait_s = RETRY_S
        self._worker = threading.Thread(target=self._run, name="scanner", daemon=True)
        self._worker.start()

    def live(self) -> LivePicture | None:
        """What the reader sees now; None while there is none, or for one without a picture. From any thread."""
        reader = self._reader
        return reader.live() if reader else None

    def close(self) -> None:
        """Stop reading. May be called twice."""
        self._stop.set()
        self._worker.join(2)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._read(self._build())
            except DeviceError as error:
                self._lost(str(error))
            except Exception as error:  # noqa: BLE001 - whatever fails in a decoder must not end the reading
                # neither its words nor a traceback: they may hold what was read
                log.error("the reader failed: %s", type(error).__name__)  # noqa: TRY400
                self._lost(type(error).__name__)

    def _read(self, reader: CodeReader) -> None:
        self._reader, seen = reader, False
        try:
            while not self._stop.is_set():
                scans = reader.poll(POLL_S)
                if not seen:  # only a reader that was read from is there
                    seen, self._wait_s = True, RETRY_S
                    self._complain("reader", None)
                    self._bridge.reader(there=True)
                for scan in scans:
                    self._bridge.scan(scan.text)
        finally:
            self._reader = None
            reader.close()

    def _lost(self, why: str) -> None:
        self._bridge.reader(there=False)
        self._complain("reader", m.Fault(code=FaultCode.DEVICE_MISSING, detail=f"reader: {why}"[:200]))
        self._stop.wait(self._wait_s)
        self._wait_s = min(self._wait_s * 2, LONGEST_RETRY_S)
