"""The one crossing from other threads to Kivy's main thread: they put, the main thread drains each frame."""

import logging
import queue

from hardware.link.station import Heard, StationHappening
from kiosk_app.flow.happenings import MessageArrived, Pressed, ReaderSeen, Scanned

log = logging.getLogger(__name__)

CAPACITY = 1000

Arrived = MessageArrived | Pressed | Scanned | ReaderSeen


class Bridge:
    """A bounded inbox. Kivy's clock does not wake for other threads, so every frame looks inside."""

    def __init__(self) -> None:
        self._inbox: queue.Queue[Arrived] = queue.Queue(CAPACITY)

    def put(self, happening: StationHappening) -> None:
        """Called in the link's thread. The link's ups and downs show in the desk's pulse, so only messages pass."""
        if isinstance(happening, Heard):
            self._put(MessageArrived(happening.message), happening.topic)

    def press(self, key: str, at: float) -> None:
        """Called in the keypad's thread; ``at``: when the key went down, which may be before it was read."""
        self._put(Pressed(key, at), "a key")

    def scan(self, text: str) -> None:
        """Called in the reader's thread; the text itself is never logged."""
        self._put(Scanned(text), "a scan")

    def reader(self, *, there: bool) -> None:
        """Called in the reader's thread when the reader comes or goes."""
        self._put(ReaderSeen(there), "the reader")

    def _put(self, happening: Arrived, what: str) -> None:
        try:
            self._inbox.put_nowait(happening)
        except queue.Full:
            log.error("the screen is %d happenings behind; dropped %s", CAPACITY, what)  # noqa: TRY400 - the cause is known

    def drain(self) -> list[Arrived]:
        """Everything that came since the last frame, in order. Called in Kivy's main thread."""
        found = []
        while True:
            try:
                found.append(self._inbox.get_nowait())
            except queue.Empty:
                return found
