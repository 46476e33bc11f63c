"""A thread around one reader of codes: it opens it, polls it, and opens it again when it failed.

Whoever made the worker hears three things, always in the worker's thread, and may only put them into an inbox.
"""

import logging
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field

from hardware.errors import DeviceError
from hardware.ports import CodeReader, LivePicture, ScannedText

log = logging.getLogger(__name__)

POLL_S = 0.2
IDLE_S = 1.0
"""While nobody attends, a reader is looked after once a second, so that a pulled plug is noticed."""
BACKOFF_S = (0.5, 1.0, 2.0, 4.0)
JOIN_S = 3.0


@dataclass(frozen=True)
class ReaderReady:
    """The reader works, for the first time or again: offer it."""

    reader: str


@dataclass(frozen=True)
class ReaderFailed:
    """The reader does not work: stop offering it, and report the fault. It is tried again and again."""

    reader: str
    error: DeviceError


@dataclass(frozen=True)
class Scanned:
    """A code was read while somebody attended."""

    reader: str
    scanned: ScannedText = field(repr=False)


ReaderHappening = ReaderReady | ReaderFailed | Scanned


class ScanWorker:
    """Keeps one reader going."""

    def __init__(
        self,
        reader: str,
        open_reader: Callable[[], CodeReader],
        deliver: Callable[[ReaderHappening], None],
    ) -> None:
        """``reader`` names it in happenings; ``open_reader`` may block and raise DeviceError."""
        self._name, self._open, self._deliver = reader, open_reader, deliver
        self._reader: CodeReader | None = None
        self._attended, self._closing = threading.Event(), threading.Event()
        self._wake = threading.Event()
        self._failed_with = ""
        self._thread = threading.Thread(target=self._run, name=f"reader-{reader}", daemon=True)

    def start(self) -> None:
        """Begin; nobody attends yet."""
        self._thread.start()

    def attend(self, *, on: bool) -> None:
        """Whether scans are wanted now; while they are not, what is read is forgotten at once."""
        (self._attended.set if on else self._attended.clear)()
        self._wake.set()

    def live(self) -> LivePicture | None:
        """What a camera sees now; any thread."""
        reader = self._reader
        return reader.live() if reader else None

    def healthy(self) -> bool:
        """Whether the thread works."""
        return self._thread.is_alive()

    def close(self) -> None:
        """End the thread and release the device."""
        self._closing.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(JOIN_S)

    def _run(self) -> None:
        tries = 0
        while not self._closing.is_set():
            try:
                self._reader = self._open()
                self._failed_with, tries = "", 0
                self._deliver(ReaderReady(self._name))
                self._serve(self._reader)
            except DeviceError as error:
                self._fail(error)
            except Exception as error:  # noqa: BLE001 - the one worker loop: it must outlive what nobody foresaw
                self._fail(_unforeseen(self._name, error))
            finally:
                self._release()
            self._closing.wait(0 if self._closing.is_set() else BACKOFF_S[min(tries, len(BACKOFF_S) - 1)])
            tries += 1

    def _serve(self, reader: CodeReader) -> None:
        while not self._closing.is_set():
            if not self._attended.is_set():
                self._wake.wait(IDLE_S)
            self._wake.clear()
            for scanned in reader.poll(POLL_S):
                if self._attended.is_set():
                    self._deliver(Scanned(self._name, scanned))

    def _fail(self, error: DeviceError) -> None:
        if str(error) != self._failed_with:
            self._failed_with = str(error)
            log.warning("%s", error)
            self._deliver(ReaderFailed(self._name, error))

    def _release(self) -> None:
        reader, self._reader = self._reader, None
        if reader:
            reader.close()


def _unforeseen(name: str, error: Exception) -> DeviceError:
    """Where it happened, but not what the error says: that may be a piece of a citizen's card."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    return DeviceError(name, f"{type(error).__name__} in {where.name}, line {where.lineno}")
