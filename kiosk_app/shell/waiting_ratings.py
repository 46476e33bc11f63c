"""Ratings that the desk has not answered, in one small file beside the kiosk: it outlives a power cut, and is gone with them.

Written in a thread of its own, so that a slow card stops no screen.
"""

import logging
import queue
import threading
from collections.abc import Callable
from pathlib import Path

from contracts import messages as m
from contracts.vocabulary import DeviceId, FaultCode
from hardware.durable import flush_folder, write_durably
from hardware.host.regular_file import read_regular
from kiosk_app.flow.happenings import RatingsKept
from kiosk_app.shell import rating_lines

log = logging.getLogger(__name__)

MOST_BYTES = 1024 * 1024
"""Far more than waits at one kiosk; what is larger is none of ours."""


class WaitingRatings:
    """One kiosk's file. ``begin``: what waited at the start."""

    def __init__(self, folder: Path | None, device: DeviceId, inbox: Callable[[RatingsKept], None]) -> None:
        """``folder`` None: there is nowhere to keep anything. ``inbox`` is called in the thread."""
        self._path = folder / f"ratings-{device}.log" if folder else None
        self._inbox = inbox
        self._lost, self._unkept = 0, ""
        self.begin = self._read()
        self._orders: queue.SimpleQueue[tuple[m.RateSlip, ...] | None] = queue.SimpleQueue()
        self._worker = threading.Thread(target=self._run, name="ratings", daemon=True)
        self._worker.start()

    def keep(self, ratings: tuple[m.RateSlip, ...]) -> None:
        """Put these on the disk, and no others; ends in RatingsKept."""
        self._orders.put(ratings)

    def fault(self) -> m.Fault | None:
        """What the caretaker should know."""
        if self._unkept:
            return m.Fault(code=FaultCode.RATINGS_UNKEPT, detail=self._unkept)
        if self._lost:
            return m.Fault(code=FaultCode.RATINGS_LOST, detail=f"{self._lost} of them cannot be read")
        return None

    def close(self) -> None:
        """Do what was ordered and stop; gives up after two seconds. May be called twice."""
        self._orders.put(None)
        self._worker.join(2)

    def _read(self) -> tuple[m.RateSlip, ...]:
        if self._path is None:
            return ()
        try:
            found = rating_lines.read(read_regular(self._path, MOST_BYTES))
        except FileNotFoundError:
            return ()
        except OSError as error:
            log.error("ratings that waited cannot be read: %s", error)  # noqa: TRY400 - the cause is known
            self._unkept = str(error)
            return ()
        if found.damaged:
            log.error("%s: %d lines are damaged and left out", self._path, found.damaged)
            self._lost = found.damaged
        return found.ratings

    def _run(self) -> None:
        while (ratings := self._orders.get()) is not None:
            try:
                self._write(ratings)
                self._unkept = ""
            except OSError as error:
                if str(error) != self._unkept:
                    log.error("ratings that wait cannot be kept: %s", error)  # noqa: TRY400 - the cause is known
                self._unkept = str(error)
            requests = frozenset(rating.request_id for rating in ratings)
            self._inbox(RatingsKept(requests, well=not self._unkept))

    def _write(self, ratings: tuple[m.RateSlip, ...]) -> None:
        if self._path is None:
            if ratings:
                raise OSError("the settings name no folder (memory)")
            return
        if ratings:
            write_durably(self._path, rating_lines.lines(ratings))
        else:
            self._path.unlink(missing_ok=True)
            flush_folder(self._path.parent)
