"""What the kiosk needs to give numbers alone: its book, the printer beside it, and a clock to believe."""

import logging
from pathlib import Path

from contracts import messages as m
from contracts.vocabulary import DeviceId, SiteId
from hardware.link.door import DoorClient
from hardware.link.station import Station
from hardware.ports.vouched_clock import VouchedClock
from kiosk_app.flow.alone_book import Anchor, Book, Record
from kiosk_app.flow.alone_clock import believed
from kiosk_app.flow.model import Alone
from kiosk_app.settings import KioskSettings
from kiosk_app.shell.book_file import BookFile
from kiosk_app.shell.book_thread import BookThread
from kiosk_app.shell.bridge import Bridge

log = logging.getLogger(__name__)

VOUCH_S = 5.0
"""Between two questions to the kernel whether the clock is right."""


class AloneShell:
    """Built in the main thread; the book and the printer are served by threads of their own."""

    def __init__(self, settings: KioskSettings, bridge: Bridge, clock: VouchedClock) -> None:
        """Nothing is given alone where the book cannot be kept: that is logged, and the kiosk works as without it."""
        self._clock, self._boot = clock, clock.boot()
        self._vouched, self._vouch_at = False, float("-inf")
        self._thread: BookThread | None = None
        self._door: DoorClient | None = None
        self.begin = Alone()
        """What is known at the start."""
        folder, alone = settings.memory, settings.alone
        file = _open(folder, settings.site, settings.device) if alone.wanted and folder else None
        if file is None:
            return
        self._thread = BookThread(file, bridge.kept)
        if alone.printer:
            self._door = DoorClient(alone.printer, bridge.slip, clock.monotonic)
        self.begin = Alone(
            after_s=alone.after_s, paper=alone.printer is not None, book=file.book, lost=file.lost
        )

    def now(self, station: Station, book: Book | None) -> Anchor | None:
        """What time it is in desk time; None: nobody can say."""
        if book is None:
            return None
        monotonic, heard = self._clock.monotonic(), station.desk_heard()
        if not heard and monotonic - self._vouch_at >= VOUCH_S:
            self._vouched, self._vouch_at = self._clock.vouched(), monotonic
        here = Anchor(self._boot, monotonic, station.desk_now())
        return believed(book.anchor, here, desk_heard=heard, vouched=self._vouched)

    def keep(self, record: Record) -> None:
        """Put a record on the disk."""
        if self._thread:
            self._thread.keep(record)

    def print(self, job: m.PrintJob) -> None:
        """Have the printer beside the glass print a slip."""
        if self._door:
            self._door.print(job)

    def close(self) -> None:
        """End the threads. May be called twice."""
        if self._thread:
            self._thread.close()
        if self._door:
            self._door.close()


def _open(folder: Path, site: SiteId, device: DeviceId) -> BookFile | None:
    file = BookFile(folder, site, device)
    try:
        file.open()
    except OSError as error:
        log.warning("no numbers are given while the desk is away: %s", error)
        return None
    return file
