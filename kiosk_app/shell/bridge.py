"""The one crossing from other threads to Kivy's main thread: they put, the main thread drains each frame."""

import logging
import queue
from collections.abc import Mapping

from contracts import messages as m
from contracts.vocabulary import JobId, SlipState, ticket_of
from hardware.link.station import Heard, StationHappening
from kiosk_app.flow.happenings import (
    KeepFailed,
    Kept,
    MessageArrived,
    PagesHere,
    Pressed,
    RatingsKept,
    ReaderSeen,
    Scanned,
)

log = logging.getLogger(__name__)

CAPACITY = 1000

Arrived = MessageArrived | Pressed | Scanned | ReaderSeen | Kept | KeepFailed | PagesHere | RatingsKept


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

    def kept(self, happening: Kept | KeepFailed) -> None:
        """Called in the book's thread when a record is on the disk, or is not."""
        self._put(happening, "a record")

    def ratings(self, kept: RatingsKept) -> None:
        """Called in the thread that keeps ratings."""
        self._put(kept, "what became of ratings")

    def pages(self, here: Mapping[str, str]) -> None:
        """Called in the thread that fetches the pages of forms."""
        self._put(PagesHere(here), "pages of forms")

    def slip(self, job: JobId, state: SlipState) -> None:
        """Called in the thread of the printer's door: how a slip ended that the desk knows nothing of."""
        ended = m.Event(epoch=0, seq=0, at=0, kind="slip-ended", ticket=ticket_of(job), job=job, slip=state)
        self._put(MessageArrived(ended), "the end of a slip")

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
